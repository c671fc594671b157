"""What may be asked of a notice."""

from domain.communication.notice.letter import Letter
from domain.shared.message import Command
from domain.shared.text import Code, LongText, Reason


class Queue(Command):
    """Have somebody told."""

    letter: Letter


class MarkDelivered(Command):
    """Say that it reached them; `reference` is what a mail server, for example, calls it."""

    reference: Code | None = None
    comment: LongText | None = None


class MarkFailed(Command):
    """Say that it did not reach them, and why."""

    reason: Reason
