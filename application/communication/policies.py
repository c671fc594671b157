"""What events of any context have us tell people: one notice for each event and recipient."""

from collections.abc import Sequence
from dataclasses import replace

from application.communication import invoice_wording, order_wording, requisition_wording
from application.communication.notice import (
    Occasion,
    Wording,
    Words,
    our_name,
    tell_supplier,
    tell_user,
)
from application.ports.event_store import EventStore, RecordedEvent, Upto
from application.reaction import Reaction, reaction
from application.work import Work
from domain.communication.notice.letter import Subject
from domain.identity.user.machine import USER
from domain.invoicing.supplier_invoice.events import SupplierInvoiceDisputed
from domain.purchasing.duties import Duty, who
from domain.purchasing.purchase_order.amendment import reapproval_causes
from domain.purchasing.purchase_order.events import (
    PurchaseOrderAmended,
    PurchaseOrderCancelled,
    PurchaseOrderIssued,
)
from domain.purchasing.purchase_order.state import Revision
from domain.purchasing.requisition.events import RequisitionRouted
from domain.purchasing.requisition.machine import REQUISITION
from domain.shared.ids import PurchaseOrderId, RequisitionId, SupplierId, parse_id


class ApproverNotices:
    """Tells an approver that a requisition waits for them."""

    name = "approver-notices"
    event_types = frozenset({RequisitionRouted.event_type})

    async def react(self, recorded: RecordedEvent) -> Sequence[Reaction]:
        """Whoever was chosen is told once for each time they are chosen."""
        event = recorded.event
        assert isinstance(event, RequisitionRouted)
        requisition_id = RequisitionId(recorded.stream_id)

        async def words(work: Work) -> Wording:
            requisition = (await work.load(REQUISITION, requisition_id)).state
            creator = who(requisition.duties, Duty.CREATED)
            assert creator is not None
            asking = (await work.load(USER, creator)).state
            wording = requisition_wording.approval_asked(
                requisition_id, requisition, event.required_level, asking.name
            )
            return replace(wording, mentions=() if asking.erased else (creator,))

        task = tell_user(event.approver, _occasion(recorded), words)
        return [reaction(self.name, recorded, task)]


class SupplierNotices:
    """Tells suppliers of orders, of changes to what they have, and of invoices that do not agree.

    An amendment that needs a fresh approval is told when the new revision is issued, and only then is a
    former supplier told that the order is not theirs any more: until then nothing has changed for them.
    """

    name = "supplier-notices"
    event_types = frozenset(
        event.event_type
        for event in (
            PurchaseOrderIssued,
            PurchaseOrderAmended,
            PurchaseOrderCancelled,
            SupplierInvoiceDisputed,
        )
    )

    def __init__(self, store: EventStore) -> None:
        self._store = store

    async def react(self, recorded: RecordedEvent) -> Sequence[Reaction]:
        """Whom the event concerns, as long as they know of the order."""
        match recorded.event:
            case SupplierInvoiceDisputed() as event:
                return [self._tell(event.demand.supplier_id, recorded, _disputed(event))]
            case _:
                return await self._of_order(recorded, PurchaseOrderId(recorded.stream_id))

    async def _of_order(
        self, recorded: RecordedEvent, order_id: PurchaseOrderId
    ) -> Sequence[Reaction]:
        match recorded.event:
            case PurchaseOrderIssued() as event:
                told = self._tell(event.supplier_id, recorded, _issued(order_id, event))
                return [told, *await self._withdrawn(recorded, event)]
            case PurchaseOrderAmended() as event if not _needs_approval(event):
                return [self._tell(event.supplier_id, recorded, _amended(order_id, event))]
            case PurchaseOrderCancelled(was_issued=True) as event:
                knows = await self._supplier_before(recorded)
                return [self._tell(knows, recorded, _cancelled(order_id, event))]
        return ()

    async def _withdrawn(
        self, recorded: RecordedEvent, event: PurchaseOrderIssued
    ) -> Sequence[Reaction]:
        """The supplier that had the order before, if that was another one."""
        if event.revision == 1:
            return ()
        former = await self._supplier_before(recorded)
        if former == event.supplier_id:
            return ()
        return [self._tell(former, recorded, _withdrawal(PurchaseOrderId(recorded.stream_id)))]

    async def _supplier_before(self, recorded: RecordedEvent) -> SupplierId:
        """Who had the order before the event, whatever an amendment that is not approved yet says."""
        before = Upto(version=recorded.version - 1)
        history = await self._store.stream(recorded.tenant, recorded.stream_id, upto=before)
        issued = (one.event for one in history if isinstance(one.event, PurchaseOrderIssued))
        return max(issued, key=lambda event: event.revision).supplier_id

    def _tell(self, supplier: SupplierId, recorded: RecordedEvent, words: Words) -> Reaction:
        task = tell_supplier(supplier, _occasion(recorded), words)
        return reaction(self.name, recorded, task, supplier)


def _occasion(recorded: RecordedEvent) -> Occasion:
    about = Subject(document_id=parse_id(recorded.stream_id), version=recorded.version)
    return Occasion(recorded.event_id, about)


def _needs_approval(event: PurchaseOrderAmended) -> bool:
    former = Revision(
        event.revision - 1, event.former_supplier_id, event.former_lines, event.former_totals
    )
    amended = Revision(event.revision, event.supplier_id, event.lines, event.totals)
    return bool(reapproval_causes(former, amended))


def _issued(order_id: PurchaseOrderId, event: PurchaseOrderIssued) -> Words:
    async def words(work: Work) -> Wording:
        return order_wording.order_issued(order_id, event, await our_name(work))

    return words


def _amended(order_id: PurchaseOrderId, event: PurchaseOrderAmended) -> Words:
    async def words(work: Work) -> Wording:
        return order_wording.order_amended(order_id, event, await our_name(work))

    return words


def _cancelled(order_id: PurchaseOrderId, event: PurchaseOrderCancelled) -> Words:
    async def words(work: Work) -> Wording:
        return order_wording.order_cancelled(order_id, event, await our_name(work))

    return words


def _disputed(event: SupplierInvoiceDisputed) -> Words:
    async def words(work: Work) -> Wording:
        return invoice_wording.invoice_disputed(event, await our_name(work))

    return words


def _withdrawal(order_id: PurchaseOrderId) -> Words:
    async def words(work: Work) -> Wording:
        return order_wording.order_withdrawn(order_id, await our_name(work))

    return words
