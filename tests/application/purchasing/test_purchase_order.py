"""Orders as they are carried out: decided on the log as it stands, stored with what they rested on."""

import asyncio
from datetime import timedelta
from decimal import Decimal

import pytest

from application.desk import Task
from application.failures import DocumentNotFound
from application.governance.policy import set_approval_mode
from application.identity.user import change_approval_level, deactivate_user
from application.ports.states import Folded
from application.purchasing import purchase_order as orders
from application.purchasing.delegation import grant
from application.purchasing.facts import plain_context
from application.purchasing.supplier import block_supplier
from application.work import Work
from domain.audit.refusal.events import CommandRefused
from domain.identity.user.commands import ChangeApprovalLevel, Deactivate
from domain.purchasing.delegation.commands import Grant
from domain.purchasing.lines import AmendedLine, LineQuantity
from domain.purchasing.purchase_order import commands as c
from domain.purchasing.purchase_order import events as e
from domain.purchasing.purchase_order.machine import PURCHASE_ORDER
from domain.purchasing.purchase_order.state import PurchaseOrder, Status
from domain.purchasing.rules import SupplierNotActive, UnknownSupplier
from domain.purchasing.supplier.commands import Block
from domain.purchasing.supplier.events import SupplierBlocked
from domain.shared.approval_level import ApprovalLevel
from domain.shared.approval_mode import ApprovalMode
from domain.shared.context import SYSTEM
from domain.shared.ids import GoodsReceiptId, PurchaseOrderId, SupplierId
from domain.shared.message import Command, Event
from domain.shared.refusal import (
    InsufficientApprovalAuthority,
    InvalidStateTransition,
    Refused,
    SegregationOfDutiesViolation,
)
from domain.shared.segregation import Separated
from tests.application.purchasing.buying import EUR, Buying, ordered
from tests.application.stage import ROOT
from tests.domain.purchasing.people import uuid

GRN = GoodsReceiptId.of(uuid(1))
TWO_THOUSAND = ordered("40")


def approve(order_id: PurchaseOrderId) -> Task:
    """Approve without a word."""
    return orders.approve_order(order_id, c.Approve())


def report(order_id: PurchaseOrderId, command: Command) -> Task:
    """What receiving and invoicing will do: tell the order what they found out."""

    async def task(work: Work) -> Folded[PurchaseOrder]:
        order = await work.load(PURCHASE_ORDER, order_id)
        return work.decide(order, command, plain_context(work))

    return task


async def told(buying: Buying, of: type[Event]) -> list[Event]:
    """Every event of a type in the tenant's log."""
    history = await buying.stage.history()
    return [recorded.event for recorded in history if isinstance(recorded.event, of)]


async def test_an_order_goes_from_draft_to_acknowledged(buying: Buying) -> None:
    order = await buying.order(await buying.acknowledged(TWO_THOUSAND))
    assert (order.state.status, order.version) == (Status.ACKNOWLEDGED, 5)
    (issued,) = await told(buying, e.PurchaseOrderIssued)
    assert isinstance(issued, e.PurchaseOrderIssued)
    assert (issued.supplier_name, issued.payment_terms) == ("Acme", "NET30")


async def test_the_level_that_counts_is_the_one_in_the_log(buying: Buying) -> None:
    order_id = await buying.submitted(TWO_THOUSAND)
    lowered = ChangeApprovalLevel(approval_level=ApprovalLevel.L1)
    await buying.stage.do(ROOT, change_approval_level(buying.cleo, lowered))
    with pytest.raises(InsufficientApprovalAuthority) as refused:
        await buying.stage.do(buying.cleo, approve(order_id), "approver")
    assert refused.value.facts == {"required_level": "L2", "level": "L1"}


async def test_somebody_who_is_kept_out_approves_nothing(buying: Buying) -> None:
    order_id = await buying.submitted()
    await buying.stage.do(ROOT, deactivate_user(buying.cleo, Deactivate()))
    with pytest.raises(InsufficientApprovalAuthority):
        await buying.stage.do(buying.cleo, approve(order_id), "approver")


