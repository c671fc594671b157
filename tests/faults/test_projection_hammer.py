"""Many people in several processes, some of them killed: every projection is what a cold replay makes."""

import asyncio
import random
from collections.abc import AsyncIterator, Sequence
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path

import psycopg
import pytest

from api.bootstrap.following import list_names
from api.bootstrap.process import Daybook, Part, running_on
from api.bootstrap.rebuilding import Rebuild, Rebuilt, next_projections, wish
from application.purchasing import supplier as suppliers
from domain.purchasing.supplier import commands as supplier
from domain.shared.ids import SupplierId
from infrastructure.rebuilding.rebuild import Source
from infrastructure.settings import Settings
from tests.application.stage import set_up
from tests.cluster import Database
from tests.faults.mortal_processes import Mortal, hears, started
from tests.infrastructure.rebuilding.making import Watched

MODULE = "tests.faults.projecting_process"
LONGEST = 1800.0
"""Seconds that a process may work, or be behind, in the long test."""

_KILL = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE application_name LIKE 'daybook%' AND datname = current_database()
    ORDER BY random() LIMIT 1
"""


async def scene(database: Database, home: Path) -> tuple[str, ...]:
    """A tenant with a buyer, an approver and a supplier; their ids."""
    async with set_up(database, home) as stage:
        admin = await stage.opened()
        buyer = await stage.user("bea", "buyer")
        boss = await stage.user("boss", "approver", level="L3")
        terms = {"name": "Nuts", "country": "DE", "currency": "EUR", "payment_terms": "NET30"}
        registering = supplier.Register.model_validate(terms)
        done = await stage.do(admin, suppliers.register_supplier(registering))
        assert done.folded is not None
        ours = SupplierId(done.folded.stream_id)
        await stage.do(admin, suppliers.activate_supplier(ours, supplier.Activate()))
        return (stage.tenant, buyer, boss, ours)


@asynccontextmanager
async def cutting(database: Database) -> AsyncIterator[list[bool]]:
    """Somebody cuts one of the processes' connections at random moments; how often."""
    cuts: list[bool] = []

    async def cut() -> None:
        chance = random.Random("cuts")
        dsn = database.administrator_dsn
        async with await psycopg.AsyncConnection.connect(dsn, autocommit=True) as knife:
            while True:
                await asyncio.sleep(chance.random() * 0.1)
                found = await (await knife.execute(_KILL)).fetchall()
                cuts.extend(row[0] for row in found)

    task = asyncio.create_task(cut())
    yield cuts
    task.cancel()


async def hammer(database: Database, home: Path, commands: int) -> list[Rebuilt]:
    """Two of three processes work; one is killed half-way, and the third goes on; then all is made anew."""
    ids = await scene(database, home)

    def at_work(name: str) -> Mortal:
        arguments = (database.dsn, str(home), *ids, name, str(commands))
        return processes.enter_context(started(MODULE, *arguments))

    with ExitStack() as processes:
        one, two, three = all_three = [at_work(name) for name in ("one", "two", "three")]
        await asyncio.gather(*(hears(each, "ready") for each in all_three))
        async with cutting(database) as cuts:
            one.tell("go")
            two.tell("go")
            await hears(two, "half", LONGEST)
            two.kill()
            three.tell("go")
            await asyncio.gather(*(hears(each, "done", LONGEST) for each in (one, three)))
        assert any(cuts)
        one.kill()
    settings = Settings(home=home, pool_size=4)
    async with running_on(database.dsn, settings, frozenset({Part.PROJECTIONS})) as daybook:
        await caught_up(daybook)
        source = Source(daybook.storage.pool, daybook.storage.registry, database.owner_dsn)
        return await Rebuild(source, next_projections(daybook), wish(), Watched()).run()


async def caught_up(daybook: Daybook) -> None:
    """Wait until every projection has seen every log to its end."""
    pool, progress = daybook.storage.pool, daybook.storage.progress
    heads = await pool.ask("SELECT tenant_id, position FROM daybook.log_heads", (), door="log")
    waits = [
        progress.reached(name, tenant, position, LONGEST)
        for name in list_names()
        for tenant, position in heads
    ]
    assert all(await asyncio.gather(*waits))


def equal(done: Sequence[Rebuilt]) -> dict[str, int]:
    """Every projection is to the byte what the log makes of it; how many rows each has."""
    assert {each.projection for each in done} == set(list_names())
    assert [each for each in done if each.differences or not each.swapped] == []
    return {each.projection: each.rows for each in done}


async def test_after_the_hammer_every_projection_is_what_a_cold_replay_makes(
    database: Database, tmp_path: Path
) -> None:
    rows = equal(await hammer(database, tmp_path, commands=24))
    assert rows["purchase-orders"] > 20
    assert rows["refusals"] > 5


@pytest.mark.long
async def test_after_a_long_hammer_every_projection_is_what_a_cold_replay_makes(
    database: Database, tmp_path: Path
) -> None:
    rows = equal(await hammer(database, tmp_path, commands=2_000))
    assert rows["purchase-orders"] > 1_000
