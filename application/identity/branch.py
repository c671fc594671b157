"""Use cases of branches: one function per command."""

from application.claims import ClaimKey, claim, first_holder
from application.desk import Task
from application.ports.states import Folded
from application.work import Work
from domain.identity.branch.commands import Close, Open, Rename, Reopen
from domain.identity.branch.machine import BRANCH, Branch
from domain.identity.branch.rules import BranchContext
from domain.shared.ids import BranchId
from domain.shared.message import Command


def open_branch(command: Open) -> Task:
    """Open a branch; of two at once under one code the second finds the first."""

    async def task(work: Work) -> Folded[Branch]:
        key = ClaimKey("branch-code", "tenant", command.code.casefold())
        holder = await first_holder(work, (key,))
        branch = work.start(BRANCH, work.new_id(BranchId))
        context = BranchContext(work.request.actor, work.at, code_holder=holder)
        opened = work.decide(branch, command, context)
        await claim(work, key, BranchId(opened.stream_id))
        return opened

    return task


def rename_branch(branch: BranchId, command: Rename) -> Task:
    """Call it otherwise."""
    return _decide(branch, command)


def close_branch(branch: BranchId, command: Close) -> Task:
    """Let nothing new be bought for it."""
    return _decide(branch, command)


def reopen_branch(branch: BranchId, command: Reopen) -> Task:
    """Let things be bought for it again."""
    return _decide(branch, command)


def _decide(branch: BranchId, command: Command) -> Task:
    async def task(work: Work) -> Folded[Branch]:
        return work.decide(await work.target(BRANCH, branch), command, work.context)

    return task
