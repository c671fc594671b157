"""Reports say what a recount of the log says, as of any position, and say it again after a rebuild."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import date, timedelta
from itertools import pairwise
from random import Random
from typing import Any

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.reporting.picture import as_picture
from application.ports.event_store import RecordedEvent
from application.ports.reports import WHOLE, AsOf, Part, Report
from domain.shared.ids import TenantId
from infrastructure.postgres.pool import Pool, open_pool
from projections.folds import Folds
from projections.reporting.catalogue import REPORTS
from projections.reporting.fact_table import FactTable
from projections.reporting.facts import FACT_TABLES, ReportingFactsProjection
from projections.reporting.reports import COUNTED_AT_ONCE, PostgresReports
from tests.cluster import Database, TestCluster
from tests.contracts.in_memory_states import InMemoryStates
from tests.machines.company import OURS, IndexedEventStore, new_store
from tests.projections.reporting.books import Books
from tests.projections.reporting.history import chapters, random_month
from tests.projections.reporting.recount import RECOUNTS

Asked = tuple[TenantId, str, AsOf, dict[str, str]]
NAMES = [question.shape.name for question in REPORTS]


@pytest.fixture(scope="module")
def kept(cluster: TestCluster) -> Iterator[Database]:
    """A database for the facts of this module."""
    fresh = cluster.clone()
    yield fresh
    cluster.drop(fresh)


class Never:
    """Nobody waits for progress here."""

    async def reached(self, *_: Any) -> bool:
        """Never asked."""
        raise AssertionError


class Facts:
    """The facts of one history in a database, and reports over them."""

    def __init__(self, database: Database, pool: Pool, events: Sequence[RecordedEvent]) -> None:
        self.database, self.pool, self.events = database, pool, list(events)
        self.reports = PostgresReports(pool, Never())

    async def learn(self, seed: int) -> None:
        """Forget everything, and take the whole history in batches of any size."""
        with psycopg.connect(self.database.administrator_dsn, autocommit=True) as administrator:
            tables = ", ".join(f"projections.{table.name}" for table in FACT_TABLES)
            administrator.execute(f"TRUNCATE {tables}".encode())
        projection = ReportingFactsProjection(Folds(InMemoryStates(_store(self.events))))
        random, at = Random(seed), 0
        while at < len(self.events):
            upto = at + random.randrange(1, 60)
            batch = [e for e in self.events[at:upto] if e.event_type in projection.event_types]
            async with self.pool.reaching(OURS) as connection:
                await projection.apply(batch, connection)
            at = upto

    async def rows(self, name: str, position: int) -> tuple[tuple[object, ...], ...]:
        """A report as of a position and its day."""
        return await self.reports.rows(OURS, name, self.as_of(position), {}, WHOLE)

    def as_of(self, position: int) -> AsOf:
        """A position, with a day that makes something be late."""
        at = self.events[position - 1].occurred_at
        return AsOf(position, at, at.date() + timedelta(days=20), "UTC")


def _store(events: Sequence[RecordedEvent]) -> IndexedEventStore:
    store = new_store()
    for recorded in events:
        store._logs[OURS].append(recorded)
        store._streams[recorded.stream_id].append(recorded)
    return store


@asynccontextmanager
async def facts(database: Database, events: Sequence[RecordedEvent]) -> AsyncIterator[Facts]:
    """Facts of a history, in batches of one size."""
    async with open_pool(database.dsn, size=1) as pool:
        found = Facts(database, pool, events)
        await found.learn(1)
        yield found


def recounted(found: Facts, name: str, position: int) -> set[tuple[Any, ...]]:
    """What the books say."""
    return RECOUNTS[name](Books(found.events, position), found.as_of(position).day)


def without_names(name: str, rows: Sequence[tuple[object, ...]]) -> set[tuple[object, ...]]:
    """Rows as the recount tells them: nobody's name."""
    (shape,) = (each.shape for each in REPORTS if each.shape.name == name)
    hidden = [n for n, column in enumerate(shape.columns) if column.name == "supplierName"]
    return {tuple(cell for n, cell in enumerate(row) if n not in hidden) for row in rows}


async def agree(found: Facts, positions: Sequence[int]) -> set[str]:
    """All reports as of these positions say what the books say, and no row twice; those with rows."""
    told = set()
    for position in positions:
        for name in NAMES:
            rows = await found.rows(name, position)
            expected = recounted(found, name, position)
            assert without_names(name, rows) == expected, (name, position)
            assert len(rows) == len(expected), (name, position)
            told |= {name} if rows else set()
    return told


