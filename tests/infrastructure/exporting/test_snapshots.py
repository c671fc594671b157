"""Tables are taken along as they were at one moment, and never as a whole in memory."""

import tracemalloc
from collections.abc import AsyncIterator
from pathlib import Path

import psycopg
import pyarrow as pa
import pytest

from api.exporting.files import write_table
from api.exporting.folder import whole_folder
from api.exporting.forms import TABLE_FORMS
from application.ports.table_snapshots import UnknownTable
from domain.shared.ids import TenantId
from infrastructure.event_store.progress import CheckpointProgress
from infrastructure.exporting.snapshots import PostgresSnapshot, PostgresSnapshots
from infrastructure.postgres.pool import open_pool
from projections.catalogue import KEEPERS
from tests.cluster import Database
from tests.infrastructure.rebuilding.making import TABLES, rebuilt
from tests.projections.play import played

OURS = TenantId("ten_3f2504e0-4f89-41d3-9a0c-0305e82c3301")
THEIRS = TenantId("ten_3f2504e0-4f89-41d3-9a0c-0305e82c3302")
_MANY = 5000
_SUPPLIERS = """
    INSERT INTO projections.suppliers
        (tenant_id, id, version, position, document, summary, created_at, updated_at, status, name, country,
         currency, search)
    SELECT %s, 'sup_' || n, 1, n, json_build_object('filler', repeat(md5(n::text), %s)), '{}', now(), now(),
           'Active', 'Supplier ' || n, 'DE', 'EUR', ''
    FROM generate_series(%s::integer, %s) AS n
"""


def suppliers(database: Database, tenant: TenantId, numbers: range, weight: int = 1) -> None:
    """Rows with so much in each of them."""
    with psycopg.connect(database.administrator_dsn, autocommit=True) as administrator:
        values = (tenant, weight, numbers.start, numbers.stop - 1)
        administrator.execute(_SUPPLIERS, values)


@pytest.fixture
async def snapshots(database: Database) -> AsyncIterator[PostgresSnapshots]:
    """Of a database with suppliers of two tenants."""
    suppliers(database, OURS, range(3))
    suppliers(database, THEIRS, range(3, 8))
    async with open_pool(database.dsn, size=2) as pool:
        progress = CheckpointProgress(pool)
        yield PostgresSnapshots(pool, progress, KEEPERS)
        await progress.close()


async def test_rows_are_those_of_one_tenant_at_one_moment(
    snapshots: PostgresSnapshots, database: Database
):
    async with snapshots.taken(OURS, ["suppliers", "projections.suppliers"]) as snapshot:
        suppliers(database, OURS, range(10, 20))
        for table in snapshot.tables:
            told = [row async for rows in snapshot.rows(table) for row in rows]
            assert [row[0] for row in told] == ["sup_0", "sup_1", "sup_2"]
            assert table.rows == 3
    async with snapshots.taken(OURS, ["suppliers"]) as later:
        assert later.tables[0].rows == 13


async def test_only_what_is_meant_to_be_taken_along_is(snapshots: PostgresSnapshots):
    for name in ("daybook.credentials", "projections.suppliers; DROP TABLE x", "pg_authid", ""):
        with pytest.raises(UnknownTable):
            async with snapshots.taken(OURS, [name]):
                pass


def test_every_table_of_the_read_side_has_somebody_who_keeps_it(database: Database) -> None:
    with psycopg.connect(database.owner_dsn) as owner:
        assert {name for (name,) in owner.execute(TABLES)} == set(KEEPERS)


async def test_every_view_is_of_a_table_that_somebody_keeps(snapshots: PostgresSnapshots):
    assert set(await snapshots.names()) - {"events"} <= set(KEEPERS)


async def test_a_table_that_is_exchanged_meanwhile_is_not_taken_for_empty(
    database: Database, monkeypatch: pytest.MonkeyPatch
):
    look_at, exchanged = PostgresSnapshot.look_at, 0
    async with played(database) as play:
        await play.supplier()
        await play.caught_up("suppliers")

        async def exchange_first(self: PostgresSnapshot, name: str, position: int) -> None:
            nonlocal exchanged
            if not exchanged:
                exchanged += 1
                assert (await rebuilt(play, "suppliers"))[0].swapped
            await look_at(self, name, position)

        monkeypatch.setattr(PostgresSnapshot, "look_at", exchange_first)
        snapshots = PostgresSnapshots(play.pool, play.progress, KEEPERS)
        async with snapshots.taken(play.stage.tenant, ["suppliers"]) as snapshot:
            assert [table.rows for table in snapshot.tables] == [1]
        assert exchanged == 1


@pytest.mark.parametrize("ending", TABLE_FORMS)
async def test_a_table_is_never_in_memory_as_a_whole(
    snapshots: PostgresSnapshots, database: Database, tmp_path: Path, ending: str
):
    suppliers(database, OURS, range(100, 100 + _MANY), weight=400)
    before = pa.default_memory_pool().bytes_allocated()
    tracemalloc.start()
    seen = []
    async with snapshots.taken(OURS, ["projections.suppliers"]) as snapshot:
        (table,) = snapshot.tables
        written = await write_table(
            snapshot,
            table,
            TABLE_FORMS[ending],
            tmp_path,
            lambda _: seen.append(pa.default_memory_pool().bytes_allocated() - before),
        )
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    whole = _MANY * 400 * 32
    assert written.table.rows == 3 + _MANY
    assert len(seen) > 10
    assert peak < whole / 2
    assert max(seen) < whole / 2


def test_a_folder_whose_making_fails_is_not_there(tmp_path: Path):
    def fail() -> None:
        with whole_folder(tmp_path / "export") as folder:
            (folder / "half.csv").write_text("half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert list(tmp_path.iterdir()) == []
