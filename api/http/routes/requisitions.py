"""Requests to buy."""

from api.http.answer import Answer
from api.http.bodies import narrowed
from api.http.commanding import Commander
from api.http.kinds import REQUISITIONS
from api.http.listing import page_of
from api.http.models import AllowedCommand, PageOf
from api.http.operation import Gives
from api.http.past import PastQuery
from api.http.querying import Asking
from api.http.resource import Resource
from application.documents.requisition import RequisitionDocument
from application.purchasing import requisition as tasks
from domain.purchasing.requisition.commands import (
    Approve,
    ConvertToPo,
    Copy,
    Create,
    Edit,
    Reject,
    Submit,
)
from domain.shared.ids import RequisitionId, UserId
from domain.shared.message import Message
from projections.purchasing.requisitions import RequisitionSummary

requisitions = Resource("/v1/requisitions", "Requisitions")


class NewRequisition(Create):
    """What is asked for; with `submit` its approval is asked for at once."""

    submit: bool = False


class ChosenApprover(Message):
    """Who is asked to approve."""

    approver: UserId


class RequisitionAnswer(RequisitionDocument):
    """A requisition, and what the caller could do next."""

    allowed_commands: tuple[AllowedCommand, ...]


@requisitions.listing(
    "", "requisitions.list", of="requisitions", gives=Gives(PageOf[RequisitionSummary])
)
async def list_all(asking: Asking) -> Answer:
    """Requisitions, by status, requester and date."""
    return await page_of(asking, "requisitions")


@requisitions.command("POST", "", "requisitions.create", Gives(RequisitionAnswer, 201))
async def create(command: NewRequisition, by: Commander) -> Answer:
    """Begin to ask for something."""
    submit = Submit() if command.submit else None
    task = tasks.create_requisition(narrowed(Create, command), submit)
    return await by.create(REQUISITIONS, task)


@requisitions.query("/{requisition_id}", "requisitions.read", Gives(RequisitionAnswer))
async def show(requisition_id: RequisitionId, past: PastQuery, asking: Asking) -> Answer:
    """One requisition, today or as it was."""
    return await asking.document(REQUISITIONS, requisition_id, past)


@requisitions.command(
    "PATCH", "/{requisition_id}/edit", "requisitions.edit", Gives(RequisitionAnswer)
)
async def edit(requisition_id: RequisitionId, command: Edit, by: Commander) -> Answer:
    """Ask for something else, while it is a draft."""
    return await by.change(REQUISITIONS, tasks.edit_requisition(requisition_id, command))


@requisitions.command(
    "PATCH", "/{requisition_id}/submit", "requisitions.submit", Gives(RequisitionAnswer)
)
async def submit(requisition_id: RequisitionId, command: Submit, by: Commander) -> Answer:
    """Ask for approval."""
    return await by.change(REQUISITIONS, tasks.submit_requisition(requisition_id, command))


@requisitions.command(
    "PATCH",
    "/{requisition_id}/route-for-approval",
    "requisitions.route-for-approval",
    Gives(RequisitionAnswer),
)
async def route(requisition_id: RequisitionId, command: ChosenApprover, by: Commander) -> Answer:
    """Choose who is asked, for a requisition that found nobody by itself."""
    task = tasks.ask_approver(requisition_id, command.approver)
    return await by.change(REQUISITIONS, task)


@requisitions.command(
    "PATCH", "/{requisition_id}/approve", "requisitions.approve", Gives(RequisitionAnswer)
)
async def approve(requisition_id: RequisitionId, command: Approve, by: Commander) -> Answer:
    """Agree that it is bought."""
    return await by.change(REQUISITIONS, tasks.approve_requisition(requisition_id, command))


@requisitions.command(
    "PATCH", "/{requisition_id}/reject", "requisitions.reject", Gives(RequisitionAnswer)
)
async def reject(requisition_id: RequisitionId, command: Reject, by: Commander) -> Answer:
    """Disagree, and say why."""
    return await by.change(REQUISITIONS, tasks.reject_requisition(requisition_id, command))


@requisitions.command(
    "PATCH", "/{requisition_id}/convert", "requisitions.convert-to-po", Gives(RequisitionAnswer)
)
async def convert(requisition_id: RequisitionId, command: ConvertToPo, by: Commander) -> Answer:
    """Make a purchase order of it; `purchaseOrderId` says which."""
    return await by.change(REQUISITIONS, tasks.convert_requisition(requisition_id, command))


@requisitions.command(
    "POST", "/{requisition_id}/copy", "requisitions.copy", Gives(RequisitionAnswer, 201)
)
async def copy(requisition_id: RequisitionId, command: Copy, by: Commander) -> Answer:
    """Begin a new draft with the content of a rejected one."""
    return await by.create(REQUISITIONS, tasks.copy_requisition(requisition_id, command))
