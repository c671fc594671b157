"""Two batches under way when the connection dies: each command is told what became of its own."""

import asyncio
from collections.abc import Sequence

from application.ports.event_store import Appended
from domain.shared.ids import TenantId
from infrastructure.event_store.append_connection import AppendConnection
from infrastructure.event_store.batch import Reply
from infrastructure.event_store.encoding import EncodedAppend, encode_append
from infrastructure.event_store.pipeline import ConnectionLost
from infrastructure.event_store.queue import Limits
from infrastructure.event_store.writer import AppendWriter
from tests.contracts.notes import REGISTRY, START, appending, notes, on, pad, tenant


class DyingConnection(AppendConnection):
    """Dies with two batches under way, of which only the first one was stored; then it is a new one."""

    def __init__(self) -> None:
        super().__init__("", 0)
        self.lost: list[EncodedAppend] = []
        self.retried: list[list[EncodedAppend]] = []
        self._both = asyncio.Event()

    async def append(self, appends: Sequence[EncodedAppend]) -> Reply:
        if len(self.lost) < 2:
            self.lost += appends
            if len(self.lost) == 2:
                asyncio.get_running_loop().call_soon(self._both.set)
            await self._both.wait()
            raise ConnectionLost("died")
        self.retried.append(list(appends))
        checks = [append for append in appends for _ in append.checks]
        outdated = [place for place, append in enumerate(checks, 1) if append is self.lost[0]]
        return Reply([1], outdated, None, None, None, None)

    async def find(self, append: EncodedAppend) -> int | None:
        return 1 if append is self.lost[0] else None


async def test_the_newest_position_is_announced_when_an_older_one_is_settled_with_it() -> None:
    ours, heard = tenant(), list[dict[TenantId, int]]()
    connection = DyingConnection()
    writer = AppendWriter(connection, Limits(beside=1), patience=10)
    writer.on_commit(lambda heads: heard.append(dict(heads)))
    appends = [
        encode_append(appending(ours, on(pad(), 0, *notes(text))), START, REGISTRY)
        for text in ("stored", "lost")
    ]
    outcomes = await asyncio.gather(*map(writer.append, appends))
    await writer.close()
    assert connection.retried == [list(reversed(appends))]
    assert outcomes == [Appended(1, START), Appended(2, START)]
    assert heard == [{ours: 2}]