def boundaries(events: Sequence[RecordedEvent], number: int) -> list[int]:
    """Positions at which no command is half told: in time, nothing happened right after."""
    ends = [
        one.position
        for one, following in pairwise(events)
        if following.occurred_at != one.occurred_at
    ]
    return [*ends[:: max(len(ends) // number, 1)], len(events)]


def test_every_report_is_recounted() -> None:
    assert list(RECOUNTS) == NAMES


def test_reports_of_the_scripted_story_agree_with_the_recount(kept: Database) -> None:
    events = chapters()

    async def told() -> set[str]:
        async with facts(kept, events) as found:
            return await agree(found, boundaries(events, 12))

    assert asyncio.run(told()) == set(NAMES)


@settings(max_examples=2)
@given(st.integers(0, 2**32))
def test_reports_of_any_month_agree_with_the_recount(kept: Database, seed: int) -> None:
    _month_agrees(kept, seed)


@pytest.mark.long
@settings(max_examples=100)
@given(st.integers(0, 2**32))
def test_the_same_holds_for_many_months(kept: Database, seed: int) -> None:
    _month_agrees(kept, seed)


def _month_agrees(kept: Database, seed: int) -> None:
    events = random_month(seed)

    async def compared() -> None:
        async with facts(kept, events) as found:
            await agree(found, boundaries(found.events, 4))

    asyncio.run(compared())


def test_a_report_as_of_a_position_is_the_same_later_and_after_a_rebuild(kept: Database) -> None:
    events = random_month(7)
    middle = len(events) // 2

    async def compared() -> None:
        asked = [(name, position) for name in NAMES for position in (middle - 7, middle)]
        async with facts(kept, events[:middle]) as early:
            before = [await early.rows(*each) for each in asked]
        assert sum(map(bool, before)) > len(NAMES)
        async with facts(kept, events) as late:
            assert [await late.rows(*each) for each in asked] == before
            await late.learn(2)
            assert [await late.rows(*each) for each in asked] == before

    asyncio.run(compared())


def test_parts_of_a_report_are_the_report_and_its_picture_shows_all_of_it(kept: Database) -> None:
    events = chapters()

    async def compared() -> None:
        async with facts(kept, events) as found:
            as_of = found.as_of(len(events))
            for question in REPORTS:
                whole = await found.rows(question.shape.name, len(events))
                asked: Asked = (OURS, question.shape.name, as_of, {})
                parts = [
                    await found.reports.rows(*asked, Part(after, 3))
                    for after in range(0, len(whole) + 3, 3)
                ]
                assert sum(parts, ()) == whole
                assert [len(part) <= 3 for part in parts] == [True] * len(parts)
                drawn = await found.reports.bars(*asked, len(whole) + 1)
                assert len(drawn) <= len(whole)
                pictures = [
                    as_picture(Report(question.shape, as_of, {}, rows)) for rows in (whole, drawn)
                ]
                assert pictures[0] == pictures[1], question.shape.name

    asyncio.run(compared())


def test_reports_leave_connections_to_everybody_else() -> None:
    class Slow:
        counting, most = 0, 0

        async def ask(self, *_: Any) -> list[tuple[object, ...]]:
            self.counting += 1
            self.most = max(self.most, self.counting)
            await asyncio.sleep(0)
            self.counting -= 1
            return []

    async def asked(pool: Any) -> None:
        reports, as_of = PostgresReports(pool, Never()), AsOf(1, None, date(2026, 3, 31), "UTC")
        whole = (reports.rows(OURS, name, as_of, {}, WHOLE) for name in NAMES)
        drawn = (reports.bars(OURS, name, as_of, {}, 10) for name in NAMES)
        assert await asyncio.gather(*whole, *drawn) == [()] * 2 * len(NAMES)

    slow = Slow()
    asyncio.run(asked(slow))
    assert slow.most == COUNTED_AT_ONCE


def test_as_we_knew_it_at_an_instant_is_one_condition_of_the_views(kept: Database) -> None:
    events = chapters()

    async def compared() -> int:
        async with facts(kept, events) as found:
            return sum([await _known_alike(found, at) for at in boundaries(events, 12)])

    assert asyncio.run(compared()) > 100


async def _known_alike(found: Facts, position: int) -> int:
    """By a range of instants, of positions, and by the position that a report is told as of; how many."""
    at = found.events[position - 1].occurred_at
    known = 0
    for table in FACT_TABLES:
        asked = f"SELECT id, valid_from FROM reporting.{table.name} WHERE {{}} ORDER BY 1, 2"
        values = {"at": at, "position": position, "tenant": OURS}
        by_instant = await found.pool.ask(asked.format("known_during @> %(at)s"), values, OURS)
        by_position = await found.pool.ask(
            asked.format("known_at @> %(position)s::bigint"), values, OURS
        )
        reported = f"WITH {table.source} SELECT id, valid_from FROM {table.name} ORDER BY 1, 2"
        assert by_instant == by_position == await found.pool.ask(reported, values, OURS), table.name
        known += len(by_instant)
    return known


@pytest.mark.parametrize("table", FACT_TABLES, ids=lambda table: table.name)
def test_what_was_true_can_end_and_never_be_changed(kept: Database, table: FactTable) -> None:
    column = next(iter(table.columns))
    with psycopg.connect(kept.dsn, autocommit=True) as application:
        application.execute(f"UPDATE projections.{table.name} SET valid_to = valid_to".encode())
        for statement in (
            f"UPDATE projections.{table.name} SET {column} = {column}",
            f"UPDATE projections.{table.name} SET valid_from = valid_from",
            f"DELETE FROM projections.{table.name}",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                application.execute(statement.encode())
