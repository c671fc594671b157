"""Lists: every row once, whatever happens meanwhile; and nothing is answered that was not asked."""

import asyncio
import random
from decimal import Decimal
from typing import Any

import orjson
import pytest

from application.ports.read_models import InvalidPageQuery, PageQuery
from domain.shared.ids import PurchaseOrderId, TenantId
from tests.projections.play import Play

ORDERS = "purchase-orders"


async def orders(play: Play, count: int, seed: int = 7) -> list[str]:
    """Orders whose totals repeat, made at times that repeat."""
    chance = random.Random(seed)
    buyer, supplier = await play.stage.user(f"buyer{seed}", "buyer"), await play.supplier()
    return [
        await play.order(buyer, supplier, f"{chance.randint(1, count // 2)}.00")
        for _ in range(count)
    ]


async def walk(play: Play, query: PageQuery) -> list[dict[str, Any]]:
    """All rows, page by page."""
    rows: list[dict[str, Any]] = []
    cursor = None
    while True:
        page = await play.read_models.page(
            play.stage.tenant,
            ORDERS,
            PageQuery(query.filters, query.sort, query.limit, cursor, query.include_total),
        )
        rows += orjson.loads(page.items)
        cursor = page.next_cursor
        if cursor is None:
            return rows


async def test_the_pages_together_are_the_whole_list_in_order(play: Play):
    made = await orders(play, 30)
    await play.caught_up(ORDERS)
    for sort in ("createdAt", "-createdAt", "total", "-total"):
        for limit in (1, 7, 30, 200):
            rows = await walk(play, PageQuery(sort=sort, limit=limit))
            assert sorted(row["id"] for row in rows) == sorted(made)
            totals = [Decimal(row["total"]["amount"]) for row in rows]
            if sort.endswith("total"):
                assert totals == sorted(totals, reverse=sort.startswith("-"))


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("sort", ["createdAt", "-createdAt", "total"])
async def test_rows_added_while_somebody_reads_are_seen_once_or_not_at_all(play: Play, sort, seed):
    chance = random.Random(seed)
    before = await orders(play, 20, seed)
    supplier, buyer = await play.supplier(), await play.stage.user("late", "buyer")
    await play.caught_up(ORDERS)
    seen: list[str] = []
    cursor = None
    while True:
        query = PageQuery(sort=sort, limit=chance.randint(1, 6), cursor=cursor)
        page = await play.answer(ORDERS, query)
        seen += [row["id"] for row in orjson.loads(page.items)]
        cursor = page.next_cursor
        if cursor is None:
            break
        for _ in range(chance.randint(0, 3)):
            await play.order(buyer, supplier, f"{chance.randint(1, 12)}.00")
    assert len(seen) == len(set(seen))
    assert set(before) <= set(seen)


async def test_a_total_comes_only_when_asked_for_and_counts_what_the_filters_leave(play: Play):
    made = await orders(play, 6)
    page = await play.answer(ORDERS, PageQuery(limit=2))
    assert page.total is None
    page = await play.answer(ORDERS, PageQuery(limit=2, include_total=True))
    assert page.total == len(made)
    narrow = PageQuery({"totalFrom": "2"}, limit=1, include_total=True)
    page = await play.answer(ORDERS, narrow)
    assert page.total == len(await walk(play, PageQuery({"totalFrom": "2"})))


async def test_a_page_says_which_position_it_reflects(play: Play):
    page = await play.answer(ORDERS, PageQuery())
    assert (page.items, page.position) == (b"[]", await play.stage.store.head(play.stage.tenant))


async def test_the_last_page_has_no_next_one(play: Play):
    await orders(play, 4)
    page = await play.answer(ORDERS, PageQuery(limit=4))
    assert page.next_cursor is None
    page = await play.answer(ORDERS, PageQuery(limit=3))
    assert page.next_cursor is not None


