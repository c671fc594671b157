"""What is somebody's own, once for each kind of document: whose it is, when they see it, and what of it.

Only a supplier's users are kept to their own. What they see of a document is what the supplier could know
anyway: never a draft, never who approved what by which threshold, never the tolerances that it is judged by.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from application.ports.states import Folded
from domain.communication.notice.machine import NOTICE, Notice
from domain.invoicing.credit_note.machine import CREDIT_NOTE, CreditNote
from domain.invoicing.supplier_invoice.machine import SUPPLIER_INVOICE
from domain.invoicing.supplier_invoice.state import SupplierInvoice
from domain.payments.payment.machine import PAYMENT
from domain.payments.payment.state import Payment
from domain.purchasing.purchase_order.machine import PURCHASE_ORDER
from domain.purchasing.purchase_order.state import PurchaseOrder, Status
from domain.purchasing.supplier.machine import SUPPLIER
from domain.shared.ids import SupplierId
from domain.shared.machine import Decider


@dataclass(frozen=True, slots=True)
class Ownership:
    """Whose the documents of a kind are: `owner` names a supplier.

    `states` are those in which the owner sees a document, all of them when there are none. `withheld` are
    the members that the owner sees as null, with dots between levels.
    """

    collection: str
    sentence: str
    decider: Decider[Any]
    owner: Callable[[Folded[Any]], str | None]
    states: frozenset[str] = frozenset()
    withheld: frozenset[str] = frozenset()

    def is_own(self, folded: Folded[Any], supplier: SupplierId | None) -> bool:
        """True when the document is this supplier's, and in a state in which they see it."""
        if supplier is None or folded.version == 0:
            return False
        seen = not self.states or folded.state.status in self.states
        return seen and self.owner(folded) == supplier


SHOWN_ORDERS = frozenset(Status) - {Status.DRAFT, Status.AWAITING_APPROVAL, Status.APPROVED}
"""From issue on. An amendment that waits for approval is nothing that the supplier knows of yet."""


def order_shown_to(folded: Folded[PurchaseOrder]) -> SupplierId | None:
    """The supplier that an order was issued to, and None before; called off unissued it stays unknown."""
    order = folded.state
    if not order.issued_revision or order.status not in SHOWN_ORDERS:
        return None
    return order.current.supplier_id


def _itself(folded: Folded[Any]) -> str:
    return folded.stream_id


def _invoice(folded: Folded[SupplierInvoice]) -> SupplierId:
    return folded.state.terms.supplier_id


def _credit_note(folded: Folded[CreditNote]) -> SupplierId:
    return folded.state.content.supplier_id


def _payment(folded: Folded[Payment]) -> SupplierId:
    return folded.state.debt.supplier_id


def _notice(folded: Folded[Notice]) -> str:
    return folded.state.words.recipient.id


OWNERSHIPS = (
    Ownership(
        "suppliers", "The supplier itself.", SUPPLIER, _itself, withheld=frozenset({"blockReason"})
    ),
    Ownership(
        "purchase-orders",
        "Issued to the supplier.",
        PURCHASE_ORDER,
        order_shown_to,
        SHOWN_ORDERS,
        frozenset(
            {
                "requisitionId",
                "costCenter",
                "exchangeRate",
                "approval",
                "pendingAmendment",
                "submittedBy",
                "lines.tolerance",
            }
        ),
    ),
    Ownership(
        "invoices", "From the supplier.", SUPPLIER_INVOICE, _invoice, withheld=frozenset({"match"})
    ),
    Ownership("credit-notes", "From the supplier.", CREDIT_NOTE, _credit_note),
    Ownership("payments", "To the supplier.", PAYMENT, _payment),
    Ownership("notices", "To the supplier.", NOTICE, _notice),
)


def _by(
    name: Callable[[Ownership], str], all_of_them: Iterable[Ownership]
) -> Mapping[str, Ownership]:
    return MappingProxyType({name(one): one for one in all_of_them})


OWN_DOCUMENTS: Mapping[str, Ownership] = _by(lambda one: one.decider.stream_type, OWNERSHIPS)
"""By the type of the stream; whatever is not here is nobody's own."""

OWN_COLLECTIONS: Mapping[str, Ownership] = _by(lambda one: one.collection, OWNERSHIPS)
"""By the plural of the address."""


def is_own(decider: Decider[Any], folded: Folded[Any], supplier: SupplierId | None) -> bool:
    """True when somebody of this supplier may see the document as it stands in `folded`."""
    ownership = OWN_DOCUMENTS.get(decider.stream_type)
    return ownership is not None and ownership.is_own(folded, supplier)
