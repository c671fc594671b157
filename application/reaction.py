"""What an event of one context calls for in another: policies turn events into tasks, each done once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from application.desk import Task
from application.ports.event_store import RecordedEvent


@dataclass(frozen=True, slots=True)
class Reaction:
    """A task that an event calls for; whoever runs it uses `key` as its idempotency key.

    The key is made from the event alone, so that a delivery that comes again finds its answer stored.
    """

    task: Task
    key: str


def reaction(policy: str, recorded: RecordedEvent, task: Task, *about: str) -> Reaction:
    """What a policy answers an event with; several tasks for one event say what each is `about`."""
    return Reaction(task, ":".join((policy, str(recorded.event_id), *about)))


class Policy(Protocol):
    """Follows the log: for an event of one of its types it says what has to be done, and does nothing.

    The events come at least once and in the order of the log. A task that is no longer called for when
    it runs decides nothing. An exception of `react` means that the event has to be delivered again.
    """

    @property
    def name(self) -> str:
        """The name of its checkpoint; it never changes."""

    @property
    def event_types(self) -> frozenset[str]:
        """The event types that it wants to see."""

    async def react(self, recorded: RecordedEvent) -> Sequence[Reaction]:
        """The tasks that this event calls for, in the order in which they are to be carried out."""
