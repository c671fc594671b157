"""What every `Credentials` promises, whatever it keeps them in."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import uuid4

import pytest

from application.ports.credentials import Credentials
from domain.shared.email_address import EmailAddress
from domain.shared.ids import TenantId, UserId
from infrastructure.identity.credentials import PostgresCredentials
from infrastructure.postgres.pool import open_pool
from tests.contracts.hands import Hands
from tests.contracts.in_memory_credentials import InMemoryCredentials

EMAIL = EmailAddress("ann@example.com")
ACME, OTHER = TenantId.of(uuid4()), TenantId.of(uuid4())
ANN, BEN = UserId.of(uuid4()), UserId.of(uuid4())
HOUR = timedelta(hours=1)


@pytest.fixture
def hands() -> Hands:
    """The time that the credentials go by."""
    return Hands()


@pytest.fixture(params=["memory", "postgres"])
async def credentials(request: pytest.FixtureRequest, hands: Hands) -> AsyncIterator[Credentials]:
    """Each implementation in turn."""
    if request.param == "memory":
        yield InMemoryCredentials(hands)
    else:
        async with open_pool(request.getfixturevalue("database").dsn, size=2) as pool:
            yield PostgresCredentials(pool, hands)


async def test_nobody_has_an_address_that_was_never_reserved(credentials: Credentials) -> None:
    assert await credentials.find(EMAIL) is None


async def test_a_reservation_names_its_user_and_has_no_password(
    credentials: Credentials, hands: Hands
) -> None:
    held = await credentials.reserve(EMAIL, ACME, ANN)
    assert (held.email, held.tenant, held.user) == (EMAIL, ACME, ANN)
    assert held.password_hash is None
    assert held.reserved_at == hands.at
    assert await credentials.find(EMAIL) == held


async def test_a_second_reservation_of_the_same_tenant_gets_the_first_one_renewed(
    credentials: Credentials, hands: Hands
) -> None:
    await credentials.reserve(EMAIL, ACME, ANN)
    hands.at += HOUR
    held = await credentials.reserve(EMAIL, ACME, BEN)
    assert held.user == ANN
    assert held.reserved_at == hands.at


async def test_another_tenant_is_told_whose_the_address_is(
    credentials: Credentials, hands: Hands
) -> None:
    first = await credentials.reserve(EMAIL, ACME, ANN)
    hands.at += HOUR
    assert await credentials.reserve(EMAIL, OTHER, BEN) == first
    assert await credentials.find(EMAIL) == first


async def test_an_address_with_a_password_is_neither_renewed_nor_released(
    credentials: Credentials, hands: Hands
) -> None:
    reserved = await credentials.reserve(EMAIL, ACME, ANN)
    await credentials.set_first_password(ANN, "hash")
    hands.at += HOUR
    held = await credentials.reserve(EMAIL, ACME, BEN)
    assert (held.user, held.password_hash) == (ANN, "hash")
    assert held.reserved_at == reserved.reserved_at
    await credentials.release(reserved, HOUR)
    assert await credentials.find(EMAIL) == held


async def test_an_old_reservation_can_be_cleared_away(
    credentials: Credentials, hands: Hands
) -> None:
    held = await credentials.reserve(EMAIL, ACME, ANN)
    hands.at += HOUR
    await credentials.release(held, HOUR)
    assert (await credentials.reserve(EMAIL, OTHER, BEN)).user == BEN


async def test_a_young_reservation_stays(credentials: Credentials, hands: Hands) -> None:
    held = await credentials.reserve(EMAIL, ACME, ANN)
    hands.at += HOUR - timedelta(seconds=1)
    await credentials.release(held, HOUR)
    assert await credentials.find(EMAIL) == held


async def test_a_reservation_that_was_renewed_meanwhile_stays(
    credentials: Credentials, hands: Hands
) -> None:
    seen = await credentials.reserve(EMAIL, ACME, ANN)
    hands.at += HOUR
    renewed = await credentials.reserve(EMAIL, ACME, BEN)
    await credentials.release(seen, HOUR)
    assert await credentials.find(EMAIL) == renewed


async def test_the_first_password_is_given_once(credentials: Credentials) -> None:
    await credentials.reserve(EMAIL, ACME, ANN)
    assert await credentials.set_first_password(ANN, "first")
    assert not await credentials.set_first_password(ANN, "second")
    held = await credentials.find(EMAIL)
    assert held is not None
    assert held.password_hash == "first"


async def test_a_password_is_replaced(credentials: Credentials) -> None:
    await credentials.reserve(EMAIL, ACME, ANN)
    assert await credentials.set_password(ANN, "new")
    held = await credentials.find(EMAIL)
    assert held is not None
    assert held.password_hash == "new"


async def test_a_better_hash_does_not_undo_a_change_of_password(credentials: Credentials) -> None:
    await credentials.reserve(EMAIL, ACME, ANN)
    await credentials.set_password(ANN, "changed meanwhile")
    assert not await credentials.set_password(ANN, "better", replacing="seen at log-in")
    assert await credentials.set_password(ANN, "better", replacing="changed meanwhile")


async def test_nobodys_password_cannot_be_set(credentials: Credentials) -> None:
    assert not await credentials.set_first_password(BEN, "hash")
    assert not await credentials.set_password(BEN, "hash")


async def test_of_many_who_reserve_at_once_one_holds_the_address(credentials: Credentials) -> None:
    rivals = [(TenantId.of(uuid4()), UserId.of(uuid4())) for _ in range(8)]
    answers = await asyncio.gather(
        *(credentials.reserve(EMAIL, tenant, user) for tenant, user in rivals)
    )
    assert len({(held.tenant, held.user) for held in answers}) == 1
    assert await credentials.find(EMAIL) == answers[0]
