"""A query that forgets to say whose rows it wants gets those of the asker, because the database knows."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import orjson
import pytest
from psycopg import sql

from application.ports.read_models import PageQuery
from domain.shared.ids import TenantId
from infrastructure.postgres.pool import Pool, open_pool
from projections import document_reads, listing
from projections.catalogue import DOCUMENTS, LISTS
from projections.read_models import PostgresReadModels, listing_of
from projections.receiving.expected_deliveries import EXPECTED_DELIVERIES
from tests.cluster import Database, TestCluster
from tests.infrastructure.postgres.isolating import fill, tenant_tables

OURS, THEIRS = (TenantId.of(uuid4()) for _ in range(2))
ONE_TENANTS = [
    each.shape.name
    for each in (*map(listing_of, DOCUMENTS), *LISTS)
    if not each.across_tenants and each is not EXPECTED_DELIVERIES  # shows only some of the rows
]


@pytest.fixture(scope="module")
def filled(cluster: TestCluster):
    """A database with a row of two tenants in every table."""
    fresh = cluster.clone()
    fill(fresh, tenant_tables(fresh), OURS, THEIRS)
    yield fresh
    cluster.drop(fresh)


class Never:
    """Nobody waits for progress here."""

    async def reached(self, *_: Any) -> bool:
        """Never asked."""
        raise AssertionError


@pytest.fixture
async def pool(filled: Database) -> AsyncIterator[Pool]:
    """Connections with the application's rights."""
    async with open_pool(filled.dsn, size=1) as opened:
        yield opened


@pytest.fixture
async def unbound(filled: Database) -> AsyncIterator[Pool]:
    """Connections that row-level security does not bind."""
    async with open_pool(filled.administrator_dsn, size=1) as opened:
        yield opened


def over(pool: Pool) -> PostgresReadModels:
    """The lists and documents over a pool."""
    return PostgresReadModels(pool, Never(), DOCUMENTS, LISTS)


async def rows(pool: Pool, name: str) -> int:
    """How many rows a list of ours shows, and counts."""
    page = await over(pool).page(OURS, name, PageQuery(include_total=True))
    assert len(orjson.loads(page.items)) == page.total
    return page.total or 0


async def test_a_list_that_forgets_its_tenant_shows_the_callers_rows_only(
    pool: Pool, unbound: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "_OWN", sql.SQL("true"))
    assert {name: await rows(pool, name) for name in ONE_TENANTS} == dict.fromkeys(ONE_TENANTS, 1)
    leaked = {name: await rows(unbound, name) for name in ONE_TENANTS}
    assert leaked == dict.fromkeys(ONE_TENANTS, 2), "the mistake would have shown"


async def test_a_document_of_another_tenant_is_not_there_for_a_query_that_forgets_its_tenant(
    filled: Database, pool: Pool, unbound: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_pool(filled.administrator_dsn, size=1) as looking:
        ((theirs,),) = await looking.ask(
            "SELECT id FROM projections.suppliers WHERE tenant_id = %s", (THEIRS,)
        )
    text = document_reads._READ.as_string().replace("d.tenant_id = %(tenant)s AND", "")
    monkeypatch.setattr(document_reads, "_READ", sql.SQL(text))
    assert await over(pool).document(OURS, "suppliers", theirs) is None
    assert await over(unbound).document(OURS, "suppliers", theirs) is not None
