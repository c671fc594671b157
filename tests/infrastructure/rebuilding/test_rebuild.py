"""A projection is made anew beside the one that people read, and takes its place when it says the same."""

import asyncio
from collections.abc import Mapping
from uuid import uuid4

import psycopg
import pytest

from infrastructure.rebuilding.catching_up import CatchingUp
from infrastructure.rebuilding.faults import (
    EventNotTaken,
    RebuildOvertaken,
    RebuildRunning,
    TableChanged,
    TableInUse,
    TableNeeded,
)
from infrastructure.rebuilding.places import Place
from tests.infrastructure.event_store.following import until
from tests.infrastructure.rebuilding.making import (
    Counting,
    Hooked,
    Mortal,
    Poisoned,
    Watched,
    execute,
    identities,
    last_position,
    next_projections,
    rebuild_of,
    rebuilt,
    rows,
    shapes,
)
from tests.projections.play import PATIENCE, Play

ORDERS = "purchase-orders"


async def test_every_projection_made_anew_is_equal_to_the_byte_and_takes_its_place(play: Play):
    tenant = play.stage.tenant
    head = await play.stage.store.head(tenant)
    for each in next_projections(play):
        assert await play.progress.reached(each.name, tenant, head, PATIENCE), each.name
    before, shaped, were = rows(play), shapes(play), identities(play)
    found = await rebuilt(play)
    assert all(each.swapped and not each.differences for each in found), found
    assert rows(play) == before
    assert shapes(play) == shaped
    assert not set(identities(play).values()) & set(were.values())
    assert {each.projection: each.rows for each in found}[ORDERS] == 3


async def test_nothing_is_left_of_a_rebuild_but_its_record(play: Play):
    await rebuilt(play, ORDERS)
    left = "SELECT 1 FROM pg_class WHERE relnamespace = 'projections_next'::regnamespace"
    assert play.query(left) == []
    assert play.query("SELECT 1 FROM daybook.checkpoints WHERE subscriber LIKE 'rebuild:%%'") == []
    recorded = "SELECT projection, begun_by, swapped, ended_at IS NULL FROM daybook.rebuilds"
    assert play.query(recorded) == [(ORDERS, "tester", True, False)]


async def test_rows_that_are_not_what_they_were_are_told_and_kept_until_somebody_accepts(
    play: Play,
):
    right = rows(play, "purchase_orders")
    execute(play, "UPDATE projections.purchase_orders SET total = total + 1")
    wrong = rows(play, "purchase_orders")
    (told,) = await rebuilt(play, ORDERS)
    assert not told.swapped
    assert [(each.table, each.live_rows, each.next_rows) for each in told.differences] == [
        ("purchase_orders", 3, 3)
    ]
    assert rows(play, "purchase_orders") == wrong
    watched = Watched()
    (done,) = await rebuild_of(play, next_projections(play, ORDERS), watched, accept=True).run()
    assert done.swapped
    assert watched.advanced == 0, "what was built is used"
    assert rows(play, "purchase_orders") == right


async def test_missing_rows_are_counted(play: Play):
    execute(play, "DELETE FROM projections.purchase_orders WHERE status = 'Issued'")
    (told,) = await rebuilt(play, ORDERS)
    assert (told.live_rows, told.rows, told.swapped) == (2, 3, False)


