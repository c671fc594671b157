"""The life of a requisition."""

from dataclasses import replace
from typing import Any

from domain.purchasing.approval import acting_authority, assess
from domain.purchasing.branch_rules import FOR_A_BRANCH
from domain.purchasing.context import PurchasingContext
from domain.purchasing.duties import Duty, performed
from domain.purchasing.lines import RequestedLine, requisition_lines, requisition_total
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
from domain.purchasing.requisition.events import (
    RequisitionApproved,
    RequisitionApproverNotFound,
    RequisitionConvertedToPO,
    RequisitionCopied,
    RequisitionCreated,
    RequisitionLinesReplaced,
    RequisitionRejected,
    RequisitionRouted,
    RequisitionSubmitted,
)
from domain.purchasing.requisition.rules import (
    chosen_approver_had_no_hand_in_it,
    chosen_approver_has_the_level,
    chosen_approver_is_active,
    lines_share_one_currency,
    requisition_has_lines,
)
from domain.purchasing.requisition.state import Approval, Purpose, Requisition, Status
from domain.purchasing.rules import (
    MAY_APPROVE,
    MAY_REJECT,
    converted_total_is_countable,
    foreign_total_has_a_rate,
    lines_are_countable,
    lines_are_not_too_many,
    stated_rate,
    supplier_is_active,
    supplier_is_known,
)
from domain.shared.ids import PurchaseOrderId, RequisitionId
from domain.shared.machine import Decider, Machine, Row
from domain.shared.message import Event

_LINES = (lines_are_not_too_many, lines_share_one_currency, lines_are_countable)
_SUBMITTING = (requisition_has_lines, foreign_total_has_a_rate, converted_total_is_countable)
_ROUTING = (
    chosen_approver_is_active,
    chosen_approver_has_the_level,
    chosen_approver_had_no_hand_in_it,
)

MACHINE = Machine(
    "requisition",
    (
        Row(None, Create, RequisitionCreated, Status.DRAFT, (*_LINES, *FOR_A_BRANCH)),
        Row(Status.DRAFT, Edit, RequisitionLinesReplaced, Status.DRAFT, _LINES),
        Row(Status.DRAFT, Submit, RequisitionSubmitted, Status.SUBMITTED, _SUBMITTING),
        Row(
            Status.SUBMITTED,
            RouteForApproval,
            RequisitionRouted,
            Status.MANAGER_REVIEW,
            _ROUTING,
        ),
        Row(
            Status.SUBMITTED,
            RouteForApproval,
            RequisitionApproverNotFound,
            Status.SUBMITTED,
            _ROUTING,
        ),
        Row(Status.MANAGER_REVIEW, Approve, RequisitionApproved, Status.APPROVED, MAY_APPROVE),
        Row(Status.MANAGER_REVIEW, Reject, RequisitionRejected, Status.REJECTED, MAY_REJECT),
        Row(
            Status.APPROVED,
            ConvertToPo,
            RequisitionConvertedToPO,
            Status.CONVERTED_TO_PO,
            (supplier_is_active, supplier_is_known),
        ),
        Row(Status.REJECTED, Copy, RequisitionCopied, Status.REJECTED),
    ),
)


def _priced(lines: tuple[RequestedLine, ...]) -> dict[str, Any]:
    priced = requisition_lines(lines)
    currency = lines[0].unit_price.currency if lines else None
    total = requisition_total(priced, currency) if currency else None
    return {"currency": currency, "lines": priced, "total": total}


def _create(_: Requisition, command: Create, context: PurchasingContext) -> tuple[Event, ...]:
    given = {**dict(command), **_priced(command.lines)}
    if context.origin is not None:
        given["copied_from"] = context.origin.requisition_id
        given["requisitioned_by"] = context.origin.requisitioners
    return (RequisitionCreated(**given, created_by=context.actor),)


def _edit(_: Requisition, command: Edit, context: PurchasingContext) -> tuple[Event, ...]:
    return (RequisitionLinesReplaced(**_priced(command.lines), replaced_by=context.actor),)


def _submit(state: Requisition, command: Submit, context: PurchasingContext) -> tuple[Event, ...]:
    assert context.policy is not None
    quoted = stated_rate(state, command)
    return (
        RequisitionSubmitted(
            assessment=assess(state.total, context.policy, quoted, context.at.date()),
            submitted_by=context.actor,
            comment=command.comment,
        ),
    )


