"""What every `Sessions` promises: a user has one, its refresh tokens are good once, a stolen one ends it."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import uuid4

import pytest

from application.ports.sessions import (
    Claim,
    LiveSession,
    OpenSession,
    Sessions,
    StolenSession,
    Visitor,
)
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
    assert isinstance(carried, OpenSession)
    assert (carried.id, carried.tenant, carried.user) == (begun.id, ACME, ANN)
    assert carried.refresh_token != begun.refresh_token


async def test_the_successor_carries_on_as_well(sessions: Sessions) -> None:
    begun = await sessions.begin(ACME, ANN)
    second = await sessions.carry_on(begun.refresh_token)
    assert isinstance(second, OpenSession)
    third = await sessions.carry_on(second.refresh_token)
    assert isinstance(third, OpenSession)
    assert third.id == begun.id


async def test_a_token_that_comes_back_ends_the_session_for_both_its_holders(
    sessions: Sessions,
) -> None:
    begun = await sessions.begin(ACME, ANN)
    successor = await sessions.carry_on(begun.refresh_token)
    assert isinstance(successor, OpenSession)
    stolen = await sessions.carry_on(begun.refresh_token)
    assert stolen == StolenSession(begun.id, ACME, ANN)
    assert await sessions.carry_on(begun.refresh_token) is None
    assert await sessions.carry_on(successor.refresh_token) is None


async def test_of_two_who_use_one_token_at_once_at_most_one_gets_a_session(
    sessions: Sessions,
) -> None:
    begun = await sessions.begin(ACME, ANN)
    both = await asyncio.gather(*(sessions.carry_on(begun.refresh_token) for _ in range(2)))
    winners = [each for each in both if isinstance(each, OpenSession)]
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
        assert isinstance(carried, OpenSession)
        session = carried
    hands.at = began + LIMITS.absolute
    assert await sessions.carry_on(session.refresh_token) is None


async def test_looking_at_a_session_uses_it_up_to_a_limit(sessions: Sessions, hands: Hands) -> None:
    began = hands.at
    begun = await sessions.begin(ACME, ANN)
    while hands.at + timedelta(minutes=50) < began + LIMITS.absolute:
        hands.at += timedelta(minutes=50)
        assert Claim(ACME, begun.id) in await sessions.live([Claim(ACME, begun.id)])
    hands.at = began + LIMITS.absolute
    assert await sessions.live([Claim(ACME, begun.id)]) == {}
    assert await sessions.carry_on(begun.refresh_token) is None


async def test_use_keeps_the_refresh_token_good(sessions: Sessions, hands: Hands) -> None:
    begun = await sessions.begin(ACME, ANN)
    hands.at += timedelta(minutes=59)
    await sessions.live([Claim(ACME, begun.id)])
    hands.at += timedelta(minutes=59)
    assert await sessions.carry_on(begun.refresh_token) is not None


async def test_a_session_that_is_not_used_is_not_live_from_that_very_moment(
    sessions: Sessions, hands: Hands
) -> None:
    begun = await sessions.begin(ACME, ANN)
    hands.at += LIMITS.idle - timedelta(microseconds=1)
    assert [seen.id for seen in await sessions.open_to(ANN)] == [begun.id]
    hands.at += timedelta(microseconds=1)
    assert await sessions.live([Claim(ACME, begun.id)]) == {}
    assert await sessions.open_to(ANN) == []


async def test_of_many_sessions_those_that_go_on_are_told_with_whose_they_are(
    sessions: Sessions,
) -> None:
    anns, bens = await sessions.begin(ACME, ANN), await sessions.begin(ACME, BEN)
    await sessions.end(bens.id, BEN)
    named = [anns.id, bens.id, str(uuid4()), "made up", ""]
    seen = await sessions.live([Claim(ACME, session) for session in named])
    assert seen == {Claim(ACME, anns.id): LiveSession(ANN, 0)}
    assert await sessions.live([Claim(TenantId.of(uuid4()), anns.id)]) == {}


async def test_a_session_says_from_where_it_was_begun(sessions: Sessions, hands: Hands) -> None:
    visitor = Visitor("192.0.2.7", "192.0.2.7", "Ann's browser")
    begun = await sessions.begin(ACME, ANN, visitor)
    (seen,) = await sessions.open_to(ANN)
    assert seen.id == begun.id
    assert (seen.begun_at, seen.last_used_at) == (hands.at, hands.at)
    assert seen.ends_at == hands.at + LIMITS.absolute
    assert seen.visitor == visitor


async def test_nobody_ends_the_session_of_somebody_else(sessions: Sessions) -> None:
    begun = await sessions.begin(ACME, ANN)
    assert not await sessions.end(begun.id, BEN)
    assert not await sessions.end("made up", ANN)
    assert Claim(ACME, begun.id) in await sessions.live([Claim(ACME, begun.id)])


async def test_another_log_in_ends_the_first_session(sessions: Sessions) -> None:
    first = await sessions.begin(ACME, ANN)
    second = await sessions.begin(ACME, ANN)
    assert (first.ended, second.ended) == ((), (first.id,))
    assert await sessions.carry_on(first.refresh_token) is None
    assert await sessions.carry_on(second.refresh_token) is not None


async def test_of_many_log_ins_at_once_one_session_goes_on(sessions: Sessions) -> None:
    begun = await asyncio.gather(*(sessions.begin(ACME, ANN) for _ in range(6)))
    carried = [await sessions.carry_on(each.refresh_token) for each in begun]
    assert len([each for each in carried if isinstance(each, OpenSession)]) == 1


async def test_a_log_out_ends_the_session_and_may_be_repeated(sessions: Sessions) -> None:
    begun = await sessions.begin(ACME, ANN)
    assert await sessions.end(begun.id, ANN)
    assert not await sessions.end(begun.id, ANN)
    assert await sessions.carry_on(begun.refresh_token) is None


async def test_ending_all_sessions_of_one_user_leaves_the_others_alone(
    sessions: Sessions,
) -> None:
    anns, bens = await sessions.begin(ACME, ANN), await sessions.begin(ACME, BEN)
    await sessions.end_all(ANN)
    assert await sessions.carry_on(anns.refresh_token) is None
    assert await sessions.carry_on(bens.refresh_token) is not None
