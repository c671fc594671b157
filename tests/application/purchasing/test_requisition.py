"""Requisitions as they are carried out, up to the order that is made of them."""

from decimal import Decimal

import pytest

from application.purchasing import purchase_order as orders
from application.purchasing import requisition as requisitions
from application.purchasing.supplier import block_supplier
from domain.purchasing.approval import QuotedRate
from domain.purchasing.duties import Duty
from domain.purchasing.purchase_order import commands as order
from domain.purchasing.purchase_order.state import Status as OrderStatus
from domain.purchasing.requisition import commands as c
from domain.purchasing.requisition.events import RequisitionRouted
from domain.purchasing.requisition.state import Status
from domain.purchasing.rules import SupplierNotActive, UnknownSupplier
from domain.purchasing.supplier.commands import Block
from domain.shared.context import SYSTEM
from domain.shared.ids import RequisitionId, SupplierId
from domain.shared.money import Money, UnitPrice
from domain.shared.payment_terms import PaymentTerms
from domain.shared.refusal import InsufficientApprovalAuthority, SegregationOfDutiesViolation
from domain.shared.segregation import Separated
from tests.application.purchasing.buying import Buying, wanted
from tests.domain.purchasing.people import uuid


async def test_a_requisition_can_be_created_and_submitted_in_one_go(buying: Buying) -> None:
    draft = await buying.asked(await buying.requisition(submit=False))
    assert (draft.state.status, draft.version) == (Status.DRAFT, 1)
    submitted = await buying.asked(await buying.requisition())
    assert (submitted.state.status, submitted.version) == (Status.SUBMITTED, 2)


async def test_the_first_candidate_who_may_approve_is_asked(buying: Buying) -> None:
    dear = await buying.requisition(wanted("300"))
    candidates = (buying.ann, buying.cleo, buying.dan, buying.ben)
    await buying.stage.do(SYSTEM, requisitions.route_requisition(dear, candidates))
    routed = await buying.asked(dear)
    assert (routed.state.status, routed.state.approver) == (Status.MANAGER_REVIEW, buying.dan)


async def test_finding_nobody_is_recorded_once_and_repaired_later(buying: Buying) -> None:
    dear = await buying.requisition(wanted("300"))
    for _ in range(2):
        await buying.stage.do(SYSTEM, requisitions.route_requisition(dear, (buying.cleo,)))
    waiting = await buying.asked(dear)
    assert (waiting.state.approver_missing, waiting.version) == (True, 3)
    for candidates in ((buying.dan,), (buying.cleo,)):
        await buying.stage.do(SYSTEM, requisitions.route_requisition(dear, candidates))
    assert (await buying.asked(dear)).state.approver == buying.dan
    history = await buying.stage.history()
    assert len([one for one in history if isinstance(one.event, RequisitionRouted)]) == 1


async def test_a_person_can_choose_whom_to_ask_but_only_who_could_approve(buying: Buying) -> None:
    dear = await buying.requisition(wanted("300"))
    with pytest.raises(InsufficientApprovalAuthority):
        await buying.stage.do(buying.ben, requisitions.ask_approver(dear, buying.cleo))
    await buying.stage.do(buying.ben, requisitions.ask_approver(dear, buying.dan))
    assert (await buying.asked(dear)).state.status is Status.MANAGER_REVIEW


async def test_an_approved_requisition_becomes_an_order_in_the_same_append(buying: Buying) -> None:
    requisition_id = await buying.approved_requisition(wanted("3", "0.335"), wanted("1", "2"))
    convert = c.ConvertToPo(supplier_id=buying.acme, payment_terms=PaymentTerms("NET14"))
    task = requisitions.convert_requisition(requisition_id, convert)
    done = await buying.stage.do(buying.ben, task)
    converted = await buying.asked(requisition_id)
    assert converted.state.status is Status.CONVERTED_TO_PO
    assert converted.state.purchase_order_id is not None
    made = await buying.order(converted.state.purchase_order_id)
    assert (made.state.status, made.version) == (OrderStatus.DRAFT, 1)
    assert made.state.agreed.requisition_id == requisition_id
    assert made.state.agreed.payment_terms == "NET14"
    assert made.state.total == converted.state.total == Money("3.01", "EUR")
    assert done.position == len(await buying.stage.history())


