"""Writing a process log: read page by page, written beside that, so that a process goes on meanwhile."""

import asyncio
from collections.abc import Callable, Iterable
from pathlib import Path

from api.reporting.process_json import as_json
from api.reporting.process_log import ProcessLogFile
from application.ports.event_store import EventStore
from application.process_mining.directly_follows import DirectlyFollows, Graph
from application.process_mining.objects import OBJECTS
from application.process_mining.process_event import process_event
from application.process_mining.walk import walked
from domain.shared.ids import TenantId

Tell = Callable[[int, int], None]


async def write_log(
    store: EventStore, tenant: TenantId, until: int, path: Path, tell: Tell = lambda _, __: None
) -> int:
    """Write the log up to a position into a file of SQLite that is not there yet; how many events.

    Whatever is raised once it is open, there is no file afterwards.
    """
    file = ProcessLogFile(path)
    try:
        async for page in walked(store, tenant, until):
            await _beside(file.add, map(process_event, page.events))
            tell(page.position, page.of)
        await _beside(file.close)
    except BaseException:
        file.abandon()
        raise
    return file.events


async def write_json(log: Path) -> Path:
    """Write a log that is in a file of SQLite as JSON too, into a file beside that; its path."""
    path = log.with_suffix(".json")
    await _beside(_write, path, as_json(log))
    return path


def _write(path: Path, parts: Iterable[bytes]) -> None:
    with path.open("wb") as file:
        file.writelines(parts)


async def _beside(step: Callable[..., None], *given: object) -> None:
    """Do it in a thread; whoever is told to stop meanwhile stops when it is done, not beside it."""
    doing = asyncio.ensure_future(asyncio.to_thread(step, *given))
    try:
        await asyncio.shield(doing)
    except asyncio.CancelledError:
        await asyncio.wait({doing})
        raise


async def directly_follows(
    store: EventStore,
    tenant: TenantId,
    until: int,
    object_type: str,
    tell: Tell = lambda _, __: None,
) -> Graph:
    """What follows what in the histories of one type of document, up to a position."""
    counted = DirectlyFollows(object_type)
    async for page in walked(store, tenant, until, OBJECTS[object_type].stream_type):
        counted.add(page.events)
        tell(page.position, page.of)
    return counted.graph()
