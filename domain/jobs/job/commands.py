"""What may be asked of a job. Only cancelling is asked by people; the rest is the doing of those who work."""

from domain.jobs.job.tally import Count, Tally
from domain.shared.message import Command
from domain.shared.text import Code, Reason


class Queue(Command):
    """Have work done: what kind of it, on how many items, and the SHA-256 of what they are read from."""

    kind: Code
    items: Count
    fingerprint: Code


class Start(Command):
    """Begin with it."""


class Complete(Command):
    """Say that every item was looked at, and what became of them."""

    tally: Tally


class Fail(Command):
    """Give it up, because it cannot go on."""

    error: Code
    reason: Reason
    tally: Tally


class Cancel(Command):
    """Stop it; what it has done stays."""

    reason: Reason | None = None