async def test_a_lent_level_approves_for_the_days_it_is_lent(buying: Buying) -> None:
    first, second = await buying.submitted(TWO_THOUSAND), await buying.submitted(TWO_THOUSAND)
    today = buying.stage.clock.at.date()
    await buying.stage.do(buying.dan, grant(buying.ann, Grant(first_day=today, last_day=today)))
    await buying.stage.do(buying.ann, approve(first))
    (signature,) = (await buying.order(first)).state.approval.signatures
    assert (signature.approver, signature.on_behalf_of) == (buying.ann, buying.dan)
    metadata = (await buying.stage.store.stream(buying.stage.tenant, first))[-1].metadata
    assert (metadata["actor"], metadata["onBehalfOf"]) == (buying.ann, buying.dan)
    buying.stage.later(timedelta(days=1))
    with pytest.raises(InsufficientApprovalAuthority):
        await buying.stage.do(buying.ann, approve(second))


async def test_a_refused_attempt_is_recorded_and_nothing_else(buying: Buying) -> None:
    order_id = await buying.submitted()
    raised = ChangeApprovalLevel(approval_level=ApprovalLevel.L3)
    before = await buying.order(order_id)
    with pytest.raises(InsufficientApprovalAuthority):
        await buying.stage.do(buying.ben, approve(order_id))
    with pytest.raises(Refused):
        await buying.stage.do(ROOT, change_approval_level(buying.ben, raised))
    assert await buying.order(order_id) == before
    attempt, _ = await told(buying, CommandRefused)
    assert isinstance(attempt, CommandRefused)
    assert (attempt.actor, attempt.document_id, attempt.document_version) == (
        buying.ben,
        order_id,
        before.version,
    )
    assert (attempt.command, attempt.refusal) == ("approve", "InsufficientApprovalAuthority")


async def test_nobody_approves_what_they_submitted_whatever_their_level(buying: Buying) -> None:
    order_id = await buying.draft()
    await buying.stage.do(buying.dan, orders.submit_order(order_id, c.Submit()))
    with pytest.raises(SegregationOfDutiesViolation) as refused:
        await buying.stage.do(buying.dan, approve(order_id))
    assert refused.value.facts == {
        "duties": ("submitted",),
        "conflicts": (Separated.APPROVES_OWN_ORDER,),
    }


async def test_of_two_approvals_at_once_one_wins(buying: Buying) -> None:
    order_id = await buying.submitted()
    outcomes = await asyncio.gather(
        buying.stage.do(buying.cleo, approve(order_id)),
        buying.stage.do(buying.dan, approve(order_id)),
        return_exceptions=True,
    )
    assert len([one for one in outcomes if isinstance(one, InvalidStateTransition)]) == 1
    assert len(await told(buying, e.PurchaseOrderApproved)) == 1


async def test_the_policies_of_the_moment_of_submission_apply(buying: Buying) -> None:
    before = await buying.submitted(TWO_THOUSAND)
    await buying.stage.do(ROOT, set_approval_mode(ApprovalMode.SEQUENTIAL))
    after = await buying.submitted(TWO_THOUSAND)
    for order_id, status in ((before, Status.APPROVED), (after, Status.AWAITING_APPROVAL)):
        await buying.stage.do(buying.cleo, approve(order_id))
        assert (await buying.order(order_id)).state.status is status
    assert (await buying.order(after)).state.approval.mode_version == 2
    await buying.stage.do(buying.dan, approve(after))
    assert (await buying.order(after)).state.status is Status.APPROVED


async def test_an_order_names_a_supplier_of_this_tenant(buying: Buying) -> None:
    stranger = c.Create(supplier_id=SupplierId.of(uuid(7)), currency=EUR, lines=(ordered(),))
    with pytest.raises(UnknownSupplier):
        await buying.stage.do(buying.ben, orders.create_order(stranger))


