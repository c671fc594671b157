"""What documents have to do with each other, as far as conflicts of duties ask: learned from their events.

Each document knows all that it is linked to, so that no event has to be looked for again. A link is its
kind and the id of what is shared.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from domain.audit.segregation.conflict import Link
from domain.shared.message import Event

Links = frozenset[str]
Known = dict[str, Links]
"""What documents are linked to, by their ids."""

OF_TENANT = f"{Link.TENANT}:"


def link(kind: Link, of: object) -> str:
    """The name of what two deeds may share."""
    return f"{kind}:{of}"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an event says its document comes from: the fields that name `parents` and `suppliers`.

    A document that names suppliers has to do with these alone, any other with those of its parents.
    """

    parents: tuple[str, ...] = ()
    suppliers: tuple[str, ...] = ()


_OF_DELIVERY = Origin(("purchase_order_id",), ("supplier_id",))

ORIGINS: Mapping[str, Origin] = MappingProxyType(
    {
        "purchasing.requisition.created": Origin(("copied_from",)),
        "purchasing.purchase-order.created": Origin(("requisition_id",), ("supplier_id",)),
        "purchasing.purchase-order.amended": Origin((), ("supplier_id",)),
        "receiving.goods-receipt.received": _OF_DELIVERY,
        "receiving.goods-receipt.discrepancy-detected": _OF_DELIVERY,
        "invoicing.supplier-invoice.registered": Origin(("purchase_order_id",), ("supplier_id",)),
        "invoicing.credit-note.registered": Origin(("invoice_id",), ("supplier_id",)),
        "murabaha.contract.requested": Origin(("purchase_order_id",), ("bank_id",)),
        "payments.payment.scheduled": Origin(
            ("payable.invoice_id", "payable.murabaha_id"), ("payable.supplier_id",)
        ),
        "payments.payment-run.proposed": Origin(
            ("transfers.payments.payment_id",), ("transfers.supplier_id",)
        ),
    }
)
"""Event type to where its document comes from."""

_CLAIM = "integrity.claim.laid"
_NUMBER = "supplier-invoice-number"
_SCHEDULED = "payments.payment.scheduled"
_ENTRIES = ("purchasing.supplier.bank-account-added", "purchasing.supplier.bank-account-changed")

LEARNED_FROM = frozenset({*ORIGINS, _CLAIM, *_ENTRIES})
"""The events that say what their document is linked to."""

_OWN = {
    "sup": (Link.LINEAGE, Link.SUPPLIER),
    "usr": (Link.LINEAGE, Link.PERSON),
    "inv": (Link.LINEAGE, Link.CHAIN, Link.DEBT),
    "mur": (Link.LINEAGE, Link.CHAIN, Link.DEBT),
}


def own_links(document: str) -> Links:
    """What a document is by itself, before anything is known of where it comes from."""
    kinds = _OWN.get(document.partition("_")[0], (Link.LINEAGE, Link.CHAIN))
    return frozenset(link(kind, document) for kind in kinds)


def learn(known: Known, document: str, version: int, event: Event) -> None:
    """Note what an event says of the links of documents; hearing it again changes nothing."""
    if event.event_type == _CLAIM:
        _learn_claim(known, document, event)
    elif event.event_type in _ENTRIES:
        place = account_place(document, event)
        known[place] = frozenset({link(Link.ENTRY, f"{place}@{version}")})
    elif (origin := ORIGINS.get(event.event_type)) is not None:
        _learn_origin(known, document, event, origin)


def mentioned(document: str, event: Event) -> Iterator[str]:
    """The documents whose links have to be known to understand an event."""
    yield document
    origin = ORIGINS.get(event.event_type)
    for path in origin.parents if origin else ():
        yield from values(event, path)
    if event.event_type == _CLAIM:
        yield from values(event, "holder")
    if hasattr(event, "bank_account"):
        yield account_place(document, event)


def account_place(supplier: str, event: Any) -> str:
    """Where the details of one of a supplier's accounts are kept, whatever they are at present."""
    return f"{supplier}/{event.bank_account}"


def values(event: Any, path: str) -> Iterator[str]:
    """Every id at a path of fields; lists on the way are gone through."""
    found: list[Any] = [event]
    for name in path.split("."):
        found = [inner for one in found for inner in _parts(getattr(one, name))]
    return map(str, found)


def _parts(value: Any) -> Iterable[Any]:
    if value is None:
        return ()
    return value if isinstance(value, tuple) else (value,)


def _learn_claim(known: Known, claim: str, event: Any) -> None:
    """Invoices of one number are one debt, though only one of them at a time is not rejected."""
    if event.kind.startswith(_NUMBER):
        holder = str(event.holder)
        known[holder] = known.get(holder, own_links(holder)) | {link(Link.DEBT, claim)}


def _learn_origin(known: Known, document: str, event: Any, origin: Origin) -> None:
    before = known.get(document, own_links(document))
    parents = [name for path in origin.parents for name in values(event, path)]
    inherited = frozenset[str]().union(
        *(known.get(parent, own_links(parent)) for parent in parents)
    )
    if origin.suppliers:
        inherited = without(inherited, Link.SUPPLIER)
    if inherited:
        before = before - {link(Link.CHAIN, document)}
    suppliers = [name for path in origin.suppliers for name in values(event, path)]
    known[document] = before.union(
        inherited,
        (link(Link.SUPPLIER, supplier) for supplier in suppliers),
        _instalment(event),
    )


def _instalment(event: Any) -> tuple[str, ...]:
    """The one instalment, or the settlement, that a payment is for."""
    if event.event_type != _SCHEDULED or event.payable.instalment is None:
        return ()
    return (link(Link.DEBT, f"{event.payable.murabaha_id}#{event.payable.instalment}"),)


def without(links: Links, kind: Link) -> Links:
    """The links but those of one kind."""
    return frozenset(one for one in links if not one.startswith(f"{kind}:"))
