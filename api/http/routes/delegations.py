"""Authority that people hand to others while they are away."""

from api.http.answer import Answer
from api.http.bodies import narrowed
from api.http.commanding import Commander
from api.http.kinds import DELEGATIONS
from api.http.listing import page_of
from api.http.models import AllowedCommand, PageOf
from api.http.operation import Gives
from api.http.past import PastQuery
from api.http.querying import Asking
from api.http.resource import Resource
from application.documents.delegation import DelegationDocument
from application.purchasing import delegation as tasks
from domain.purchasing.delegation.commands import Grant, Revoke
from domain.shared.ids import DelegationId, UserId

delegations = Resource("/v1/delegations", "Approvals")


class NewGrant(Grant):
    """Hand one's own level to `delegate`."""

    delegate: UserId


class DelegationAnswer(DelegationDocument):
    """What was delegated to one person, and what the caller could do next."""

    allowed_commands: tuple[AllowedCommand, ...]


@delegations.listing(
    "", "delegations.list", of="delegations", gives=Gives(PageOf[DelegationDocument])
)
async def list_all(asking: Asking) -> Answer:
    """Who may approve for whom."""
    return await page_of(asking, "delegations")


@delegations.command("POST", "", "delegations.grant", Gives(DelegationAnswer, 201))
async def grant(command: NewGrant, by: Commander) -> Answer:
    """Hand the caller's own approval level to somebody for a range of days."""
    task = tasks.grant(command.delegate, narrowed(Grant, command))
    return await by.create(DELEGATIONS, task)


@delegations.query("/{delegation_id}", "delegations.read", Gives(DelegationAnswer))
async def show(delegation_id: DelegationId, past: PastQuery, asking: Asking) -> Answer:
    """Everything that was ever delegated to one person, today or as it was."""
    return await asking.document(DELEGATIONS, delegation_id, past)


@delegations.command(
    "PATCH", "/{delegation_id}/revoke", "delegations.revoke", Gives(DelegationAnswer)
)
async def revoke(delegation_id: DelegationId, command: Revoke, by: Commander) -> Answer:
    """End a grant before its last day."""
    return await by.change(DELEGATIONS, tasks.revoke(delegation_id, command))
