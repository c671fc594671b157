"""Use cases of requisitions: one function per command."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from application.desk import Task
from application.ports.states import Folded
from application.purchasing.facts import (
    approver_context,
    branch_facts,
    carried_branch,
    chosen_context,
    own_authority,
    plain_context,
    submitter_context,
    supplier_facts,
)
from application.work import Work
from domain.purchasing.context import PurchasingContext, RequisitionFacts
from domain.purchasing.lines import OrderedLine, RequestedLine, RequisitionLine
from domain.purchasing.purchase_order.commands import Create as CreateOrder
from domain.purchasing.purchase_order.machine import PURCHASE_ORDER
from domain.purchasing.requisition.commands import (
    Approve,
    ConvertToPo,
    Copy,
    Create,
    Edit,
    Reject,
    RouteForApproval,
    Submit,
)
from domain.purchasing.requisition.machine import REQUISITION
from domain.purchasing.requisition.state import Requisition, Status
from domain.shared.ids import PurchaseOrderId, RequisitionId, UserId


def create_requisition(command: Create, submit: Submit | None = None) -> Task:
    """Begin to ask for something, and ask for its approval at once if `submit` is given."""

    async def task(work: Work) -> Folded[Requisition]:
        requisition = work.start(REQUISITION, work.new_id(RequisitionId))
        branch = await branch_facts(work, command.branch_id)
        created = work.decide(requisition, command, replace(plain_context(work), branch=branch))
        if submit is None:
            return created
        return work.decide(created, submit, await submitter_context(work, None))

    return task


def edit_requisition(requisition_id: RequisitionId, command: Edit) -> Task:
    """Ask for something else, while it is a draft."""

    async def task(work: Work) -> Folded[Requisition]:
        requisition = await work.target(REQUISITION, requisition_id)
        return work.decide(requisition, command, plain_context(work))

    return task


def submit_requisition(requisition_id: RequisitionId, command: Submit) -> Task:
    """Ask for approval."""

    async def task(work: Work) -> Folded[Requisition]:
        requisition = await work.target(REQUISITION, requisition_id)
        return work.decide(requisition, command, await submitter_context(work, None))

    return task


def route_requisition(requisition_id: RequisitionId, candidates: Iterable[UserId]) -> Task:
    """Ask the first candidate who may approve it; records when nobody may.

    Who may is looked up in the log, as lists of candidates are always a little old. Nothing is decided
    when somebody routed it meanwhile, or when it still waits for somebody who could.
    """
    proposed = tuple(candidates)

    async def task(work: Work) -> Folded[Requisition]:
        requisition = await work.load(REQUISITION, requisition_id)
        if requisition.state.status is not Status.SUBMITTED:
            return requisition
        approver = await _first_who_may(work, requisition.state, proposed)
        if approver is None and requisition.state.approver_missing:
            return requisition
        return await _route(work, requisition, approver)

    return task


def ask_approver(requisition_id: RequisitionId, approver: UserId) -> Task:
    """Ask this person, by the choice of a person."""

    async def task(work: Work) -> Folded[Requisition]:
        requisition = await work.target(REQUISITION, requisition_id)
        return await _route(work, requisition, approver)

    return task


def approve_requisition(requisition_id: RequisitionId, command: Approve) -> Task:
    """Agree that it is bought."""

    async def task(work: Work) -> Folded[Requisition]:
        requisition = await work.target(REQUISITION, requisition_id)
        return work.decide(requisition, command, await approver_context(work))

    return task


def reject_requisition(requisition_id: RequisitionId, command: Reject) -> Task:
    """Disagree, and say why."""

    async def task(work: Work) -> Folded[Requisition]:
        requisition = await work.target(REQUISITION, requisition_id)
        return work.decide(requisition, command, await approver_context(work))

    return task


def convert_requisition(requisition_id: RequisitionId, command: ConvertToPo) -> Task:
    """Make an order of it: both documents change in one append, or neither does."""

    async def task(work: Work) -> Folded[Requisition]:
        requisition = await work.target(REQUISITION, requisition_id)
        order = work.start(PURCHASE_ORDER, work.new_id(PurchaseOrderId))
        supplier = await supplier_facts(work, command.supplier_id)
        context = replace(
            plain_context(work), supplier=supplier, new_document=PurchaseOrderId(order.stream_id)
        )
        converted = work.decide(requisition, command, context)
        work.decide(order, _order(requisition.state, command), _from(requisition, context))
        return converted

    return task


def copy_requisition(requisition_id: RequisitionId, command: Copy) -> Task:
    """Begin a new draft with the content of a rejected one; answers with the draft."""

    async def task(work: Work) -> Folded[Requisition]:
        rejected = await work.target(REQUISITION, requisition_id)
        draft = work.start(REQUISITION, work.new_id(RequisitionId))
        context = replace(plain_context(work), new_document=RequisitionId(draft.stream_id))
        work.decide(rejected, command, context)
        return work.decide(draft, _content(rejected.state), _from(rejected, context))

    return task


async def requisition_context(work: Work, _: Folded[Requisition]) -> PurchasingContext:
    """What the rules need to know to tell what the caller may do next with a requisition."""
    return await approver_context(work)


async def _first_who_may(
    work: Work, requisition: Requisition, candidates: Iterable[UserId]
) -> UserId | None:
    for candidate in candidates:
        if candidate in requisition.duties:
            continue
        held = await own_authority(work, candidate)
        if any(authority.level.covers(requisition.required_level) for authority in held):
            return candidate
    return None


async def _route(
    work: Work, requisition: Folded[Requisition], approver: UserId | None
) -> Folded[Requisition]:
    context = plain_context(work) if approver is None else await chosen_context(work, approver)
    return work.decide(requisition, RouteForApproval(approver=approver), context)


def _from(requisition: Folded[Requisition], context: PurchasingContext) -> PurchasingContext:
    """What is made of a requisition has its branch, and whoever had a hand in it."""
    assert requisition.state.purpose is not None
    origin = RequisitionFacts(RequisitionId(requisition.stream_id), tuple(requisition.state.duties))
    branch = carried_branch(requisition.state.purpose.branch_id)
    return replace(context, origin=origin, branch=branch)


def _order(requisition: Requisition, command: ConvertToPo) -> CreateOrder:
    assert requisition.purpose is not None
    purpose = requisition.purpose
    return CreateOrder(
        supplier_id=command.supplier_id,
        currency=requisition.total.currency,
        payment_terms=command.payment_terms,
        cost_center=purpose.cost_center,
        branch_id=purpose.branch_id,
        delivery_date=purpose.needed_by,
        exchange_rate=requisition.quoted_rate,
        lines=tuple(OrderedLine(**_asked(line)) for line in requisition.lines),
    )


def _content(requisition: Requisition) -> Create:
    assert requisition.purpose is not None
    purpose = requisition.purpose
    return Create(
        justification=purpose.justification,
        cost_center=purpose.cost_center,
        branch_id=purpose.branch_id,
        needed_by=purpose.needed_by,
        exchange_rate=purpose.quoted_rate,
        lines=tuple(RequestedLine(**_asked(line)) for line in requisition.lines),
    )


def _asked(line: RequisitionLine) -> dict[str, Any]:
    return {name: getattr(line, name) for name in RequestedLine.model_fields}
