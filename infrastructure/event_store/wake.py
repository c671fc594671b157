"""Hears of commits in other processes over LISTEN, and asks around when it could not listen."""

import asyncio
from collections.abc import Callable, Mapping

import structlog
from psycopg import AsyncConnection, Error, sql

from domain.shared.ids import TenantId
from infrastructure.background import asked_to_end
from infrastructure.event_store.heads import Heads

CHANNEL = "daybook_events"
"""What it is called among ourselves: see the migration that names channels in secret."""

_NAME = "SELECT daybook.channel(%s)"
HEARTBEAT_SECONDS = 5.0
RECONNECT_SECONDS = 0.5

_log = structlog.get_logger(__name__)


Hear = Callable[[str], None]
"""Called with what a notification says; it must be quick and not raise."""


class Listener:
    """Turns notifications into news for `Heads`; a lost connection is a reason to suspect news.

    `others` hear what comes over channels of their own, as long as the connection holds.
    """

    def __init__(self, dsn: str, heads: Heads, others: Mapping[str, Hear] | None = None) -> None:
        self._dsn = dsn
        self._heads = heads
        self._others = others or {}
        self._sessions = 0
        self.session: int | None = None
        """Which connection it listens on at present; None while it has none and may miss news."""

    async def run(self) -> None:
        """Listen until cancelled."""
        while not asked_to_end():
            try:
                await self._listen()
            except (Error, OSError) as error:
                _log.warning("listening interrupted", error=str(error))
                await asyncio.sleep(RECONNECT_SECONDS)

    async def _listen(self) -> None:
        connection = await AsyncConnection.connect(
            self._dsn, autocommit=True, application_name="daybook listener", connect_timeout=5
        )
        async with connection:
            heard = {}
            for channel, hear in {CHANNEL: self._hear, **self._others}.items():
                row = await (await connection.execute(_NAME, (channel,))).fetchone()
                name = str(row and row[0])
                heard[name] = hear
                await connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(name)))
            self._sessions += 1
            self.session = self._sessions
            self._heads.suspect()
            try:
                while True:
                    async for notification in connection.notifies(timeout=HEARTBEAT_SECONDS):
                        heard[notification.channel](notification.payload)
                    await connection.execute("SELECT 1")
            finally:
                self.session = None

    def _hear(self, payload: str) -> None:
        """`tenant:position` for each tenant; anything else says only that there is news."""
        try:
            self._heads.announce(_parse(item) for item in payload.split())
        except ValueError:
            self._heads.suspect()
            return
        if not payload:
            self._heads.suspect()


def _parse(item: str) -> tuple[TenantId, int]:
    tenant, _, position = item.partition(":")
    return TenantId(tenant), int(position)
