"""What every `Sessions` promises: a user has one, its refresh tokens are good once, a stolen one ends it."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import uuid4

import pytest

from application.ports.sessions import Sessions
from domain.shared.ids import TenantId, UserId
from infrastructure.identity.sessions import PostgresSessions, SessionLimits
from infrastructure.postgres.pool import open_pool
from tests.cluster import Database
from tests.contracts.hands import Hands

ACME = TenantId.of(uuid4())
ANN, BEN = UserId.of(uuid4()), UserId.of(uuid4())
LIMITS = SessionLimits(idle=timedelta(hours=1), absolute=timedelta(hours=3))


@pytest.fixture
def hands() -> Hands:
    """The time that the sessions go by."""
    return Hands()


@pytest.fixture
async def sessions(database: Database, hands: Hands) -> AsyncIterator[Sessions]:
    """Sessions of an hour, three at most."""
    async with open_pool(database.dsn, size=3) as pool:
        yield PostgresSessions(pool, LIMITS, hands)


async def test_a_refresh_token_carries_its_session_on(sessions: Sessions) -> None:
    begun = await sessions.begin(ACME, ANN)
    carried = await sessions.carry_on(begun.refresh_token)
    assert carried is not None
    assert (carried.id, carried.tenant, carried.user) == (begun.id, ACME, ANN)
    assert carried.refresh_token != begun.refresh_token


async def test_the_successor_carries_on_as_well(sessions: Sessions) -> None:
    begun = await sessions.begin(ACME, ANN)
    second = await sessions.carry_on(begun.refresh_token)
    assert second is not None
    third = await sessions.carry_on(second.refresh_token)
    assert third is not None
    assert third.id == begun.id


async def test_a_token_that_comes_back_ends_the_session_for_both_its_holders(
    sessions: Sessions,
) -> None:
    begun = await sessions.begin(ACME, ANN)
    successor = await sessions.carry_on(begun.refresh_token)
    assert successor is not None
    assert await sessions.carry_on(begun.refresh_token) is None
    assert await sessions.carry_on(successor.refresh_token) is None


async def test_of_two_who_use_one_token_at_once_at_most_one_gets_a_session(
    sessions: Sessions,
) -> None:
    begun = await sessions.begin(ACME, ANN)
    both = await asyncio.gather(*(sessions.carry_on(begun.refresh_token) for _ in range(2)))
    winners = [each for each in both if each is not None]
    assert len(winners) == 1
    assert await sessions.carry_on(winners[0].refresh_token) is None


@pytest.mark.parametrize("token", ["", "made up", "\ud800", "x" * 10_000])
async def test_a_made_up_token_carries_nothing_on(sessions: Sessions, token: str) -> None:
    begun = await sessions.begin(ACME, ANN)
    assert await sessions.carry_on(token) is None
    assert await sessions.carry_on(begun.refresh_token) is not None


async def test_a_session_that_is_not_used_ends(sessions: Sessions, hands: Hands) -> None:
    begun = await sessions.begin(ACME, ANN)
    hands.at += LIMITS.idle
    assert await sessions.carry_on(begun.refresh_token) is None


async def test_use_slides_the_end_forward_up_to_a_limit(sessions: Sessions, hands: Hands) -> None:
    began = hands.at
    session = await sessions.begin(ACME, ANN)
    while hands.at + timedelta(minutes=50) < began + LIMITS.absolute:
        hands.at += timedelta(minutes=50)
        carried = await sessions.carry_on(session.refresh_token)
        assert carried is not None
        session = carried
    hands.at = began + LIMITS.absolute
    assert await sessions.carry_on(session.refresh_token) is None


async def test_another_log_in_ends_the_first_session(sessions: Sessions) -> None:
    first = await sessions.begin(ACME, ANN)
    second = await sessions.begin(ACME, ANN)
    assert await sessions.carry_on(first.refresh_token) is None
    assert await sessions.carry_on(second.refresh_token) is not None


async def test_of_many_log_ins_at_once_one_session_goes_on(sessions: Sessions) -> None:
    begun = await asyncio.gather(*(sessions.begin(ACME, ANN) for _ in range(6)))
    carried = [await sessions.carry_on(each.refresh_token) for each in begun]
    assert len([each for each in carried if each is not None]) == 1


async def test_a_log_out_ends_the_session_and_may_be_repeated(sessions: Sessions) -> None:
    begun = await sessions.begin(ACME, ANN)
    await sessions.end(begun.id)
    await sessions.end(begun.id)
    assert await sessions.carry_on(begun.refresh_token) is None


async def test_ending_all_sessions_of_one_user_leaves_the_others_alone(
    sessions: Sessions,
) -> None:
    anns, bens = await sessions.begin(ACME, ANN), await sessions.begin(ACME, BEN)
    await sessions.end_all(ANN)
    assert await sessions.carry_on(anns.refresh_token) is None
    assert await sessions.carry_on(bens.refresh_token) is not None
