"""What a projection reads for an event does not depend on how much has happened before."""

from collections import Counter
from itertools import pairwise

import psycopg
import pytest

from application.ports.event_store import LogQuery
from infrastructure.postgres.pool import Pool, open_pool
from projections.catalogue import all_projections
from projections.folds import Folds
from projections.rows import NEXT
from tests.application.stage import Stage, set_up
from tests.cluster import Database
from tests.infrastructure.rebuilding.history import lived, write_history
from tests.machines.company import OURS

REPETITIONS = 4
AT_ONCE = 64
# Told once, and then forgotten with the transaction.
_READ = """
    SELECT relname, seq_tup_read + coalesce(idx_tup_fetch, 0), pg_stat_force_next_flush()::text
    FROM pg_stat_xact_user_tables WHERE schemaname = 'projections_next'
"""


@pytest.fixture
def once() -> int:
    """How much happened in the small company."""
    return len(lived())


async def test_no_event_costs_more_because_much_has_happened_before(
    once: int, database: Database
) -> None:
    """The same happens again and again to others: each time as many rows are read, table by table.

    The tables are those of a rebuild, which have no index but their primary keys until they are full.
    """
    write_history(database.administrator_dsn, once * REPETITIONS)
    async with set_up(database) as stage, open_pool(database.dsn, size=1) as pool:
        create_next_tables(stage, database)
        efforts = [
            await effort(stage, pool, range(time * once, (time + 1) * once))
            for time in range(REPETITIONS)
        ]
    for before, after in pairwise(efforts[1:]):
        assert {
            name: (before[name], rows) for name, rows in after.items() if rows > before[name]
        } == {}
    assert efforts[-1]["order_facts"] > 0


def create_next_tables(stage: Stage, database: Database) -> None:
    """As a rebuild of everything would."""
    making = all_projections(stage.store, Folds(stage.states), lambda *_: None, NEXT)
    with psycopg.connect(database.owner_dsn) as connection:
        for table in [table for each in making for table in each.tables]:
            connection.execute("SELECT daybook.create_next(%s)", (table,))


async def effort(stage: Stage, pool: Pool, positions: range) -> Counter[str]:
    """How many rows of each table are read to take the events behind these positions, batch by batch."""
    folds, read = Folds(stage.states), Counter[str]()
    making = all_projections(stage.store, folds, folds.forget, NEXT)
    for start in positions[::AT_ONCE]:
        query = LogQuery(after=start, limit=min(AT_ONCE, positions.stop - start))
        batch = await stage.store.log(OURS, query)
        async with pool.reaching(OURS, by_key=True) as connection:
            for each in making:
                wanted = [one for one in batch if one.event_type in each.event_types]
                await each.apply(wanted, connection)
            cursor = await connection.execute(_READ)
            read.update({table: rows for table, rows, _ in await cursor.fetchall()})
    return read