async def test_who_asked_for_it_does_not_approve_its_order(buying: Buying) -> None:
    requisition_id = await buying.requisition(submit=False)
    await buying.stage.do(buying.dan, requisitions.submit_requisition(requisition_id, c.Submit()))
    await buying.stage.do(buying.ben, requisitions.ask_approver(requisition_id, buying.cleo))
    approve = requisitions.approve_requisition(requisition_id, c.Approve())
    await buying.stage.do(buying.cleo, approve)
    convert = c.ConvertToPo(supplier_id=buying.acme)
    await buying.stage.do(buying.ben, requisitions.convert_requisition(requisition_id, convert))
    order_id = (await buying.asked(requisition_id)).state.purchase_order_id
    assert order_id is not None
    assert (await buying.order(order_id)).state.duties == {
        buying.ann: (Duty.REQUISITIONED,),
        buying.dan: (Duty.REQUISITIONED,),
        buying.ben: (Duty.CREATED,),
    }
    await buying.stage.do(buying.ben, orders.submit_order(order_id, order.Submit()))
    with pytest.raises(SegregationOfDutiesViolation) as refused:
        await buying.stage.do(buying.dan, orders.approve_order(order_id, order.Approve()))
    assert refused.value.facts == {
        "duties": (Duty.REQUISITIONED,),
        "conflicts": (Separated.APPROVES_ORDER_OF_OWN_REQUISITION,),
    }
    await buying.stage.do(buying.cleo, orders.approve_order(order_id, order.Approve()))


async def test_a_conversion_that_is_refused_leaves_neither_document_changed(
    buying: Buying,
) -> None:
    requisition_id = await buying.approved_requisition()
    stranger = c.ConvertToPo(supplier_id=SupplierId.of(uuid(7)))
    with pytest.raises(UnknownSupplier):
        await buying.stage.do(
            buying.ben, requisitions.convert_requisition(requisition_id, stranger)
        )
    await buying.stage.do(buying.dan, block_supplier(buying.acme, Block(reason="late")))
    convert = c.ConvertToPo(supplier_id=buying.acme)
    with pytest.raises(SupplierNotActive):
        await buying.stage.do(buying.ben, requisitions.convert_requisition(requisition_id, convert))
    assert (await buying.asked(requisition_id)).state.status is Status.APPROVED
    assert "purchasing.purchase-order.created" not in await buying.stage.types()


async def test_the_rate_that_decided_goes_with_the_order(buying: Buying) -> None:
    dollars = wanted().model_copy(update={"unit_price": UnitPrice("50", "USD")})
    requisition_id = await buying.requisition(dollars, submit=False)
    quoted = QuotedRate(rate=Decimal("0.92"), provider="ECB")
    submit = requisitions.submit_requisition(requisition_id, c.Submit(exchange_rate=quoted))
    await buying.stage.do(buying.ann, submit)
    await buying.stage.do(buying.ben, requisitions.ask_approver(requisition_id, buying.cleo))
    approve = requisitions.approve_requisition(requisition_id, c.Approve())
    await buying.stage.do(buying.cleo, approve)
    convert = c.ConvertToPo(supplier_id=buying.acme)
    await buying.stage.do(buying.ben, requisitions.convert_requisition(requisition_id, convert))
    order_id = (await buying.asked(requisition_id)).state.purchase_order_id
    assert order_id is not None
    await buying.stage.do(buying.ben, orders.submit_order(order_id, order.Submit()))
    assessed = (await buying.order(order_id)).state.approval.assessment
    assert assessed.base_total == Money("460.00", "EUR")
    assert assessed.exchange_rate is not None
    assert assessed.exchange_rate.provider == "ECB"


async def test_a_rejected_requisition_is_copied_into_a_new_draft(buying: Buying) -> None:
    rejected = await buying.requisition(wanted("3"))
    await buying.stage.do(buying.ben, requisitions.ask_approver(rejected, buying.cleo))
    reject = requisitions.reject_requisition(rejected, c.Reject(reason="too dear"))
    await buying.stage.do(buying.cleo, reject)
    done = await buying.stage.do(buying.ben, requisitions.copy_requisition(rejected, c.Copy()))
    assert done.folded is not None
    copy = await buying.asked(RequisitionId(done.folded.stream_id))
    assert copy.state.status is Status.DRAFT
    assert copy.state.purpose is not None
    assert copy.state.purpose.copied_from == rejected
    assert copy.state.lines == (await buying.asked(rejected)).state.lines
    assert copy.state.duties == {
        **dict.fromkeys((await buying.asked(rejected)).state.duties, (Duty.REQUISITIONED,)),
        buying.ben: (Duty.CREATED,),
    }
