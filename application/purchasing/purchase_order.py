"""Use cases of purchase orders: one function per command."""

from dataclasses import replace

from application.desk import Task
from application.ports.states import Folded
from application.purchasing.facts import (
    approver_context,
    branch_facts,
    plain_context,
    submitter_context,
    supplier_facts,
)
from application.work import Work
from domain.purchasing.context import PurchasingContext
from domain.purchasing.purchase_order.commands import (
    Acknowledge,
    Amend,
    Approve,
    Cancel,
    Close,
    Create,
    Dispute,
    Edit,
    Issue,
    Reject,
    ResolveApprove,
    ResolveCancel,
    Submit,
)
from domain.purchasing.purchase_order.machine import PURCHASE_ORDER
from domain.purchasing.purchase_order.resumption import next_step
from domain.purchasing.purchase_order.state import PurchaseOrder
from domain.shared.ids import PurchaseOrderId
from domain.shared.message import Command


def create_order(command: Create) -> Task:
    """Draft an order."""

    async def task(work: Work) -> Folded[PurchaseOrder]:
        order = work.start(PURCHASE_ORDER, work.new_id(PurchaseOrderId))
        supplier = await supplier_facts(work, command.supplier_id)
        branch = await branch_facts(work, command.branch_id)
        context = replace(plain_context(work), supplier=supplier, branch=branch)
        return work.decide(order, command, context)

    return task


def edit_order(order_id: PurchaseOrderId, command: Edit) -> Task:
    """Order something else, while it is a draft."""
    return _decide(order_id, command)


def submit_order(order_id: PurchaseOrderId, command: Submit) -> Task:
    """Ask for approval, by the policies that apply now."""

    async def task(work: Work) -> Folded[PurchaseOrder]:
        order = await work.target(PURCHASE_ORDER, order_id)
        context = await submitter_context(work, order.state.current.supplier_id)
        return work.decide(order, command, context)

    return task


def approve_order(order_id: PurchaseOrderId, command: Approve) -> Task:
    """Agree to the order, with a level of one's own or one that was delegated."""

    async def task(work: Work) -> Folded[PurchaseOrder]:
        order = await work.target(PURCHASE_ORDER, order_id)
        return work.decide(order, command, await approver_context(work))

    return task


def reject_order(order_id: PurchaseOrderId, command: Reject) -> Task:
    """Turn the order down, or the amendment that waits for approval."""

    async def task(work: Work) -> Folded[PurchaseOrder]:
        order = await work.target(PURCHASE_ORDER, order_id)
        return work.decide(order, command, await approver_context(work))

    return task


def issue_order(order_id: PurchaseOrderId, command: Issue) -> Task:
    """Send the order to its supplier."""

    async def task(work: Work) -> Folded[PurchaseOrder]:
        order = await work.target(PURCHASE_ORDER, order_id)
        supplier = await supplier_facts(work, order.state.current.supplier_id)
        return work.decide(order, command, replace(plain_context(work), supplier=supplier))

    return task


def acknowledge_order(order_id: PurchaseOrderId, command: Acknowledge) -> Task:
    """Record that the supplier accepts the order."""
    return _decide(order_id, command)


def amend_order(order_id: PurchaseOrderId, command: Amend) -> Task:
    """Make a new revision of an issued order."""

    async def task(work: Work) -> Folded[PurchaseOrder]:
        order = await work.target(PURCHASE_ORDER, order_id)
        supplier = command.supplier_id or order.state.current.supplier_id
        return work.decide(order, command, await submitter_context(work, supplier))

    return task


def cancel_order(order_id: PurchaseOrderId, command: Cancel) -> Task:
    """Call the order off."""
    return _decide(order_id, command)


def dispute_order(order_id: PurchaseOrderId, command: Dispute) -> Task:
    """Stop the order because something does not agree."""
    return _decide(order_id, command)


def resolve_dispute(order_id: PurchaseOrderId, command: ResolveApprove) -> Task:
    """Settle the dispute; a policy takes the order back to where its quantities say it stands."""
    return _decide(order_id, command)


def cancel_disputed_order(order_id: PurchaseOrderId, command: ResolveCancel) -> Task:
    """Settle the dispute by calling the order off."""
    return _decide(order_id, command)


def close_order(order_id: PurchaseOrderId, command: Close) -> Task:
    """End a paid order."""
    return _decide(order_id, command)


def resume_order(order_id: PurchaseOrderId) -> Task:
    """Take an order back to where its quantities say it stands, each step its own recorded event.

    Nothing is decided when it stands there already, or when people have to act first.
    """

    async def task(work: Work) -> Folded[PurchaseOrder]:
        return resume(work, await work.load(PURCHASE_ORDER, order_id))

    return task


def resume(work: Work, order: Folded[PurchaseOrder]) -> Folded[PurchaseOrder]:
    """The steps back to where the quantities say that an order stands, within an attempt at a command."""
    while (step := next_step(order.state)) is not None:
        order = work.decide(order, step, plain_context(work))
    return order


async def order_context(work: Work, order: Folded[PurchaseOrder]) -> PurchasingContext:
    """What the rules need to know to tell what the caller may do next with an order."""
    supplier = await supplier_facts(work, order.state.current.supplier_id)
    return replace(await approver_context(work), supplier=supplier)


def _decide(order_id: PurchaseOrderId, command: Command) -> Task:
    async def task(work: Work) -> Folded[PurchaseOrder]:
        order = await work.target(PURCHASE_ORDER, order_id)
        return work.decide(order, command, plain_context(work))

    return task
