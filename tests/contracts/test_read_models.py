"""What every `ReadModels` promises: a list can be asked all that its shape says, and nothing else."""

from collections.abc import AsyncIterator

import orjson
import pytest

from application.ports.read_models import (
    FilterKind,
    InvalidPageQuery,
    PageQuery,
    ReadModels,
)
from domain.shared.ids import TenantId, UserId
from projections.catalogue import DOCUMENTS
from tests.cluster import Database
from tests.projections.play import PATIENCE, Play, played

DOCUMENT_LISTS = [model.name for model in DOCUMENTS]
LISTS = [*DOCUMENT_LISTS, "approval-inbox", "refusals", "access"]
NOTHING_LIKE_IT = {
    FilterKind.EQUAL: ("zzzzzz",),
    FilterKind.ONE_OF: ("zzzzzz",),
    FilterKind.CONTAINS: ("zzzzzz",),
    FilterKind.FROM: ("2999-01-01", "2999-01-01T00:00:00Z", "999999999"),
    FilterKind.UNTIL: ("1999-01-01", "1999-01-01T00:00:00Z", "0"),
}
"""Values of every type that no row has; a filter takes those of its own type."""

_OF_FEW_VALUES = (FilterKind.EQUAL, FilterKind.ONE_OF)
SOMEBODY = UserId("usr_3f2504e0-4f89-41d3-9a0c-0305e82c3302")
STRANGER = TenantId("ten_3f2504e0-4f89-41d3-9a0c-0305e82c3301")


@pytest.fixture
async def play(database: Database) -> AsyncIterator[Play]:
    """A tenant in which something has happened."""
    async with played(database) as playing:
        buyer, supplier = await playing.stage.user("bea", "buyer"), await playing.supplier()
        for price in ("1.00", "2.00", "3.00"):
            await playing.submitted_order(buyer, supplier, price)
        yield playing


@pytest.fixture
def read_models(play: Play) -> ReadModels:
    """The read side over it."""
    return play.read_models


def asked(name: str, **filters: str) -> dict[str, str]:
    """The filters, and whose list it is for the one that belongs to somebody."""
    return filters | ({"approver": SOMEBODY} if name == "approval-inbox" else {})


async def test_every_sort_order_of_a_shape_gives_the_same_rows(
    play: Play, read_models: ReadModels
) -> None:
    tenant = play.stage.tenant
    head = await play.stage.store.head(tenant)
    for name in LISTS:
        shape = read_models.shape(name)
        assert shape.name == name
        assert shape.default_sort.removeprefix("-") in shape.sorts
        assert await read_models.reached(tenant, name, head, PATIENCE)
        pages = [
            await read_models.page(tenant, name, PageQuery(asked(name), sort, include_total=True))
            for sort in (None, *shape.sorts, *(f"-{sort}" for sort in shape.sorts))
        ]
        rows = [sorted(map(orjson.dumps, orjson.loads(page.items))) for page in pages]
        assert all(each == rows[0] for each in rows), name
        assert {page.total for page in pages} == {len(rows[0])}


async def test_every_filter_of_a_shape_leaves_out_what_it_does_not_mean(
    play: Play, read_models: ReadModels
) -> None:
    tenant = play.stage.tenant
    await play.caught_up(*LISTS)
    for name in LISTS:
        for parameter in read_models.shape(name).filters:
            accepted = 0
            for value in NOTHING_LIKE_IT[parameter.kind]:
                try:
                    found = await _ids(read_models, tenant, name, **{parameter.name: value})
                except InvalidPageQuery as refused:
                    assert refused.parameter == parameter.name  # noqa: PT017 - both are right
                else:
                    accepted += 1
                    assert found == [], (name, parameter)
            assert accepted or parameter.kind in _OF_FEW_VALUES, (name, parameter)


async def test_what_a_shape_does_not_say_cannot_be_asked(
    play: Play, read_models: ReadModels
) -> None:
    for name in LISTS:
        own = asked(name)
        senseless = {
            "colour": PageQuery({**own, "colour": "red"}),
            "sort": PageQuery(own, sort="colour"),
            "cursor": PageQuery(own, cursor="nonsense"),
            "limit": PageQuery(own, limit=0),
        }
        for parameter, query in senseless.items():
            with pytest.raises(InvalidPageQuery) as refused:
                await read_models.page(play.stage.tenant, name, query)
            assert refused.value.parameter == parameter, name
            assert refused.value.detail


async def test_a_stranger_sees_nothing_of_any_list(play: Play, read_models: ReadModels) -> None:
    await play.caught_up(*LISTS)
    for name in LISTS:
        if name == "tenants":
            continue  # the one list of whoever runs the product, over all tenants
        page = await read_models.page(STRANGER, name, PageQuery(asked(name), include_total=True))
        assert (page.items, page.next_cursor, page.total) == (b"[]", None, 0), name
    for name in DOCUMENT_LISTS:
        page = await read_models.page(play.stage.tenant, name, PageQuery(limit=1))
        for row in orjson.loads(page.items):
            assert await read_models.document(play.stage.tenant, name, row["id"]) is not None
            assert await read_models.document(STRANGER, name, row["id"]) is None


async def test_a_position_that_is_not_there_yet_is_not_reached(
    play: Play, read_models: ReadModels
) -> None:
    tenant = play.stage.tenant
    beyond = await play.caught_up(*LISTS) + 1
    for name in LISTS:
        if name != "tenants":  # which shows all logs and so waits for all of them
            assert not await read_models.reached(tenant, name, beyond, 0.02), name


async def _ids(read_models: ReadModels, tenant: TenantId, name: str, **filters: str) -> list[str]:
    page = await read_models.page(tenant, name, PageQuery(asked(name, **filters)))
    return [row["id"] for row in orjson.loads(page.items)]
