"""One request and what is known about it; the one object that passes through the front door."""

import asyncio
import re
import secrets
from collections.abc import Coroutine, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from starlette.requests import Request
from starlette.types import Receive, Scope

from api.http.caller import Caller
from api.http.failures import MalformedRequest
from api.http.networks import network_of, subscriber_of
from application.failures import InvalidToken
from application.permissions import Reach
from application.ports.sessions import Visitor
from application.request import Origin

if TYPE_CHECKING:
    from api.http.services import Services

_SANE_TOKEN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,127}").fullmatch
_TRACE_PARENT = re.compile(r"[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}").fullmatch
_ONLY_ONCE = (
    b"authorization",
    b"x-api-key",
    b"content-type",
    b"content-length",
    b"idempotency-key",
    b"if-match",
    b"consistency-token",
    b"last-event-id",
)
_CLIENT_LENGTH = 64
_LONGEST_CLIENT = 200
_UNPRINTABLE = re.compile(r"[^\x20-\x7e]")
T = TypeVar("T")


class Disconnected(Exception):
    """The caller went away before they were answered in full; nobody is there any more."""


class Exchange(Request):
    """A request with its id, its headers as one mapping, and its caller once that is known."""

    def __init__(self, scope: Scope, receive: Receive, services: "Services") -> None:
        super().__init__(scope, receive)
        self.services = services
        self.raw_headers: dict[bytes, bytes] = dict(scope["headers"])
        self.request_id = self._given_request_id() or secrets.token_hex(16)
        self.caller: Caller | None = None
        self.reach = Reach.OWN  # until the table of permissions says more
        self.content = b""
        self.head_only = False
        self.route = "unmatched"
        self.extra_headers: list[tuple[bytes, bytes]] = []
        self.told_browsers: Sequence[tuple[bytes, bytes]] = ()

    def header(self, name: bytes) -> str | None:
        """A header's text, or None when it did not come; names are lower case."""
        value = self.raw_headers.get(name)
        return None if value is None else value.decode("latin-1").strip()

    def known_caller(self) -> Caller:
        """Who asks; raises `InvalidToken` when nobody proved to be anybody."""
        if self.caller is None:
            raise InvalidToken
        return self.caller

    def check_headers(self) -> None:
        """Refuse a request that says one thing twice, because two readers could understand it differently."""
        headers: list[tuple[bytes, bytes]] = self.scope["headers"]
        if len(self.raw_headers) == len(headers):
            return
        names = [name for name, _ in headers]
        for name in _ONLY_ONCE:
            if names.count(name) > 1:
                raise MalformedRequest(f"the header {name.decode()} came more than once")

    def trace(self) -> Mapping[str, str]:
        """What event metadata keeps of where a command came from."""
        trace = {"requestId": self.request_id, "correlationId": self.request_id}
        parent = self.raw_headers.get(b"traceparent")
        match = _TRACE_PARENT(parent.decode("latin-1").strip()) if parent else None
        if match and set(match[1]) != {"0"} and set(match[2]) != {"0"}:
            trace["correlationId"] = match[1]
            trace["traceparent"] = match[0]
        if self.caller is not None and self.caller.via:
            trace["via"] = self.caller.via
        client = self.header(b"user-agent")
        if client:
            trace["client"] = _UNPRINTABLE.sub("?", client)[:_CLIENT_LENGTH]
        return trace

    def origin(self) -> Origin:
        """Where the request comes from, as far as it is kept."""
        return Origin(self.network(), self.trace(), self.visitor())

    def network(self) -> str:
        """As much of the caller's address as may be written down for good."""
        client = self.scope.get("client")
        return network_of(str(client[0]) if client else "")

    def visitor(self) -> Visitor:
        """The caller's address, as the server sees it, and what their program calls itself, cut."""
        client = self.scope.get("client")
        agent = _UNPRINTABLE.sub("?", self.header(b"user-agent") or "")[:_LONGEST_CLIENT]
        return Visitor(str(client[0]) if client else "", self.subscriber(), agent)

    def subscriber(self) -> str:
        """Whose line the request came over, which is as exact as limits have to be."""
        client = self.scope.get("client")
        return subscriber_of(str(client[0])) if client else "local"

    def path_text(self) -> str:
        """The path as it was asked for, percent-encoded, without the query."""
        raw: Any = self.scope.get("raw_path") or self.scope["path"].encode()
        return str(raw.partition(b"?")[0].decode("ascii", "replace"))

    async def while_there(self, work: Coroutine[Any, Any, T], seconds: float | None = None) -> T:
        """What comes of work that is for the caller alone, who sends nothing more.

        It is ended as soon as they have gone, or after so many seconds; raises `Disconnected` then.
        """
        working, left = asyncio.ensure_future(work), asyncio.ensure_future(self._left())
        done: set[asyncio.Future[Any]] = set()
        try:
            done, _ = await asyncio.wait(
                {working, left}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED
            )
        finally:
            left.cancel()
            working.cancel()  # which means nothing where all is done
            await asyncio.wait({working})
        if working in done:
            return working.result()
        if not working.cancelled():
            working.exception()  # which may be how the database told of its end
        raise Disconnected

    async def _left(self) -> None:
        """Returns when the caller has gone; what they still send of a body is not kept."""
        while (await self.receive())["type"] != "http.disconnect":
            pass

    def _given_request_id(self) -> str | None:
        given = self.header(b"x-request-id")
        return given if given and _SANE_TOKEN(given) else None
