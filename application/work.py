"""One attempt at a command. Whatever it read must still hold when its decisions are stored."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, TypeVar

from application.failures import DocumentNotFound, PreconditionFailed
from application.permissions.ownership import is_own
from application.permissions.permission import Reach
from application.ports.event_store import StreamAppend
from application.ports.identifiers import Identifiers
from application.ports.states import Folded, States
from application.request import Request
from domain.identity.user.machine import USER
from domain.shared.context import Context
from domain.shared.ids import Id, SupplierId, UserId
from domain.shared.machine import Decider, HasStatus
from domain.shared.message import Command, Event
from domain.shared.refusal import Refused

S = TypeVar("S", bound=HasStatus)
I = TypeVar("I", bound=Id)  # noqa: E741 - the kind of id


@dataclass(slots=True)
class Opened:
    """A stream that the attempt has read: where it stood, where it would stand, and the events between."""

    decider: Decider[Any]
    read: Folded[Any]
    now: Folded[Any]
    events: list[Event] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Attempted:
    """The command that a guard refused, for the audit record."""

    stream_id: str
    stream_type: str
    version: int
    command: str


class Work:
    """Reads states and collects decisions; `at` is the tenant's time, the same for the whole attempt."""

    def __init__(
        self, request: Request, at: datetime, states: States, identifiers: Identifiers
    ) -> None:
        self.request = request
        self.at = at
        self.refused: Attempted | None = None
        self._states = states
        self._identifiers = identifiers
        self._opened: dict[str, Opened] = {}

    @property
    def context(self) -> Context:
        """Who asks and when, for rules that need no facts beside the document."""
        return Context(self.request.actor, self.at)

    def new_id(self, kind: type[I]) -> I:
        """A fresh id of a kind."""
        return kind.of(self._identifiers.new())

    async def find(self, decider: Decider[S], stream_id: str) -> Folded[S]:
        """The document as it stands, version 0 when there is none; it must not change until stored."""
        opened = self._opened.get(stream_id)
        if opened is None:
            folded = await self._states.load(self.request.tenant, decider, stream_id)
            opened = self._opened[stream_id] = Opened(decider, folded, folded)
        return opened.now

    async def load(self, decider: Decider[S], stream_id: str) -> Folded[S]:
        """The document as it stands; raises `DocumentNotFound`, never from memory alone."""
        folded = await self.find(decider, stream_id)
        if folded.version == 0:
            folded = await self._find_again(decider, stream_id)
        if folded.version == 0:
            self._states.forget(self.request.tenant, stream_id)
            raise not_found(decider, stream_id)
        return folded

    async def see(self, decider: Decider[S], stream_id: str) -> Folded[S]:
        """`load`, for a caller who may see just this; raises `DocumentNotFound` where it is not their own.

        To them a document of others takes as many looks at the log as one that does not exist, and none
        of them is into memory, so that neither the answer nor its time tells one from the other.
        """
        if self.request.reach is Reach.ANY:
            return await self.load(decider, stream_id)
        supplier = await self.supplier()
        folded = await self._find_again(decider, stream_id)
        if not is_own(decider, folded, supplier):
            await self._find_again(decider, stream_id)
            self._states.forget(self.request.tenant, stream_id)
            raise not_found(decider, stream_id)
        return folded

    async def supplier(self) -> SupplierId | None:
        """The supplier that the caller belongs to; None for everybody else."""
        return (await self.find(USER, self.request.actor)).state.supplier_id

    async def target(self, decider: Decider[S], stream_id: str) -> Folded[S]:
        """The document that the command is about: `see`, held against the caller's `If-Match`."""
        folded = await self.see(decider, stream_id)
        wanted = self.request.if_match
        if wanted is not None and wanted > folded.version:
            self._forget(stream_id)
            folded = await self.load(decider, stream_id)
        if wanted is not None and wanted != folded.version:
            raise stale_version(stream_id, wanted, folded.version)
        return folded

    def start(self, decider: Decider[S], stream_id: str) -> Folded[S]:
        """A document that does not exist yet, without a look at the log; the append checks it."""
        folded = Folded(stream_id, decider.initial)
        self._opened[stream_id] = Opened(decider, folded, folded)
        return folded

    def decide(self, folded: Folded[S], command: Command, context: Context) -> Folded[S]:
        """Decide a command on an opened document; several in a row see each other's events."""
        opened = self._opened[folded.stream_id]
        try:
            events = opened.decider.decide(opened.now.state, command, context)
        except Refused:
            self.refused = Attempted(
                folded.stream_id,
                opened.decider.stream_type,
                opened.now.version,
                command.command_name(),
            )
            raise
        state = opened.now.state
        for event in events:
            state = opened.decider.evolve(state, event)
        opened.events.extend(events)
        opened.now = replace(
            opened.now,
            state=state,
            version=opened.now.version + len(events),
            created_at=opened.now.created_at or self.at,
            updated_at=self.at,
        )
        return opened.now

    def appends(self) -> tuple[StreamAppend, ...]:
        """Every stream read or written, each with the version it must still have."""
        return tuple(
            StreamAppend(
                stream_id, opened.decider.stream_type, opened.read.version, tuple(opened.events)
            )
            for stream_id, opened in self._opened.items()
        )

    def checks(self) -> tuple[StreamAppend, ...]:
        """Every stream read, as checks only: what a refusal was based on must still hold too."""
        return tuple(
            StreamAppend(stream_id, opened.decider.stream_type, opened.read.version)
            for stream_id, opened in self._opened.items()
        )

    async def _find_again(self, decider: Decider[S], stream_id: str) -> Folded[S]:
        """`find`, never from memory."""
        self._forget(stream_id)
        return await self.find(decider, stream_id)

    def _forget(self, stream_id: str) -> None:
        self._states.forget(self.request.tenant, stream_id)
        self._opened.pop(stream_id, None)

    def on_behalf_of(self) -> UserId | None:
        """Whose authority the actor used, where the decided events say that it was not their own."""
        for opened in self._opened.values():
            for event in opened.events:
                # Not by `getattr`: a pydantic model looks long for what it has not.
                holder: UserId | None = vars(event).get("on_behalf_of")
                if holder is not None:
                    return holder
        return None

    def changed(self) -> tuple[Folded[Any], ...]:
        """The states after the decisions, for every stream that got events."""
        return tuple(opened.now for opened in self._opened.values() if opened.events)


def not_found(decider: Decider[Any], stream_id: str) -> DocumentNotFound:
    """The failure that answers for a document that is not there, or not there for this caller."""
    return DocumentNotFound(f"there is no {decider.machine.name} {stream_id}", id=stream_id)


def stale_version(stream_id: str, wanted: int, present: int | None = None) -> PreconditionFailed:
    """The failure that answers an outdated `If-Match`."""
    stands = f"; it stands at {present}" if present is not None else ""
    return PreconditionFailed(
        f"{stream_id} is no longer at version {wanted}{stands}",
        id=stream_id,
        expected_version=wanted,
        current_version=present,
    )
