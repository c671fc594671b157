"""What every `ApiKeys` promises, whatever it keeps them in."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from application.ports.api_keys import ApiKeys, KeptKey
from domain.shared.ids import ApiKeyId, ServiceAccountId, TenantId
from infrastructure.identity.api_keys import PostgresApiKeys
from infrastructure.postgres.pool import open_pool
from tests.contracts.hands import Hands
from tests.contracts.in_memory_api_keys import InMemoryApiKeys

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def key(account: ServiceAccountId | None = None) -> KeptKey:
    """A key of its own account in a tenant of its own."""
    account = account or ServiceAccountId.of(uuid4())
    tenant = TenantId.of(account.uuid)
    return KeptKey(ApiKeyId.of(uuid4()), tenant, account, uuid4().bytes * 2)


@pytest.fixture
def hands() -> Hands:
    """The time that the keys go by."""
    return Hands(AT)


@pytest.fixture(params=["memory", "postgres"])
async def keys(request: pytest.FixtureRequest, hands: Hands) -> AsyncIterator[ApiKeys]:
    """Each implementation in turn."""
    if request.param == "memory":
        yield InMemoryApiKeys(hands)
    else:
        async with open_pool(request.getfixturevalue("database").dsn, size=2) as pool:
            yield PostgresApiKeys(pool, hands)


async def test_a_key_is_found_by_its_id_until_it_is_discarded(keys: ApiKeys) -> None:
    kept, other = key(), key()
    await keys.keep(kept)
    await keys.keep(other)
    wanted = (kept.id, other.id, key().id)
    found = await asyncio.gather(*(keys.find(each) for each in wanted))
    assert found == [kept, other, None]
    await keys.discard(kept)
    assert await keys.find(kept.id) is None
    assert await keys.find(other.id) == other


async def test_use_is_noted_once_a_minute_and_never_goes_back(keys: ApiKeys, hands: Hands) -> None:
    kept = key()
    await keys.keep(kept)
    assert await keys.last_used(kept.tenant, kept.account) == {}
    for at, noted in (
        (AT, AT),
        (AT + MINUTE / 2, AT),
        (AT + MINUTE, AT + MINUTE),
        (AT, AT + MINUTE),
    ):
        hands.at = at
        await keys.used(kept)
        assert await keys.last_used(kept.tenant, kept.account) == {kept.id: noted}


async def test_use_is_shown_for_the_account_and_tenant_alone(keys: ApiKeys) -> None:
    mine, other = key(), key()
    for each in (mine, other):
        await keys.keep(each)
        await keys.used(each)
    assert await keys.last_used(mine.tenant, mine.account) == {mine.id: AT}
    assert await keys.last_used(other.tenant, mine.account) == {}