async def test_a_process_that_was_killed_left_what_it_built_and_the_next_one_goes_on(
    play: Play, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("infrastructure.rebuilding.appetite.EVENTS_AT_ONCE", 4)
    (orders,) = next_projections(play, ORDERS)
    head = await play.caught_up(ORDERS)
    first = Watched()
    with pytest.raises(psycopg.OperationalError):
        await rebuild_of(play, [Mortal(orders, applications=1)], first).run()
    second = Watched()
    (done,) = await rebuild_of(play, [orders], second).run()
    assert done.swapped
    assert f"going on with {ORDERS}" in second.said
    assert first.advanced > 0
    assert 0 < second.advanced < first.advanced + second.advanced >= head


async def test_other_code_begins_again(play: Play):
    execute(play, "UPDATE projections.purchase_orders SET total = total + 1")
    await rebuilt(play, ORDERS)
    watched = Watched()
    again = rebuild_of(play, next_projections(play, ORDERS), watched, code="tomorrow's")
    assert not (await again.run())[0].swapped
    assert watched.advanced >= await play.caught_up(ORDERS)
    await again.abandon()
    ended = "SELECT swapped FROM daybook.rebuilds WHERE ended_at IS NOT NULL"
    assert play.query(ended) == [(False,), (False,)]
    left = "SELECT 1 FROM pg_class WHERE relnamespace = 'projections_next'::regnamespace"
    assert play.query(left) == []


async def test_one_process_at_a_time_makes_a_projection_anew(play: Play):
    (orders,) = next_projections(play, ORDERS)
    refused: list[type[Exception]] = []

    async def meanwhile() -> None:
        with pytest.raises(RebuildRunning) as told:
            await rebuilt(play, ORDERS)
        refused.append(told.type)
        assert (await rebuilt(play, "suppliers"))[0].swapped, "others are free"

    (done,) = await rebuild_of(play, [Hooked(orders, meanwhile)]).run()
    assert done.swapped
    assert refused == [RebuildRunning]


async def test_a_process_that_lost_its_turn_stores_nothing_more(play: Play):
    (orders,) = next_projections(play, ORDERS)
    term = (
        "UPDATE daybook.leases SET epoch = epoch + 1 WHERE subscriber = 'rebuild:purchase-orders'"
    )

    async def meanwhile() -> None:
        execute(play, term)

    with pytest.raises(RebuildOvertaken):
        await rebuild_of(play, [Hooked(orders, meanwhile)]).run()
    assert play.query("SELECT 1 FROM projections_next.purchase_orders") == []


async def test_an_event_that_cannot_be_taken_is_named_and_the_live_list_stays(play: Play):
    (orders,) = next_projections(play, ORDERS)
    before, position = rows(play), await last_position(play, "purchasing.purchase-order.issued")
    with pytest.raises(EventNotTaken) as told:
        await rebuild_of(play, [Poisoned(orders, position)]).run()
    assert (told.value.tenant, told.value.position) == (play.stage.tenant, position)
    assert "cannot take this" in told.value.sentence
    assert rows(play) == before
    assert play.query("SELECT 1 FROM daybook.checkpoints WHERE stopped_position IS NOT NULL") == []
    assert len(play.query("SELECT 1 FROM projections_next.purchase_orders")) == 3
    (done,) = await rebuild_of(play, [orders]).run()
    assert done.swapped, "mended, it goes on"


async def test_an_event_that_somebody_skipped_is_tried_and_skipped_again(play: Play):
    (orders,) = next_projections(play, ORDERS)
    position = await last_position(play, "purchasing.purchase-order.issued")
    skipped = """
        INSERT INTO daybook.skipped_events VALUES (%s, %s, %s, NULL, 'bad', 'so be it', 'me')
        RETURNING 1
    """
    play.query(skipped, ORDERS, play.stage.tenant, position)
    (done,) = await rebuild_of(play, [Poisoned(orders, position)], accept=True).run()
    assert done.swapped
    statuses = {
        status for (status,) in play.query("SELECT status FROM projections.purchase_orders")
    }
    assert statuses == {"AwaitingApproval", "Approved"}


async def test_a_table_that_was_altered_meanwhile_is_not_exchanged(play: Play):
    (orders,) = next_projections(play, ORDERS)

    async def meanwhile() -> None:
        execute(play, "COMMENT ON TABLE projections.purchase_orders IS 'x'")

    with pytest.raises(TableChanged):
        await rebuild_of(play, [Hooked(orders, meanwhile)]).run()
    watched = Watched()
    assert (await rebuild_of(play, [orders], watched).run())[0].swapped
    assert watched.advanced > 0, "and the next rebuild begins again by itself"


async def test_a_view_of_somebody_is_not_dropped_with_the_table(play: Play):
    execute(play, "CREATE VIEW public.mine AS SELECT id FROM projections.purchase_orders")
    with pytest.raises(TableNeeded) as told:
        await rebuilt(play, ORDERS)
    assert "view public.mine" in told.value.sentence
    execute(play, "DROP VIEW public.mine")
    assert (await rebuilt(play, ORDERS))[0].swapped


async def test_who_reads_for_long_is_not_interrupted(play: Play, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("infrastructure.rebuilding.rebuild.EXCHANGES", 2)
    monkeypatch.setattr("infrastructure.rebuilding.rebuild.PAUSE_SECONDS", 0.01)
    with psycopg.connect(play.database.administrator_dsn) as reader:
        reader.execute("SELECT 1 FROM projections.purchase_orders")
        with pytest.raises(TableInUse):
            await rebuilt(play, ORDERS)
        assert reader.execute("SELECT count(*) FROM projections.purchase_orders").fetchone() == (3,)
    assert (await rebuilt(play, ORDERS))[0].swapped


async def test_statements_that_were_prepared_before_read_the_new_rows(play: Play):
    counted = "SELECT count(*) FROM projections.purchase_orders WHERE tenant_id = %s"
    ours = (play.stage.tenant,)
    with psycopg.connect(play.database.administrator_dsn, autocommit=True) as reader:
        for _ in range(6):
            reader.execute(counted, ours, prepare=True)
        assert (await rebuilt(play, ORDERS))[0].swapped
        assert reader.execute(counted, ours, prepare=True).fetchone() == (3,)
    assert len(await play.page(ORDERS)) == 3
    supplier = await play.supplier("Late & Co")
    await play.order(play.admin, supplier)
    assert len(await play.page(ORDERS)) == 4, "the live one follows into the new table"


async def test_nobody_reacts_to_what_is_read_again(play: Play):
    tenant = play.stage.tenant
    head = await play.stage.store.head(tenant)
    lists = {each.name for each in next_projections(play)}
    everybody = lists | {"requisition-routing", "order-resumption"}
    for name in everybody:
        assert await play.progress.reached(name, tenant, head, 20), name
    stands = "SELECT subscriber, tenant_id, position FROM daybook.checkpoints ORDER BY 1, 2"
    await until(lambda: {who for who, _, at in play.query(stands) if at == head} >= everybody)
    log = "SELECT count(*) FROM daybook.events"
    before = (play.query(stands), play.query(log))
    await rebuilt(play)
    assert (play.query(stands), play.query(log)) == before


async def test_who_was_admitted_to_read_reads_on(play: Play):
    role = f"reader_{uuid4().hex}"
    execute(
        play, f"CREATE ROLE {role}; SELECT daybook.admit_reader('{role}', '{play.stage.tenant}')"
    )
    try:
        assert (await rebuilt(play, ORDERS))[0].swapped
        with psycopg.connect(play.database.administrator_dsn) as connection:
            connection.execute(f"SET ROLE {role}".encode())
            read = connection.execute("SELECT DISTINCT tenant_id FROM projections.purchase_orders")
            assert read.fetchall() == [(play.stage.tenant,)]
    finally:
        execute(play, f"DROP OWNED BY {role}; DROP ROLE {role}")


async def test_events_with_a_lot_in_them_are_taken_a_few_at_a_time(
    play: Play, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("infrastructure.rebuilding.appetite.CHARACTERS_AT_ONCE", 600)
    monkeypatch.setattr("infrastructure.rebuilding.appetite.FIRST_EVENTS", 2)
    (orders,) = next_projections(play, ORDERS)
    counting = Counting(orders)
    assert (await rebuild_of(play, [counting]).run())[0].swapped
    assert max(counting.sizes) <= 4
    assert sum(counting.sizes) > 6


async def test_nobody_waits_for_a_rebuild_that_hangs_while_it_holds_the_table(
    play: Play, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("infrastructure.rebuilding.rebuild.HOLD_SECONDS", 0.2)
    waits = 0
    reach = CatchingUp.reach

    async def hang_once(self: CatchingUp, goals: Mapping[Place, int]) -> None:
        nonlocal waits
        held = play.query(
            "SELECT 1 FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND granted"
            " AND relation = to_regclass('projections.purchase_orders')"
        )
        if held and not waits:
            waits += 1
            await asyncio.Event().wait()
        await reach(self, goals)

    monkeypatch.setattr(CatchingUp, "reach", hang_once)
    assert (await rebuilt(play, ORDERS))[0].swapped
    assert waits == 1
