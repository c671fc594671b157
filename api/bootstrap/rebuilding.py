"""Projections made anew beside the ones that people read, by a process that does nothing else."""

import gc
import getpass
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from api.bootstrap.operating import migrated_database
from api.bootstrap.process import Daybook, running_on
from application.ports.table_projection import TableProjection
from infrastructure.event_store.fingerprint import code_fingerprint
from infrastructure.rebuilding.own_tables import OWN, UnlikeRow, Value
from infrastructure.rebuilding.rebuild import Rebuild, Rebuilt, Source, Watcher, Wish
from infrastructure.rebuilding.row_check import RowCheck, RowsChecked
from infrastructure.settings import Settings
from projections.catalogue import all_projections
from projections.folds import Folds
from projections.rows import NEXT

__all__ = [
    "Rebuild",
    "Rebuilt",
    "RowCheck",
    "RowsChecked",
    "UnlikeRow",
    "Value",
    "Watcher",
    "Wish",
    "next_projections",
    "rebuilding",
    "row_check",
    "wish",
]

_REMEMBERED_BYTES = 256 * 1024 * 1024
_GARBAGE = 1_000_000
"""A batch makes hundreds of thousands of objects that are all in use: looking through them frees nothing."""

_MADE_BY = ("domain", "application", "projections")


@asynccontextmanager
async def rebuilding(
    settings: Settings, names: Sequence[str], wish: Wish, watcher: Watcher
) -> AsyncIterator[Rebuild]:
    """A rebuild of the named projections, yet to be run. It follows nothing and reacts to nothing.

    Raises what the rebuild's parts raise; every name is one of a projection.
    """
    with migrated_database(settings) as address:
        async with running_on(address.dsn, settings, frozenset()) as daybook:
            storage = daybook.storage
            source = Source(storage.pool, storage.registry, address.owner_dsn)
            gc.set_threshold(_GARBAGE)
            known = {each.name: each for each in next_projections(daybook)}
            yield Rebuild(source, [known[name] for name in names], wish, watcher)


def next_projections(daybook: Daybook, schema: str = NEXT) -> tuple[TableProjection, ...]:
    """Every projection, writing into the next version of its tables; they remember a lot."""
    storage = daybook.storage
    folds = Folds(storage.states, _REMEMBERED_BYTES)
    storage.sweep.over(folds.forget)
    return all_projections(storage.store, folds, storage.sweep.forget, schema)


def row_check(daybook: Daybook) -> RowCheck:
    """Whether every row that people read is what the log says; nothing is written that anybody sees."""
    storage = daybook.storage
    return RowCheck(storage.pool, storage.registry, next_projections(daybook, OWN))


def wish(*, afresh: bool = False, accept: bool = False) -> Wish:
    """A rebuild by whoever sits at the machine, with the code of this process."""
    who = f"{getpass.getuser()}@{socket.gethostname()}"
    return Wish(who, code_fingerprint(*_MADE_BY), afresh, accept)
