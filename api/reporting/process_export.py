"""Writing a process log: read page by page, written beside that, so that a process goes on meanwhile."""

import asyncio
from collections.abc import Callable
from pathlib import Path

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
    """Write the log up to a position into a file of SQLite that is not there yet; how many events."""
    file = ProcessLogFile(path)
    async for page in walked(store, tenant, until):
        await asyncio.to_thread(file.add, map(process_event, page.events))
        tell(page.position, page.of)
    await asyncio.to_thread(file.close)
    return file.events


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
