"""From a question to a document: newest from memory, past ones from the events."""

import time
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Annotated, Any, TypeVar

from fastapi import Depends

from api.http.advice import NOTHING, splice
from api.http.answer import PRIVATE, VARIES, Answer, Header, etag, position
from api.http.documents import DocumentKind
from api.http.exchange import Exchange
from api.http.failures import ProjectionLagging
from api.http.headers import consistency, none_match
from api.http.past import Past
from api.http.ready_documents import Ready
from api.http.withholding import shown
from application.access_record import Export
from application.failures import DocumentNotFound
from application.permissions import Reach
from application.permissions.ownership import is_own
from application.ports.event_store import Upto
from application.ports.states import Folded
from application.request import Request
from application.work import Work
from domain.identity.tenant.machine import TENANT
from domain.shared.ids import Id
from domain.shared.machine import Decider

LONGEST_WAIT = 2.0
T = TypeVar("T")
_SHORTEST_DAY_STEP = timedelta(minutes=15)
"""A day begins somewhere in the world only on a quarter of an hour, and rules look at days."""


class Querying:
    """Answers one question of its caller."""

    def __init__(self, exchange: Exchange) -> None:
        self.exchange = exchange
        self.services = exchange.services
        self.caller = exchange.known_caller()
        self.wanted = consistency(exchange)

    async def document(self, kind: DocumentKind, stream_id: Id, past: Past) -> Answer:
        """The document now, or as it was; 304 when the caller has it already."""
        if past.upto is not None:
            return await self._as_it_was(kind, stream_id, past.upto)
        heard = await self.heard()
        ready = await self._as_it_is(kind, stream_id)
        return answer_ready(self.exchange, ready, heard)

    async def heard(self) -> int:
        """The position that an answer from memory reflects, at least the one that the caller wants.

        Raises `ProjectionLagging` when it is not reached in time.
        """
        live, tenant = self.services.live_log, self.caller.tenant
        if self.wanted and not await live.reached(tenant, self.wanted, LONGEST_WAIT):
            raise lagging(self.wanted)
        known = live.position(tenant)
        return await self.services.store.head(tenant) if known is None else known

    async def _as_it_is(self, kind: DocumentKind, stream_id: Id) -> Ready:
        services = self.services
        tenant = self.caller.tenant
        making = services.ready.begin(tenant)
        try:
            if services.live_log.position(tenant) is None:
                services.states.forget(tenant, stream_id)
            work = self.work()
            folded = await work.see(kind.decider, stream_id)
            allowed = await services.advice.now(work, kind, folded)
            await work.load(TENANT, tenant)
        except BaseException:
            services.ready.give_up(making)
            raise
        ready = Ready(
            tenant=tenant,
            route=self.exchange.route,
            tag=str(folded.version),
            answer=Answer(
                200,
                splice(self.rendered(kind, folded), allowed),
                [etag(folded.version), PRIVATE, VARIES],
            ),
            made_from={read.stream_id: read.expected_version for read in work.checks()},
            good_until=time.monotonic() + until_a_day_may_begin(work.at),
        )
        services.ready.keep(making, (self.caller.key, self.exchange.scope["path"]), ready)
        return ready

    async def _as_it_was(self, kind: DocumentKind, stream_id: Id, upto: Upto) -> Answer:
        tenant = self.caller.tenant
        heard = await self.heard()
        folded = await self.services.states.load_at(tenant, kind.decider, stream_id, upto)
        missing = folded.version == 0 or folded.version < (upto.version or 0)
        if missing or not await self.sees(kind.decider, folded):
            raise DocumentNotFound(
                f"there was no {kind.decider.machine.name} {stream_id} then", id=stream_id
            )
        headers: list[Header] = [etag(folded.version), PRIVATE, VARIES, position(heard)]
        if none_match(self.exchange, str(folded.version)):
            return Answer(304, headers=headers)
        return Answer(200, splice(self.rendered(kind, folded), NOTHING), headers)

    async def sees(self, decider: Decider[Any], folded: Folded[Any]) -> bool:
        """True when the document, as it stands in `folded`, is the caller's to see."""
        if self.exchange.reach is Reach.ANY:
            return True
        return is_own(decider, folded, await self.work().supplier())

    async def owner(self) -> str | None:
        """Whose documents the caller sees: None for everybody's, and an empty text for nobody's."""
        if self.exchange.reach is Reach.ANY:
            return None
        return await self.work().supplier() or ""

    def rendered(self, kind: DocumentKind, folded: Folded[Any]) -> bytes:
        """The document without what is not for this caller."""
        return shown(self.exchange.reach, kind.collection, kind.render(folded))

    async def exported(self, export: Export) -> None:
        """Put on record that data leaves; it must not when that is not possible. A HEAD takes none along."""
        if not self.exchange.head_only:
            record, origin = self.services.access_record, self.exchange.origin()
            await record.exported(self.caller.person, export, origin)

    async def in_turn(self, work: Callable[[], Awaitable[T]]) -> T:
        """What comes of long work once it is the tenant's turn; a caller who leaves waits no more.

        Raises `Disconnected` then.
        """

        async def take_turn() -> T:
            async with self.services.exports.turns.turn(self.caller.tenant):
                return await work()

        return await self.exchange.while_there(take_turn())

    def work(self) -> Work:
        """A reader on behalf of the caller, at the tenant's present."""
        services = self.services
        request = Request(
            self.caller.tenant,
            self.caller.user,
            self.caller.roles,
            reach=self.exchange.reach,
        )
        at = services.clock.now(self.caller.tenant)
        return Work(request, at, services.states, services.identifiers)


def answer_ready(exchange: Exchange, ready: Ready, heard: int) -> Answer:
    """A kept answer, or 304, with the position that it reflects by now."""
    token = position(heard)
    if none_match(exchange, ready.tag):
        return Answer(304, headers=[etag(int(ready.tag)), PRIVATE, VARIES, token])
    return ready.answer.saying(token)


def lagging(wanted: int) -> ProjectionLagging:
    """The failure that answers a query which would have to wait too long."""
    return ProjectionLagging(
        f"position {wanted} is not reached yet; ask again shortly", position=wanted
    )


def until_a_day_may_begin(at: datetime) -> float:
    """Seconds for which rules that look at days cannot change their minds by themselves."""
    midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
    return (_SHORTEST_DAY_STEP - (at - midnight) % _SHORTEST_DAY_STEP).total_seconds()


async def querying(exchange: Exchange) -> Querying:
    """The caller's way to the read side."""
    return Querying(exchange)


Asking = Annotated[Querying, Depends(querying)]
