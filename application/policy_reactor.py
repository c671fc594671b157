"""Carries out what policies ask for, so that every event has its effect once, however often it comes."""

import hashlib

from application.desk import Desk
from application.failures import ConcurrencyConflict, IdempotencyKeyInFlight
from application.ports.event_store import RecordedEvent, StoreOverloaded, StoreUnavailable
from application.ports.subscriber import Unavailable
from application.reaction import Policy, Reaction
from application.request import Once, Request
from domain.shared.context import SYSTEM
from domain.shared.refusal import StateRefused


class PolicyReactor:
    """A policy as a subscriber of the log; its tasks run under the name of `SYSTEM`.

    The key of a reaction makes the second delivery find the first one's answer. A task that is refused
    because the document has moved on meanwhile is done: somebody else decided. Any other refusal or
    failure is the policy's, and stops it where people can see it.
    """

    def __init__(self, policy: Policy, desk: Desk) -> None:
        self._policy = policy
        self._desk = desk

    @property
    def name(self) -> str:
        """The policy's name."""
        return self._policy.name

    @property
    def event_types(self) -> frozenset[str]:
        """What the policy wants to see."""
        return self._policy.event_types

    async def handle(self, recorded: RecordedEvent) -> None:
        """Ask the policy and carry out its tasks, one after the other; raises `Unavailable`."""
        try:
            for reaction in await self._policy.react(recorded):
                await self._carry_out(reaction, recorded)
        except (
            ConcurrencyConflict,
            IdempotencyKeyInFlight,
            StoreOverloaded,
            StoreUnavailable,
            TimeoutError,
        ) as error:
            raise Unavailable(f"{type(error).__name__}: {error}") from error

    async def _carry_out(self, reaction: Reaction, recorded: RecordedEvent) -> None:
        request = Request(
            tenant=recorded.tenant,
            actor=SYSTEM,
            once=Once(reaction.key, hashlib.sha256(reaction.key.encode()).digest()),
            trace=_trace(recorded),
        )
        try:
            await self._desk.carry_out(request, reaction.task)
        except StateRefused:
            return


def _trace(recorded: RecordedEvent) -> dict[str, str]:
    """What the new events say of their origin: this event, and the story that it belongs to."""
    event_id = str(recorded.event_id)
    correlation = recorded.metadata.get("correlationId", event_id)
    return {"causationId": event_id, "correlationId": correlation}
