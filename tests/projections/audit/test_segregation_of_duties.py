"""The list of findings is what a walk over the log finds, however the events are delivered."""

from collections.abc import AsyncIterator, Sequence

import pytest
from psycopg.rows import dict_row

from application.audit.duty_walk import FOLLOWED, DutyWalk
from application.documents.duty_finding import DutyFinding, Kind
from application.ports.event_store import RecordedEvent
from infrastructure.postgres.pool import Pool, open_pool
from projections.audit.segregation_of_duties import SegregationOfDutiesProjection
from projections.folds import Folds
from tests.application.audit.company import Office
from tests.application.audit.deeds_of_purchasing import copy_of_own_requisition
from tests.cluster import Database
from tests.contracts.in_memory_states import InMemoryStates
from tests.machines.company import OURS, new_store
from tests.properties.company_chapters import CHAPTERS

_ROWS = b"SELECT * FROM projections.segregation_of_duties ORDER BY id"
_REMEMBERED = b"""
    SELECT person, subject, duty, position FROM projections.exercised_duties ORDER BY 1, 2, 3, 4
"""


@pytest.fixture(scope="module")
def history() -> Sequence[RecordedEvent]:
    """Everything that the small company lived through."""
    office = Office()
    for chapter in CHAPTERS:
        for act in chapter:
            act(office.here)
            office.settle()
    copy_of_own_requisition(office)
    office.here.company.close()
    return tuple(office.here.company.store.events)


@pytest.fixture
async def pool(database: Database) -> AsyncIterator[Pool]:
    async with open_pool(database.dsn, size=1) as opened:
        yield opened


async def deliver(pool: Pool, events: Sequence[RecordedEvent], size: int) -> None:
    """Project in batches of a size, with nothing remembered from before."""
    store = new_store()
    for event in events:
        store.events.append(event)
    projection = SegregationOfDutiesProjection(Folds(InMemoryStates(store)))
    wanted = [one for one in events if one.event_type in FOLLOWED]
    for start in range(0, len(wanted), size):
        async with pool.reaching(OURS) as connection:
            await projection.apply(wanted[start : start + size], connection)


def found_by_walking(events: Sequence[RecordedEvent]) -> dict[str, DutyFinding]:
    """What there is to find."""
    walk = DutyWalk()
    walk.take(events)
    return {one.id: one for one in (*walk.used.values(), *walk.held)}


async def rows(pool: Pool, statement: bytes = _ROWS) -> list[dict[str, object]]:
    async with pool.reaching(OURS) as connection, connection.cursor(row_factory=dict_row) as cursor:
        return await (await cursor.execute(statement)).fetchall()


async def test_in_whatever_pieces_and_once_more_the_rows_are_what_the_walk_finds(
    pool: Pool, history: Sequence[RecordedEvent]
) -> None:
    expected = found_by_walking(history)
    assert {one.kind for one in expected.values()} == set(Kind)
    await deliver(pool, history, 7)
    first, remembered = await rows(pool), await rows(pool, _REMEMBERED)
    shown = {str(row["id"]): DutyFinding.model_validate(row["summary"]) for row in first}
    assert shown == expected
    await deliver(pool, history, 1_000)
    assert await rows(pool) == first
    assert await rows(pool, _REMEMBERED) == remembered
