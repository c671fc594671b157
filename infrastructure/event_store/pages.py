"""The whole log page by page: the database reads the next page while we make events of this one."""

import asyncio
from typing import NamedTuple

from domain.shared.ids import TenantId
from infrastructure.event_store.binary import bigint
from infrastructure.event_store.pipeline import Row
from infrastructure.event_store.rows import COLUMNS
from infrastructure.event_store.session import Session

# Planned once: a page of the whole log has one good plan, and to find it takes longer than to read the page.
PREPARE_PAGE = f"""
    PREPARE page AS
    SELECT {COLUMNS} FROM daybook.events
    WHERE tenant_id = $1::text AND position > $2::bigint AND position <= $3::bigint
    ORDER BY position LIMIT $4::bigint
""".encode()  # noqa: S608

END = 2**63 - 1
_POSITION = 1

# Who asks for small pages shows them to people and rarely turns over; large ones would lie in memory.
_SMALLEST, _LARGEST = 250, 2_000
_SLOTS = 8


class Page(NamedTuple):
    """A part of a tenant's log in position order."""

    tenant: TenantId
    after: int
    until: int
    limit: int


class PageReader:
    """Safe to share between tasks.

    A full page never changes, because nothing is put between events; so it may be read before it is asked
    for. One that came short is read again, since more may have happened.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._ahead: dict[Page, asyncio.Task[list[Row]]] = {}
        self._under_way: set[Page] = set()

    async def read(self, page: Page) -> list[Row]:
        """The rows of a page; when it is full and large, the next one is already on its way."""
        rows = await self._take(page)
        if len(rows) == page.limit and _SMALLEST <= page.limit <= _LARGEST:
            following = page._replace(after=rows[-1][_POSITION])
            if following.after < page.until and following not in self._under_way:
                self._send_ahead(following)
                await asyncio.sleep(
                    0
                )  # it is sent now, not when the caller waits for the next time
        return rows

    def close(self) -> None:
        """Give up what nobody has asked for."""
        for task in self._ahead.values():
            task.cancel()
        self._ahead.clear()

    async def _take(self, page: Page) -> list[Row]:
        ahead = self._ahead.pop(page, None)
        if ahead is not None:
            rows = await ahead
            if len(rows) == page.limit:
                return rows
        return await self._ask(page)

    def _send_ahead(self, page: Page) -> None:
        while len(self._ahead) >= _SLOTS:
            self._ahead.pop(next(iter(self._ahead))).cancel()
        task = asyncio.get_running_loop().create_task(self._ask(page))
        task.add_done_callback(_hear_out)
        self._ahead[page] = task

    async def _ask(self, page: Page) -> list[Row]:
        bounds = (bigint(page.after), bigint(page.until), bigint(page.limit))
        self._under_way.add(page)
        try:
            return await self._session.read((page.tenant,), b"page", page.tenant.encode(), *bounds)
        finally:
            self._under_way.discard(page)


def _hear_out(task: asyncio.Task[list[Row]]) -> None:
    """A failure matters only to whoever asks for the page, and perhaps nobody does."""
    if not task.cancelled():
        task.exception()
