"""Server-Sent Events: the tenant's log as it grows, resumable from the last event that was seen."""

import asyncio
import time
from collections.abc import AsyncGenerator
from contextlib import suppress

import orjson

from api.http.answer import StreamedAnswer
from api.http.event_access import EventTypes
from api.http.exchange import Exchange
from api.http.failures import MalformedRequest, TooManyRequests
from api.http.history import envelope
from api.http.proof import proof_of
from api.http.querying import Querying
from application.failures import InvalidToken
from application.momentary import A_MOMENT
from application.ports.event_store import LogQuery, RecordedEvent, StoreUnavailable
from domain.shared.ids import TenantId, UserId

MOST_PER_USER = 16
_HEARTBEAT_SECONDS = 15.0
_LONGEST_SECONDS = 900.0
"""As long as an access token is good; then the reader comes again with a new one and goes on."""

_BATCH = 200
_HEARTBEAT = b": still here\n\n"
_RETRY = b"retry: 1000\n\n"


class LiveStream:
    """One reader's stream. It ends when the reader leaves, when their token does, or when we close."""

    def __init__(self, asking: Querying, seen: EventTypes) -> None:
        self._services = asking.services
        self._exchange = asking.exchange
        self._tenant: TenantId = asking.caller.tenant
        self._user: UserId = asking.caller.user
        self._seen = seen

    async def answer(self) -> StreamedAnswer:
        """The stream, from `Last-Event-ID` on or from now; raises `TooManyRequests`."""
        if self._services.readers[self._user] >= MOST_PER_USER:
            raise TooManyRequests("live stream", _HEARTBEAT_SECONDS)
        after = last_event_id(self._exchange)
        if after is None:
            after = await self._services.store.head(self._tenant)
        parts = self._parts(after)
        return StreamedAnswer(parts, b"text/event-stream; charset=utf-8")

    async def _parts(self, after: int) -> AsyncGenerator[bytes, None]:
        self._services.metrics.streams.inc()
        self._services.readers[self._user] += 1
        over = asyncio.ensure_future(self._over())
        try:
            yield _RETRY
            heartbeat = _Heartbeat()
            while not over.done():
                heard = self._services.live_log.position(self._tenant) or 0
                events = await self._between(after, heard)
                if events:
                    heartbeat.put_off()
                    yield b"".join(_message(event) for event in events)
                more = len(events) == _BATCH
                after = events[-1].position if more else max(after, heard)
                if not more:
                    await self._grown(after, over, heartbeat.seconds_left)
                if heartbeat.is_due():
                    yield _HEARTBEAT
        finally:
            over.cancel()
            self._services.metrics.streams.dec()
            self._leave()

    def _leave(self) -> None:
        readers = self._services.readers
        readers[self._user] -= 1
        if not readers[self._user]:
            del readers[self._user]

    async def _between(self, after: int, heard: int) -> list[RecordedEvent]:
        if heard <= after:
            return []
        only, without = self._seen
        query = LogQuery(after=after, until=heard, limit=_BATCH, types=only, without=without)
        return await self._services.store.log(self._tenant, query)

    async def _grown(self, after: int, over: "asyncio.Task[None]", seconds: float) -> None:
        """Returns when the log has grown beyond `after`, the stream is over, or the time is up."""
        live = self._services.live_log
        grown = asyncio.ensure_future(live.reached(self._tenant, after + 1, seconds))
        try:
            await asyncio.wait({grown, over}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            grown.cancel()

    async def _over(self) -> None:
        """Returns when the reader is let in no more, the server closes, or the time is up."""
        ends = {
            asyncio.ensure_future(self._services.closing.wait()),
            asyncio.ensure_future(self._let_in_no_more()),
        }
        try:
            await asyncio.wait(ends, timeout=_LONGEST_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for end in ends:
                end.cancel()

    async def _let_in_no_more(self) -> None:
        """Returns when the reader's session is over, or they may no longer see what they saw."""
        caller, proof = self._exchange.known_caller(), proof_of(self._exchange)
        assert proof is not None, "who is known has shown something"
        while True:
            await asyncio.sleep(A_MOMENT)
            with suppress(StoreUnavailable):
                try:
                    present = await self._services.recognition.bearer(proof)
                except InvalidToken:
                    return
                if present.roles != caller.roles:
                    return


class _Heartbeat:
    """Due when the reader was sent nothing for a while, however much happens that is not for them."""

    def __init__(self) -> None:
        self.put_off()

    def put_off(self) -> None:
        self._due_at = time.monotonic() + _HEARTBEAT_SECONDS

    @property
    def seconds_left(self) -> float:
        return max(self._due_at - time.monotonic(), 0.0)

    def is_due(self) -> bool:
        """Whether to send one now; the next one is due later."""
        if self.seconds_left:
            return False
        self.put_off()
        return True


def last_event_id(exchange: Exchange) -> int | None:
    """The position of the last event that the reader has, None when it has none."""
    text = exchange.header(b"last-event-id")
    if text is None:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) <= 18):
        raise MalformedRequest("Last-Event-ID must be the id of an event of this stream")
    return int(text)


def _message(event: RecordedEvent) -> bytes:
    data = orjson.dumps(envelope(event), option=orjson.OPT_UTC_Z)
    return b"id: %d\nevent: %b\ndata: %b\n\n" % (event.position, event.event_type.encode(), data)
