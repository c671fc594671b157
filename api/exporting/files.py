"""Tables written to files as they are read: never in memory as a whole, and hashed on the way."""

import asyncio
import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from api.exporting.forms import TableForm
from application.ports.snapshot import Snapshot, SnapshotTable

Tell = Callable[[int], None]
"""Is told how many more rows are written."""


@dataclass(frozen=True, slots=True)
class WrittenTable:
    """A file: the table in it, how long it is, and its SHA-256 in hex."""

    name: str
    table: SnapshotTable
    bytes: int
    sha256: str


class HashingSink:
    """A file that knows the hash of what was written to it."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._digest = hashlib.sha256()
        self.bytes = 0

    def write(self, data: bytes) -> int:
        """Take some more."""
        self._digest.update(data)
        self.bytes += len(data)
        return self._file.write(data)

    @property
    def sha256(self) -> str:
        """Of everything so far, in hex."""
        return self._digest.hexdigest()


async def write_table(
    snapshot: Snapshot, table: SnapshotTable, form: TableForm, folder: Path, tell: Tell
) -> WrittenTable:
    """Write a table into a folder, safe on disk at the end; raises OSError.

    Rows are put into their form in a thread, so that a server answers others meanwhile.
    """
    name = f"{table.name}.{form.ending}"
    with (folder / name).open("wb") as file:
        sink = HashingSink(file)
        writer = await asyncio.to_thread(form.to, sink, table)
        async for rows in snapshot.rows(table):
            await asyncio.to_thread(writer.write, rows)
            tell(len(rows))
        await asyncio.to_thread(writer.close)
        file.flush()
        await asyncio.to_thread(os.fsync, file.fileno())
    return WrittenTable(name, table, sink.bytes, sink.sha256)
