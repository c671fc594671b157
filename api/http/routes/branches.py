"""The sites of the tenant, for which things are bought."""

from api.http.answer import Answer
from api.http.commanding import Commander
from api.http.kinds import BRANCHES
from api.http.listing import page_of
from api.http.models import AllowedCommand, PageOf
from api.http.operation import Gives
from api.http.past import PastQuery
from api.http.querying import Asking
from api.http.resource import Resource
from application.documents.branch import BranchDocument
from application.identity import branch as tasks
from domain.identity.branch.commands import Close, Open, Rename, Reopen
from domain.shared.ids import BranchId

branches = Resource("/v1/branches", "Branches")


class BranchAnswer(BranchDocument):
    """A branch, and what the caller could do next."""

    allowed_commands: tuple[AllowedCommand, ...]


@branches.listing("", "branches.list", of="branches", gives=Gives(PageOf[BranchDocument]))
async def list_all(asking: Asking) -> Answer:
    """Branches by status, code and name."""
    return await page_of(asking, "branches")


@branches.command("POST", "", "branches.open", Gives(BranchAnswer, 201))
async def open_branch(command: Open, by: Commander) -> Answer:
    """Open a branch, under a code that no other has."""
    return await by.create(BRANCHES, tasks.open_branch(command))


@branches.query("/{branch_id}", "branches.read", Gives(BranchAnswer))
async def show(branch_id: BranchId, past: PastQuery, asking: Asking) -> Answer:
    """One branch, today or as it was."""
    return await asking.document(BRANCHES, branch_id, past)


@branches.command("PATCH", "/{branch_id}/rename", "branches.rename", Gives(BranchAnswer))
async def rename(branch_id: BranchId, command: Rename, by: Commander) -> Answer:
    """Call it otherwise; the code stays."""
    return await by.change(BRANCHES, tasks.rename_branch(branch_id, command))


@branches.command("PATCH", "/{branch_id}/close", "branches.close", Gives(BranchAnswer))
async def close(branch_id: BranchId, command: Close, by: Commander) -> Answer:
    """Let nothing new be bought for it; what was begun goes on."""
    return await by.change(BRANCHES, tasks.close_branch(branch_id, command))


@branches.command("PATCH", "/{branch_id}/reopen", "branches.reopen", Gives(BranchAnswer))
async def reopen(branch_id: BranchId, command: Reopen, by: Commander) -> Answer:
    """Let things be bought for it again."""
    return await by.change(BRANCHES, tasks.reopen_branch(branch_id, command))
