"""What each command leads to once its rules hold: pure functions of state, command and context."""

from collections.abc import Callable
from typing import Any

from domain.purchasing.approval import acting_authority, assess
from domain.purchasing.context import PurchasingContext
from domain.purchasing.lines import OrderedLine, order_lines, order_totals
from domain.purchasing.purchase_order import commands, events
from domain.purchasing.purchase_order.amendment import amended_revision, reapproval_causes
from domain.purchasing.purchase_order.state import PurchaseOrder, Revision
from domain.purchasing.rules import Quotes, stated_rate
from domain.shared.currency import Currency
from domain.shared.message import Command, Event
from domain.shared.money import Money

Happened = tuple[Event, ...]


def create(_: PurchaseOrder, command: commands.Create, context: PurchasingContext) -> Happened:
    """The lines are numbered and priced; the terms are the supplier's unless stated."""
    assert context.supplier is not None
    given = {**dict(command), **_priced(command.lines, command.currency)}
    given["payment_terms"] = command.payment_terms or context.supplier.payment_terms
    if context.origin is not None:
        given["requisition_id"] = context.origin.requisition_id
        given["requisitioned_by"] = context.origin.requisitioners
    return (events.PurchaseOrderCreated(**given, created_by=context.actor),)


def edit(state: PurchaseOrder, command: commands.Edit, context: PurchasingContext) -> Happened:
    """The new lines are numbered from 1 again: nobody outside has seen a draft."""
    priced = _priced(command.lines, state.agreed.currency)
    return (events.PurchaseOrderLinesReplaced(**priced, replaced_by=context.actor),)


def submit(state: PurchaseOrder, command: commands.Submit, context: PurchasingContext) -> Happened:
    """The policies that apply now are kept, so that later ones change nothing about this approval."""
    return (
        events.PurchaseOrderSubmitted(
            revision=state.current.number,
            **_assessed(state, command, context, state.total),
            submitted_by=context.actor,
            comment=command.comment,
        ),
    )


def approve(
    state: PurchaseOrder, command: commands.Approve, context: PurchasingContext
) -> Happened:
    """Approved by the last signature; the ones before it are recorded."""
    barred = state.signatories.union(state.duties)
    used = acting_authority(context.authorities, state.required_level, barred)
    assert used is not None
    is_last = len(state.approval.signatures) + 1 == len(state.approval.steps)
    given = events.PurchaseOrderApproved if is_last else events.PurchaseOrderApprovalRecorded
    return (
        given(
            approver=context.actor,
            on_behalf_of=used.holder if used.delegated else None,
            level=state.required_level,
            revision=state.current.number,
            total=state.total,
            approved_at=context.at,
            comment=command.comment,
        ),
    )


def reject(state: PurchaseOrder, command: commands.Reject, context: PurchasingContext) -> Happened:
    """A pending amendment falls back to the former revision; anything else is off."""
    if state.former is None:
        return (events.PurchaseOrderRejected(reason=command.reason, rejected_by=context.actor),)
    return (
        events.PurchaseOrderAmendmentRejected(
            rejected_revision=state.current.number,
            revision=state.former.number,
            reason=command.reason,
            rejected_by=context.actor,
        ),
    )


def issue(state: PurchaseOrder, command: commands.Issue, context: PurchasingContext) -> Happened:
    """The supplier is told about a revision once."""
    revision = state.current
    by: dict[str, Any] = {"issued_by": context.actor, "comment": command.comment}
    if state.supplier_has_this_revision:
        return (events.PurchaseOrderReissued(revision=revision.number, **by),)
    assert context.supplier is not None
    terms = state.agreed
    return (
        events.PurchaseOrderIssued(
            revision=revision.number,
            supplier_id=revision.supplier_id,
            supplier_name=context.supplier.name,
            currency=terms.currency,
            total=revision.totals.gross,
            totals=revision.totals,
            payment_terms=terms.payment_terms,
            delivery_date=terms.delivery_date,
            branch_id=terms.branch_id,
            cost_center=terms.cost_center,
            requisition_id=terms.requisition_id,
            lines=revision.lines,
            **by,
        ),
    )


def acknowledge(
    state: PurchaseOrder, command: commands.Acknowledge, context: PurchasingContext
) -> Happened:
    """What is acknowledged is the current revision."""
    return (
        events.PurchaseOrderAcknowledged(
            revision=state.current.number,
            acknowledged_by=context.actor,
            comment=command.comment,
        ),
    )


def amend(state: PurchaseOrder, command: commands.Amend, context: PurchasingContext) -> Happened:
    """A new revision, and the demand for a fresh approval if it costs more or goes to another supplier."""
    former, amended = state.current, amended_revision(state, command)
    changed = events.PurchaseOrderAmended(
        revision=amended.number,
        reason=command.reason,
        former_supplier_id=former.supplier_id,
        supplier_id=amended.supplier_id,
        former_lines=former.lines,
        lines=amended.lines,
        former_totals=former.totals,
        totals=amended.totals,
        amended_by=context.actor,
    )
    causes = reapproval_causes(former, amended)
    if not causes:
        return (changed,)
    return (changed, _reapproval(state, command, context, amended))


def _reapproval(
    state: PurchaseOrder, command: commands.Amend, context: PurchasingContext, amended: Revision
) -> Event:
    return events.PurchaseOrderReapprovalRequired(
        revision=amended.number,
        causes=reapproval_causes(state.current, amended),
        **_assessed(state, command, context, amended.totals.gross),
    )


def cancel(
    state: PurchaseOrder,
    command: commands.Cancel | commands.ResolveCancel,
    context: PurchasingContext,
) -> Happened:
    """Called off, by decision or as the end of a dispute; whoever knows of the order is told."""
    return (
        events.PurchaseOrderCancelled(
            reason=command.reason,
            supplier_id=state.current.supplier_id,
            was_issued=state.issued_revision > 0,
            cancelled_by=context.actor,
        ),
    )


def dispute(_: PurchaseOrder, command: commands.Dispute, context: PurchasingContext) -> Happened:
    """Stopped, with the reason and the invoice if one is the cause."""
    return (events.PurchaseOrderDisputed(**dict(command), disputed_by=context.actor),)


def resolve(
    _: PurchaseOrder, command: commands.ResolveApprove, context: PurchasingContext
) -> Happened:
    """Settled; the steps back to where its quantities say it stands follow one by one."""
    resolved = events.PurchaseOrderDisputeResolved(
        resolved_by=context.actor, comment=command.comment
    )
    return (resolved,)


def close(_: PurchaseOrder, command: commands.Close, context: PurchasingContext) -> Happened:
    """Ended."""
    return (events.PurchaseOrderClosed(closed_by=context.actor, comment=command.comment),)


def _priced(lines: tuple[OrderedLine, ...], currency: Currency) -> dict[str, Any]:
    priced = order_lines(lines)
    return {"lines": priced, "totals": order_totals(priced, currency)}


def _assessed(
    state: PurchaseOrder, command: Quotes, context: PurchasingContext, total: Money
) -> dict[str, Any]:
    policy = context.policy
    assert policy is not None
    quoted = stated_rate(state, command)
    return {
        "assessment": assess(total, policy, quoted, context.at.date()),
        "mode": policy.mode,
        "mode_version": policy.mode_version,
    }


def recorded_as(
    event: type[Event],
) -> Callable[[PurchaseOrder, Command, PurchasingContext], Happened]:
    """The decision of a command that reports what another context found out: the event says just that."""

    def record(_: PurchaseOrder, command: Command, __: PurchasingContext) -> Happened:
        return (event(**dict(command)),)

    return record
