"""Events in, rows out: delivered twice, in pieces or after an eviction, the rows are the same."""

from collections.abc import Sequence

import pytest

from application.ports.event_store import LogQuery, RecordedEvent
from application.purchasing import purchase_order as tasks
from domain.purchasing.purchase_order import commands
from projections.catalogue import all_projections
from projections.document_projection import DocumentProjection
from projections.folds import Folds
from projections.purchasing.purchase_orders import PURCHASE_ORDERS
from tests.projections.play import Play

TABLES = (
    *("suppliers", "requisitions", "purchase_orders", "delegations", "users", "tenants"),
    *("approval_inbox", "refusals"),
    *("segregation_of_duties", "exercised_duties", "duty_links"),
    *("approval_inbox", "refusals", "access"),
)


async def history(play: Play) -> list[RecordedEvent]:
    """Some orders, some of them changed many times."""
    buyer, supplier = await play.stage.user("bea", "buyer"), await play.supplier()
    boss = await play.stage.user("boss", "approver", level="L3")
    for number in range(3):
        order = await play.submitted_order(buyer, supplier, f"{number + 1}00.00")
        if number:
            await play.do(boss, tasks.approve_order(order, commands.Approve()))
        if number == 2:
            await play.do(buyer, tasks.issue_order(order, commands.Issue()))
    return await play.stage.store.log(play.stage.tenant, LogQuery())


def rows(play: Play) -> dict[str, list[str]]:
    """Every row of every table, byte by byte."""
    return {
        table: [
            row[0] for row in play.query(f"SELECT t::text FROM projections.{table} AS t ORDER BY 1")
        ]
        for table in TABLES
    }


async def deliver(play: Play, events: Sequence[RecordedEvent], size: int) -> None:
    """Project again what was projected, as a process with an empty memory would, in batches of a size."""
    folds = Folds(play.stage.states)
    projections = all_projections(play.stage.store, folds, folds.forget)
    for start in range(0, len(events), size):
        for projection in projections:
            wanted = [
                event
                for event in events[start : start + size]
                if event.event_type in projection.event_types
            ]
            if wanted:
                async with play.pool.reaching(play.stage.tenant) as connection:
                    await projection.apply(wanted, connection)


@pytest.mark.parametrize("size", [1, 3, 1000])
async def test_a_second_delivery_changes_nothing(play: Play, size):
    events = await history(play)
    await play.caught_up("purchase-orders", "users", "suppliers", "approval-inbox", "tenants")
    before = rows(play)
    assert len(before["purchase_orders"]) == 3
    await deliver(play, events, size)
    assert rows(play) == before


@pytest.mark.parametrize("size", [1, 1000])
async def test_made_anew_from_the_log_the_rows_are_the_same(play: Play, size):
    events = await history(play)
    await play.caught_up("purchase-orders", "users", "suppliers", "approval-inbox", "tenants")
    before = rows(play)
    for table in TABLES:
        play.query(f"DELETE FROM projections.{table} RETURNING 1")
    await deliver(play, events, size)
    assert rows(play) == before


async def test_an_early_batch_delivered_late_takes_nothing_back(play: Play):
    events = await history(play)
    await play.caught_up("purchase-orders")
    before = rows(play)
    await deliver(play, events[: len(events) // 2], 5)
    assert rows(play) == before


@pytest.mark.parametrize("most_bytes", [0, 20_000])
async def test_a_memory_of_hardly_a_document_is_enough_and_never_exceeded(play: Play, most_bytes):
    events = await history(play)
    await play.caught_up("purchase-orders")
    before = rows(play)["purchase_orders"]
    play.query("DELETE FROM projections.purchase_orders RETURNING 1")
    folds = Folds(play.stage.states, most_bytes=most_bytes)
    projection = DocumentProjection(PURCHASE_ORDERS, folds)
    wanted = [event for event in events if event.event_type in projection.event_types]
    async with play.pool.reaching(play.stage.tenant) as connection:
        for event in wanted:
            await projection.apply([event], connection)
            assert folds.kept_bytes <= most_bytes
    assert bool(folds.kept_bytes) == bool(most_bytes)
    assert rows(play)["purchase_orders"] == before


async def test_two_projections_of_the_same_documents_share_what_they_fold(play: Play):
    events = [event for event in await history(play) if event.stream_id.startswith("po_")]
    folds = Folds(NoReading())
    first = await folds.after(PURCHASE_ORDERS.decider, events[:2])
    second = await folds.after(PURCHASE_ORDERS.decider, events[:2])
    assert first is second


class NoReading:
    """States that nobody may load."""

    async def load(self, *_, **__):
        """Never asked."""
        raise AssertionError("read")

    load_at = load

    def keep(self, *_):
        """Never asked."""

    forget = keep
