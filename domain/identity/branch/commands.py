"""What may be asked of a branch."""

from domain.shared.message import Command
from domain.shared.text import Code, PartyName, Reason


class Open(Command):
    """Open a branch, under a code that no other branch of the tenant has."""

    name: PartyName
    code: Code


class Rename(Command):
    """Call it otherwise."""

    name: PartyName


class Close(Command):
    """Let nothing new be bought for it."""

    reason: Reason | None = None


class Reopen(Command):
    """Let things be bought for it again."""
