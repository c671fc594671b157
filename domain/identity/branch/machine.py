"""The life of a branch: opened, and perhaps closed and opened again."""

from dataclasses import dataclass, replace
from enum import StrEnum

from domain.identity.branch.commands import Close, Open, Rename, Reopen
from domain.identity.branch.events import (
    BranchClosed,
    BranchOpened,
    BranchRenamed,
    BranchReopened,
)
from domain.identity.branch.rules import BranchContext, code_is_free
from domain.shared.context import Context
from domain.shared.ids import BranchId
from domain.shared.machine import Decider, Machine, Row
from domain.shared.message import Event


class Status(StrEnum):
    """Whether things are bought for it."""

    OPEN = "Open"
    CLOSED = "Closed"


@dataclass(frozen=True, slots=True)
class Branch:
    """A branch as the history tells it."""

    status: Status | None = None
    name: str = ""
    code: str = ""
    close_reason: str | None = None

    @property
    def open(self) -> bool:
        """True when things may be bought for it."""
        return self.status is Status.OPEN


MACHINE = Machine(
    "branch",
    (
        Row(None, Open, BranchOpened, Status.OPEN, (code_is_free,)),
        Row(Status.OPEN, Rename, BranchRenamed, None),
        Row(Status.CLOSED, Rename, BranchRenamed, None),
        Row(Status.OPEN, Close, BranchClosed, Status.CLOSED),
        Row(Status.CLOSED, Reopen, BranchReopened, Status.OPEN),
    ),
)


def _open(_: Branch, command: Open, context: BranchContext) -> tuple[Event, ...]:
    return (BranchOpened(**dict(command), opened_by=context.actor),)


def _rename(state: Branch, command: Rename, _: Context) -> tuple[Event, ...]:
    return (BranchRenamed(name=command.name, previous_name=state.name),)


def _close(_: Branch, command: Close, __: Context) -> tuple[Event, ...]:
    return (BranchClosed(reason=command.reason),)


def _reopen(_: Branch, __: Reopen, ___: Context) -> tuple[Event, ...]:
    return (BranchReopened(),)


def _opened(state: Branch, event: BranchOpened) -> Branch:
    return replace(state, name=event.name, code=event.code)


def _renamed(state: Branch, event: BranchRenamed) -> Branch:
    return replace(state, name=event.name)


def _closed(state: Branch, event: BranchClosed) -> Branch:
    return replace(state, close_reason=event.reason)


def _reopened(state: Branch, _: BranchReopened) -> Branch:
    return replace(state, close_reason=None)


BRANCH = Decider(
    machine=MACHINE,
    stream_type="identity.branch",
    id_type=BranchId,
    initial=Branch(),
    decisions={Open: _open, Rename: _rename, Close: _close, Reopen: _reopen},
    applications={
        BranchOpened: _opened,
        BranchRenamed: _renamed,
        BranchClosed: _closed,
        BranchReopened: _reopened,
    },
)
