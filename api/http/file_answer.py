"""Files over HTTP: complete before their first byte, so that a slow reader keeps no connection."""

import asyncio
import os
import tempfile
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from api.http.answer import VARIES, Header, StreamedAnswer
from api.http.querying import Querying
from application.access_record import Export

LONGEST_SECONDS = 3600.0
"""How long a file may be read; until then it takes a place, and room on the disk."""

_PART_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True)
class Written:
    """A complete file: the name under which it is taken along, and what is told of it, on record too."""

    path: Path
    name: str
    export: Export
    media_type: str
    headers: Sequence[Header]


async def file_answer(
    asking: Querying, write: Callable[[Path], Awaitable[Written]]
) -> StreamedAnswer:
    """What `write` writes into a folder of its own, in turn; on record before its first byte.

    The file has no name any more when it is sent, and is gone once it is closed; it is not finished for
    somebody who left. Raises `TooManyExports`, `ServiceOverloaded` and `Disconnected`.
    """
    with ExitStack() as held:
        held.enter_context(asking.services.exports.turns.place(asking.caller.tenant))

        async def make() -> tuple[Written, BinaryIO]:
            with tempfile.TemporaryDirectory(prefix="daybook-export-") as folder:
                made = await write(Path(folder))
                return made, held.enter_context(made.path.open("rb"))

        written, file = await asking.in_turn(make)
        await asking.exported(written.export)
        length = os.fstat(file.fileno()).st_size
        media_type = written.media_type.encode()
        answer = StreamedAnswer(_parts(file), media_type, held.pop_all(), LONGEST_SECONDS)
    answer.headers += [
        (b"content-length", b"%d" % length),
        (b"content-disposition", f'attachment; filename="{written.name}"'.encode()),
        VARIES,
        *written.headers,
    ]
    return answer


async def _parts(file: BinaryIO) -> AsyncGenerator[bytes, None]:
    while part := await asyncio.to_thread(file.read, _PART_BYTES):
        yield part