SENSELESS = [
    (PageQuery({"colour": "red"}), "colour"),
    (PageQuery({"totalFrom": "much"}), "totalFrom"),
    (PageQuery({"createdFrom": "yesterday"}), "createdFrom"),
    (PageQuery({"createdFrom": "2026-02-30"}), "createdFrom"),
    (PageQuery({"createdFrom": "2026-02-03T10:00:00"}), "createdFrom"),
    (PageQuery({"deliveryFrom": "2026-02-03T10:00:00Z"}), "deliveryFrom"),
    (PageQuery({"costCenter": "x" * 201}), "costCenter"),
    (PageQuery({"costCenter": "a\0b"}), "costCenter"),
    (PageQuery({"costCenter": "a\ud800"}), "costCenter"),
    (PageQuery(sort="colour"), "sort"),
    (PageQuery(sort="--total"), "sort"),
    (PageQuery(limit=0), "limit"),
    (PageQuery(limit=201), "limit"),
    (PageQuery(cursor="nonsense"), "cursor"),
    (PageQuery(cursor="ä"), "cursor"),
    (PageQuery(cursor=""), "cursor"),
]


async def test_a_question_that_makes_no_sense_is_named(play: Play):
    for query, parameter in SENSELESS:
        with pytest.raises(InvalidPageQuery) as refused:
            await play.answer(ORDERS, query)
        assert refused.value.parameter == parameter


async def test_a_cursor_is_good_for_its_own_question_only(play: Play):
    await orders(play, 4)
    cursor = (await play.answer(ORDERS, PageQuery(limit=2))).next_cursor
    assert cursor is not None
    strangers = [
        PageQuery({"status": "Draft"}, cursor=cursor),
        PageQuery(sort="total", cursor=cursor),
        PageQuery(sort="createdAt", cursor=cursor),
        *(PageQuery(cursor=it) for it in (cursor[:-1], cursor + "A", "A" + cursor[1:])),
    ]
    for stranger in strangers:
        with pytest.raises(InvalidPageQuery) as refused:
            await play.answer(ORDERS, stranger)
        assert refused.value.parameter == "cursor"


async def test_a_cursor_is_good_for_its_own_tenant_only(play: Play):
    await orders(play, 4)
    cursor = (await play.answer(ORDERS, PageQuery(limit=2))).next_cursor
    stranger = TenantId("ten_3f2504e0-4f89-41d3-9a0c-0305e82c3301")
    with pytest.raises(InvalidPageQuery):
        await play.read_models.page(stranger, ORDERS, PageQuery(limit=2, cursor=cursor))


async def test_nobody_sees_another_tenants_rows_or_documents(play: Play):
    order, _ = await orders(play, 2)
    await play.caught_up(ORDERS)
    stranger = TenantId("ten_3f2504e0-4f89-41d3-9a0c-0305e82c3301")
    page = await play.read_models.page(stranger, ORDERS, PageQuery(include_total=True))
    assert (page.items, page.total, page.position) == (b"[]", 0, 0)
    assert await play.read_models.document(stranger, ORDERS, order) is None
    assert await play.read_models.document(play.stage.tenant, ORDERS, order) is not None


async def test_documents_asked_for_at_the_same_moment_come_with_one_query(play: Play):
    made = await orders(play, 5)
    await play.caught_up(ORDERS)
    unknown = PurchaseOrderId("po_3f2504e0-4f89-41d3-9a0c-0305e82c3301")
    before = calls(play)
    found = await asyncio.gather(
        *(
            play.read_models.document(play.stage.tenant, ORDERS, it)
            for it in [*made, made[0], unknown]
        )
    )
    assert calls(play) == before + 1
    ids = [orjson.loads(each.body)["id"] for each in found if each is not None]
    assert ids == [*made, made[0]]
    assert found[-1] is None


def calls(play: Play) -> int:
    """How often connections were borrowed from the pool."""
    return play.pool.get_stats().get("requests_num", 0)


async def test_whoever_wrote_something_can_wait_until_it_shows(play: Play):
    buyer, supplier = await play.stage.user("bea", "buyer"), await play.supplier()
    for _ in range(20):
        order = await play.order(buyer, supplier)
        position = await play.stage.store.head(play.stage.tenant)
        assert await play.read_models.reached(play.stage.tenant, ORDERS, position, 5)
        assert await play.read_models.document(play.stage.tenant, ORDERS, order) is not None
    assert not await play.read_models.reached(play.stage.tenant, ORDERS, position + 1, 0.05)