def _route(
    state: Requisition, command: RouteForApproval, _: PurchasingContext
) -> tuple[Event, ...]:
    level = state.required_level
    if command.approver is None:
        return (RequisitionApproverNotFound(required_level=level),)
    return (RequisitionRouted(approver=command.approver, required_level=level),)


def _approve(state: Requisition, command: Approve, context: PurchasingContext) -> tuple[Event, ...]:
    used = acting_authority(context.authorities, state.required_level, frozenset(state.duties))
    assert used is not None
    return (
        RequisitionApproved(
            approver=context.actor,
            on_behalf_of=used.holder if used.delegated else None,
            level=state.required_level,
            total=state.total,
            approved_at=context.at,
            comment=command.comment,
        ),
    )


def _reject(_: Requisition, command: Reject, context: PurchasingContext) -> tuple[Event, ...]:
    return (RequisitionRejected(reason=command.reason, rejected_by=context.actor),)


def _convert(_: Requisition, command: ConvertToPo, context: PurchasingContext) -> tuple[Event, ...]:
    assert isinstance(context.new_document, PurchaseOrderId)
    return (
        RequisitionConvertedToPO(
            purchase_order_id=context.new_document,
            supplier_id=command.supplier_id,
            converted_by=context.actor,
        ),
    )


def _copy(_: Requisition, __: Copy, context: PurchasingContext) -> tuple[Event, ...]:
    assert isinstance(context.new_document, RequisitionId)
    return (RequisitionCopied(copy_id=context.new_document, copied_by=context.actor),)


def _created(state: Requisition, event: RequisitionCreated) -> Requisition:
    purpose = Purpose(
        justification=event.justification,
        cost_center=event.cost_center,
        branch_id=event.branch_id,
        needed_by=event.needed_by,
        quoted_rate=event.exchange_rate,
        copied_from=event.copied_from,
    )
    before = dict.fromkeys(event.requisitioned_by, (Duty.REQUISITIONED,))
    duties = performed(before, event.created_by, Duty.CREATED)
    return replace(state, purpose=purpose, lines=event.lines, sum=event.total, duties=duties)


def _lines_replaced(state: Requisition, event: RequisitionLinesReplaced) -> Requisition:
    duties = performed(state.duties, event.replaced_by, Duty.CHANGED)
    return replace(state, lines=event.lines, sum=event.total, duties=duties)


def _submitted(state: Requisition, event: RequisitionSubmitted) -> Requisition:
    duties = performed(state.duties, event.submitted_by, Duty.SUBMITTED)
    return replace(state, assessment=event.assessment, duties=duties)


def _routed(state: Requisition, event: RequisitionRouted) -> Requisition:
    return replace(state, approver=event.approver, approver_missing=False)


def _approver_not_found(state: Requisition, _: RequisitionApproverNotFound) -> Requisition:
    return replace(state, approver_missing=True)


def _approved(state: Requisition, event: RequisitionApproved) -> Requisition:
    approval = Approval(
        event.approver, event.on_behalf_of, event.level, event.approved_at, event.comment
    )
    return replace(state, approval=approval)


def _rejected(state: Requisition, event: RequisitionRejected) -> Requisition:
    return replace(state, reject_reason=event.reason)


def _converted(state: Requisition, event: RequisitionConvertedToPO) -> Requisition:
    return replace(state, purchase_order_id=event.purchase_order_id)


def _copied(state: Requisition, _: RequisitionCopied) -> Requisition:
    return state


REQUISITION = Decider(
    machine=MACHINE,
    stream_type="purchasing.requisition",
    id_type=RequisitionId,
    initial=Requisition(),
    decisions={
        Create: _create,
        Edit: _edit,
        Submit: _submit,
        RouteForApproval: _route,
        Approve: _approve,
        Reject: _reject,
        ConvertToPo: _convert,
        Copy: _copy,
    },
    applications={
        RequisitionCreated: _created,
        RequisitionLinesReplaced: _lines_replaced,
        RequisitionSubmitted: _submitted,
        RequisitionRouted: _routed,
        RequisitionApproverNotFound: _approver_not_found,
        RequisitionApproved: _approved,
        RequisitionRejected: _rejected,
        RequisitionConvertedToPO: _converted,
        RequisitionCopied: _copied,
    },
)
"""The aggregate `requisition`."""
