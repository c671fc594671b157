"""The log is read page by page, and nothing is asked that nobody waits for."""

from typing import Any, cast

import pytest

from infrastructure.audit import leaf_rows
from infrastructure.audit.leaf_rows import leaf_pages
from infrastructure.postgres.pool import Pool
from tests.contracts.notes import tenant
from tests.infrastructure.audit.sealed_log import SealedLog


class Counting:
    """A pool that knows how often it was asked."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self.asked = 0

    async def ask(self, *question: Any) -> Any:
        """What the pool answers."""
        self.asked += 1
        return await self._pool.ask(*question)


@pytest.mark.parametrize(("events", "pages"), [(3, [3]), (4, [4]), (7, [4, 3])])
async def test_behind_the_last_page_nothing_is_asked(
    log: SealedLog, monkeypatch: pytest.MonkeyPatch, events: int, pages: list[int]
) -> None:
    monkeypatch.setattr(leaf_rows, "PAGE", 4)
    ours, pool = tenant(), Counting(log.pool)
    last = await log.write(ours, events)
    read = [len(page) async for page in leaf_pages(cast(Pool, pool), ours, 0, last)]
    assert read == pages
    assert pool.asked == events // 4 + 1