async def test_nothing_is_issued_to_a_supplier_after_it_was_blocked(buying: Buying) -> None:
    order_id = await buying.submitted()
    await buying.stage.do(buying.cleo, approve(order_id))
    outcomes = await asyncio.gather(
        buying.stage.do(buying.ben, orders.issue_order(order_id, c.Issue())),
        buying.stage.do(buying.dan, block_supplier(buying.acme, Block(reason="late"))),
        return_exceptions=True,
    )
    log = [type(recorded.event) for recorded in await buying.stage.history()]
    if isinstance(outcomes[0], SupplierNotActive):
        assert e.PurchaseOrderIssued not in log
    else:
        assert log.index(e.PurchaseOrderIssued) < log.index(SupplierBlocked)


async def test_an_order_that_does_not_exist_is_not_found(buying: Buying) -> None:
    with pytest.raises(DocumentNotFound):
        await buying.stage.do(buying.dan, approve(PurchaseOrderId.of(uuid(7))))


async def test_a_settled_order_goes_back_in_recorded_steps_and_only_once(buying: Buying) -> None:
    order_id = await buying.acknowledged()
    four = LineQuantity(po_line=1, quantity=Decimal(4))
    part = c.PartialReceive(grn_id=GRN, accepted=(four,))
    await buying.stage.do(SYSTEM, report(order_id, part))
    before = await buying.order(order_id)
    await buying.stage.do(buying.ben, orders.dispute_order(order_id, c.Dispute(reason="dented")))
    await buying.stage.do(buying.ben, orders.resolve_dispute(order_id, c.ResolveApprove()))
    for _ in range(2):
        await buying.stage.do(SYSTEM, orders.resume_order(order_id))
    after = await buying.order(order_id)
    assert after.state == before.state
    assert after.version == before.version + 2 + 3


async def test_an_amendment_is_judged_by_the_policies_of_its_moment(buying: Buying) -> None:
    order_id = await buying.acknowledged()
    await buying.stage.do(ROOT, set_approval_mode(ApprovalMode.SEQUENTIAL))
    dearer = AmendedLine(**dict(TWO_THOUSAND))
    amend = c.Amend(lines=(dearer,), reason="more is needed")
    await buying.stage.do(buying.ben, orders.amend_order(order_id, amend))
    order = await buying.order(order_id)
    assert order.state.status is Status.AWAITING_APPROVAL
    assert order.state.approval.steps == (ApprovalLevel.L1, ApprovalLevel.L2)
    await buying.stage.do(buying.cleo, orders.reject_order(order_id, c.Reject(reason="no")))
    assert (await buying.order(order_id)).state.current.number == 1


async def test_a_document_knows_what_its_reader_could_do_next(buying: Buying) -> None:
    order_id = await buying.submitted(TWO_THOUSAND)
    open_to: dict[str, dict[str, tuple[str, ...]]] = {}

    async def looks(work: Work) -> Folded[PurchaseOrder]:
        order = await work.load(PURCHASE_ORDER, order_id)
        context = await orders.order_context(work, order)
        allowed = PURCHASE_ORDER.allowed(order.state, context)
        open_to[work.request.actor] = {one.name: one.refused_by for one in allowed}
        return order

    for reader in (buying.ben, buying.cleo):
        await buying.stage.do(reader, looks)
    to_people = ("approve", "reject", "cancel")
    to_discrepancies = ("record-discrepancy", "settle-discrepancy")
    to_financing = ("elect-financing", "cancel-financing")
    expected = dict.fromkeys((*to_people, *to_discrepancies, *to_financing), ())
    assert open_to[buying.cleo] == expected
    assert open_to[buying.ben]["approve"] == (
        "level_of_approver_suffices",
        "approver_had_no_hand_in_it",
        "authority_is_not_borrowed_from_them",
    )
