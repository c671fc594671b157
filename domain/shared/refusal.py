"""Refusals: what the domain answers when a command is forbidden. Each has a name that clients may rely on."""

from collections.abc import Mapping, Sequence
from enum import IntEnum
from typing import Any, ClassVar


class Kind(IntEnum):
    """What a guard looks at; guards run in this order, cheapest first."""

    STATE = 1
    CONTENT = 2
    AUTHORITY = 3


class Refused(Exception):
    """A command that a guard turned down; `facts` are what the caller needs to understand why."""

    kind: ClassVar[Kind]

    def __init__(self, detail: str, *, rule: str = "", **facts: Any) -> None:
        super().__init__(detail)
        self.detail = detail
        self.rule = rule or type(self).__name__
        self.facts: Mapping[str, Any] = facts

    @property
    def name(self) -> str:
        """The typed name on the wire, for example ``InvalidStateTransition``."""
        return type(self).__name__


class StateRefused(Refused):
    """The document is in a state in which the command is not possible."""

    kind = Kind.STATE


class ContentRefused(Refused):
    """What the command or the document says breaks a rule."""

    kind = Kind.CONTENT


class AuthorityRefused(Refused):
    """The actor may not do this to this document, though somebody else may."""

    kind = Kind.AUTHORITY


class InvalidStateTransition(StateRefused):
    """The command is not possible in the document's present state; `allowedCommands` lists those that are."""

    def __init__(self, machine: str, current: str, command: str, allowed: Sequence[str]) -> None:
        state = current or "not yet created"
        super().__init__(
            f"{command} is not possible while the {machine} is {state}",
            current_state=current,
            allowed_commands=tuple(allowed),
        )


class SegregationOfDutiesViolation(AuthorityRefused):
    """One person would do both parts of a control, for example ask for something and approve it."""


class InsufficientApprovalAuthority(AuthorityRefused):
    """The approver's level, own or delegated, is below what the total requires."""
