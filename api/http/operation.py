"""A route that has said who may call it, and the order in which a request is looked at."""

import asyncio
import re
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from api.http.answer import Answer
from api.http.binding import Binding
from api.http.exchange import Exchange
from api.http.failures import IdempotencyKeyMissing
from application.failures import DocumentNotFound
from application.permissions import PERMISSIONS, Permission, Reach, may

_STEP_SECONDS = 0.1
_PARAMETER = re.compile(r"{(\w+)}")

Endpoint = Callable[..., Awaitable[Answer]]


class UndeclaredRoute(Exception):
    """A route was added without saying who may call it; the process does not start."""


@dataclass(frozen=True, slots=True)
class Gives:
    """A successful answer: status, the model of its JSON, and other media types that it can have.

    `or_ok` says when the same comes with 200, where nothing new was stored. `or_problems` are statuses
    of problems that this operation has beside those that all of its kind have. `or_unchanged` says that
    a file, too, is answered with 304 to whoever has it already.
    """

    model: type[BaseModel] | None
    status: int = 200
    also: Sequence[str] = ()
    or_ok: str | None = None
    or_problems: Sequence[int] = ()
    or_unchanged: bool = False


@dataclass(frozen=True, slots=True)
class Declared:
    """What a route says of itself: the operation whose permission it needs, and which conventions hold.

    `decides` marks what goes to the desk and so takes Idempotency-Key and If-Match; `reads` what tells
    and takes Consistency-Token. `needs_key` marks what must not come without the key. `lists` names the
    list whose filters the query takes.
    """

    needs: str
    decides: bool = False
    needs_key: bool = False
    reads: bool = False
    lists: str | None = None
    gives: Gives = Gives(None)

    @property
    def permission(self) -> Permission:
        """The entry of the table; there always is one, because start-up checks it."""
        return PERMISSIONS[self.needs]


class Operation:
    """An address with its function: permission first, strict parsing after."""

    def __init__(
        self, method: str, path: str, endpoint: Endpoint, declared: Declared, title: str
    ) -> None:
        if declared.needs not in PERMISSIONS:
            raise UndeclaredRoute(f"{path} does not say who may call it")
        self.method = method
        self.path = path
        self.endpoint = endpoint
        self.declared = declared
        self.title = title
        self.parameters = tuple(_PARAMETER.findall(path))
        self.binding = Binding.of(endpoint, set(self.parameters))
        self.binding.any_query = declared.lists is not None

    @property
    def name(self) -> str:
        """As generated clients will call it: unique, because modules differ in nouns."""
        function: Any = self.endpoint
        module = function.__module__.rpartition(".")[2]
        return f"{module}.{function.__name__}"

    async def carry_out(self, exchange: Exchange, values: Mapping[str, str]) -> Answer:
        """Who, then what, then do it; whatever is wrong is raised as a failure or refusal."""
        exchange.route = self.path
        if not self.declared.permission.public:
            exchange.reach = may(exchange.known_caller().roles, self.declared.needs)
        exchange.check_headers()
        if self.declared.needs_key and b"idempotency-key" not in exchange.raw_headers:
            raise IdempotencyKeyMissing("this has to come with an Idempotency-Key")
        started = time.monotonic()
        arguments = await self.binding.arguments(exchange, values)
        try:
            answer: Answer = await self.endpoint(**arguments)
        except DocumentNotFound:
            if exchange.caller is not None and exchange.reach is Reach.OWN:
                await _at_a_full_step(started)
            raise
        return answer


async def _at_a_full_step(started: float) -> None:
    """Wait until the request has taken a whole number of steps.

    What exists and is not the caller's own takes a little longer to find than what does not exist.
    """
    await asyncio.sleep(_STEP_SECONDS - (time.monotonic() - started) % _STEP_SECONDS)
