"""Where commands are carried out: load, decide, append; again when others were faster; once per key."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any
from weakref import WeakValueDictionary

from pydantic_core import to_jsonable_python

from application.failures import (
    AnswerErased,
    ConcurrencyConflict,
    Failure,
    IdempotencyKeyInFlight,
    IdempotencyKeyReused,
)
from application.ports.clock import Clock
from application.ports.event_store import (
    ERASED_ANSWER,
    AlreadyAnswered,
    Append,
    EventStore,
    Idempotency,
    StoredAnswer,
    StreamAppend,
    StreamConflict,
)
from application.ports.identifiers import Identifiers
from application.ports.states import Folded, States
from application.request import Request
from application.work import Work
from domain.audit.refusal.events import CommandRefused
from domain.shared.context import SYSTEM
from domain.shared.ids import RefusalId
from domain.shared.refusal import Refused

Task = Callable[[Work], Awaitable[Folded[Any]]]
Reply = Callable[[Folded[Any]], bytes]

ATTEMPTS = 8
IN_FLIGHT_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Done:
    """A command's outcome: what the caller is told and the log position it reflects."""

    answer: bytes
    position: int
    folded: Folded[Any] | None
    replayed: bool = False


def no_reply(_: Folded[Any]) -> bytes:
    """The answer of a command that nobody reads the answer of."""
    return b""


class Desk:
    """Carries out commands against the log; safe to share between all requests of a process."""

    def __init__(
        self, store: EventStore, states: States, clock: Clock, identifiers: Identifiers
    ) -> None:
        self._store = store
        self._states = states
        self._clock = clock
        self._identifiers = identifiers
        self._running: dict[tuple[str, str], tuple[bytes, asyncio.Future[Done]]] = {}
        self._turns: WeakValueDictionary[tuple[str, str], asyncio.Lock] = WeakValueDictionary()

    async def carry_out(self, request: Request, task: Task, reply: Reply = no_reply) -> Done:
        """Run `task` until its decisions are stored, at most `ATTEMPTS` times.

        `task` reads and decides on the `Work` and returns the document that `reply` answers with. Raises
        what the task raises, `PreconditionFailed`, `ConcurrencyConflict`, `IdempotencyKeyReused`,
        `IdempotencyKeyInFlight`, and the failures of the store.
        """
        if request.once is None:
            return await self._attempts(request, task, reply)
        slot = (request.tenant, request.answer_key or "")
        first = self._running.get(slot)
        if first is not None:
            return await self._await_first(request.once.request_hash, *first)
        future: asyncio.Future[Done] = asyncio.get_running_loop().create_future()
        self._running[slot] = (request.once.request_hash, future)
        try:
            done = await self._attempts(request, task, reply)
            future.set_result(done)
            return done
        except BaseException as failure:
            if isinstance(failure, Refused | Failure):
                future.set_exception(failure)
                future.exception()
            else:
                future.cancel()
            raise
        finally:
            del self._running[slot]

    async def _await_first(
        self, request_hash: bytes, first_hash: bytes, first: asyncio.Future[Done]
    ) -> Done:
        if request_hash != first_hash:
            raise IdempotencyKeyReused("this Idempotency-Key came with another request before")
        try:
            done = await asyncio.wait_for(asyncio.shield(first), IN_FLIGHT_SECONDS)
        except (TimeoutError, asyncio.CancelledError) as failure:
            if isinstance(failure, asyncio.CancelledError) and not first.cancelled():
                raise
            raise IdempotencyKeyInFlight(
                "the first request with this key has no answer yet"
            ) from None
        return Done(done.answer, done.position, done.folded, replayed=True)

    async def _attempts(self, request: Request, task: Task, reply: Reply) -> Done:
        async with AsyncExitStack() as turn:
            for attempt in range(ATTEMPTS):
                try:
                    return await self._attempt(request, task, reply)
                except StreamConflict as conflict:
                    for stream_id in conflict.stream_ids:
                        self._states.forget(request.tenant, stream_id)
                    if attempt == 0:
                        await turn.enter_async_context(self._turn(request, conflict.stream_ids[0]))
        raise ConcurrencyConflict("others were changing the same documents; nothing was stored")

    async def _attempt(self, request: Request, task: Task, reply: Reply) -> Done:
        at = self._clock.now(request.tenant)
        work = Work(request, at, self._states, self._identifiers)
        try:
            folded = await task(work)
        except (Refused, Failure) as refusal:
            stored = await self._stored(request)
            if stored is not None:
                return self._replay(request, stored)
            if isinstance(refusal, Refused):
                await self._record_refusal(work, refusal)
            raise
        answer = reply(folded)
        append = Append(request.tenant, work.appends(), _metadata(work), at, _once(request, answer))
        try:
            appended = await self._store.append(append)
        except AlreadyAnswered as already:
            return self._replay(request, already.stored)
        for changed in work.changed():
            self._states.keep(request.tenant, changed)
        return Done(answer, appended.position, folded)

    def _turn(self, request: Request, stream_id: str) -> asyncio.Lock:
        """Those who lost a race for a stream try again one after the other, not all at once."""
        return self._turns.setdefault((request.tenant, stream_id), asyncio.Lock())

    async def _stored(self, request: Request) -> StoredAnswer | None:
        if request.answer_key is None:
            return None
        return await self._store.answer(request.tenant, request.answer_key)

    def _replay(self, request: Request, stored: StoredAnswer) -> Done:
        assert request.once is not None
        if stored.request_hash != request.once.request_hash:
            raise IdempotencyKeyReused("this Idempotency-Key came with another request before")
        if stored.answer == ERASED_ANSWER:
            raise AnswerErased(
                "this was done before; its answer named somebody who was erased since"
            )
        return Done(stored.answer, stored.position, None, replayed=True)

    async def _record_refusal(self, work: Work, refusal: Refused) -> None:
        """Store who tried what; the checks make sure that the refusal was not decided on stale states."""
        attempted = work.refused
        if attempted is None or work.request.actor == SYSTEM:
            return
        event = CommandRefused(
            actor=work.request.actor,
            command=attempted.command,
            document_type=attempted.stream_type,
            document_id=attempted.stream_id,
            document_version=attempted.version,
            refusal=refusal.name,
            rule=refusal.rule,
            detail=refusal.detail,
            facts=to_jsonable_python(dict(refusal.facts)),
        )
        refused = StreamAppend(work.new_id(RefusalId), "audit.refusal", 0, (event,))
        streams = (*work.checks(), refused)
        request = work.request
        await self._store.append(Append(request.tenant, streams, _metadata(work), work.at))


def _metadata(work: Work) -> dict[str, str]:
    request, holder = work.request, work.on_behalf_of()
    metadata = {"actor": str(request.actor), **request.trace}
    if holder is not None:
        metadata["onBehalfOf"] = str(holder)
    if request.once is not None:
        metadata["idempotencyKey"] = request.once.key
    return metadata


def _once(request: Request, answer: bytes) -> Idempotency | None:
    if request.once is None or request.answer_key is None:
        return None
    return Idempotency(request.answer_key, request.once.request_hash, answer)
