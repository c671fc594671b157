"""Whoever guesses has to wait longer and longer, and nobody who belongs there waits because of it."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from application.failures import InvalidCredentials, TooManyAttempts
from application.identity.login import Gate, Login
from application.identity.throttle import Throttle
from application.ports.attempts import Pace
from application.ports.sessions import Visitor
from application.request import Origin
from infrastructure.identity.attempts import PostgresAttempts
from tests.application.stage import PASSWORD, Stage

BEN = "ben@example.com"
HOME = Origin(visitor=Visitor("192.0.2.7", "192.0.2.7", "Ben's browser"))
ELSEWHERE = Origin(visitor=Visitor("198.51.100.9", "198.51.100.9", "somebody's script"))
WRONG = "incorrect horse battery staple"
SECOND = timedelta(seconds=1)
QUARTER = timedelta(minutes=15)


async def waits(stage: Stage, email: str = BEN, origin: Origin = ELSEWHERE) -> float | None:
    """How long somebody with a wrong password is told to wait; None when they may try."""
    try:
        await stage.login.log_in(email, WRONG, origin)
    except TooManyAttempts as refused:
        return refused.retry_after
    except InvalidCredentials:
        return None
    raise AssertionError("a wrong password let somebody in")


async def enters(stage: Stage, origin: Origin) -> None:
    """With the right password."""
    await stage.login.log_in(BEN, PASSWORD, origin)


async def guessed(stage: Stage, times: int, email: str = BEN) -> None:
    """As often as fast as it can be done."""
    for _ in range(times):
        wait = await waits(stage, email)
        if wait is not None:
            stage.later(timedelta(seconds=wait))
            assert await waits(stage, email) is None


@pytest.fixture
async def ben(stage: Stage) -> Stage:
    """Somebody who can log in."""
    await stage.opened()
    await stage.user("ben")
    return stage


@pytest.mark.parametrize("email", [BEN, "nobody@example.com", "no address"])
async def test_five_may_fail_and_then_each_wait_is_twice_the_last(ben: Stage, email: str) -> None:
    for _ in range(5):
        assert await waits(ben, email) is None
    for expected in (1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900):
        assert await waits(ben, email) == expected
        ben.later(timedelta(seconds=expected) - timedelta(microseconds=1))
        assert await waits(ben, email) is not None
        ben.later(timedelta(microseconds=1))
        assert await waits(ben, email) is None


async def test_the_right_password_waits_like_every_other(ben: Stage) -> None:
    await guessed(ben, 5)
    with pytest.raises(TooManyAttempts):
        await enters(ben, ELSEWHERE)
    ben.later(SECOND)
    await enters(ben, ELSEWHERE)
    for _ in range(5):
        assert await waits(ben) is None


async def test_whoever_logged_in_from_there_before_does_not_wait_for_strangers(ben: Stage) -> None:
    await enters(ben, HOME)
    await guessed(ben, 20)
    assert await waits(ben) is not None
    for _ in range(4):
        assert await waits(ben, origin=HOME) is None
    await enters(ben, HOME)
    assert await waits(ben) is not None


async def test_guessing_from_a_familiar_network_is_slowed_down_as_well(ben: Stage) -> None:
    await enters(ben, HOME)
    for _ in range(5):
        assert await waits(ben, origin=HOME) is None
    assert await waits(ben, origin=HOME) == 1


async def test_one_password_for_many_accounts_is_slowed_down_by_network(ben: Stage) -> None:
    for number in range(30):
        assert await waits(ben, f"nobody-{number}@example.com") is None
    assert await waits(ben, "another@example.com") == 1
    assert await waits(ben, BEN) == 1
    assert await waits(ben, BEN, HOME) is None


async def test_of_a_hundred_guesses_at_once_five_are_compared(ben: Stage) -> None:
    outcomes = await asyncio.gather(*(waits(ben) for _ in range(100)))
    assert outcomes.count(None) == 5


async def test_after_a_day_nothing_is_held_against_anybody(ben: Stage) -> None:
    await guessed(ben, 12)
    ben.later(timedelta(days=1))
    for _ in range(5):
        assert await waits(ben) is None


async def test_another_process_counts_the_same_attempts(ben: Stage) -> None:
    await guessed(ben, 5)
    pool = ben.attempts._pool
    throttle = Throttle(PostgresAttempts(pool, ben.clock), ben.sessions)
    gate: Gate = replace(ben.login._gate, throttle=throttle)
    assert await waits(replace(ben, login=Login(gate))) == 1


async def test_what_was_not_tried_for_a_day_is_removed(ben: Stage) -> None:
    await guessed(ben, 3)
    ben.later(timedelta(days=2))
    await guessed(ben, 1, "another@example.com")
    async with ben.attempts._pool.connection() as connection:
        row = await (await connection.execute("SELECT count(*) FROM daybook.attempts")).fetchone()
    assert row == (2,)  # the account and the network of the last attempt


async def test_a_pace_without_a_limit_limits_nothing(stage: Stage) -> None:
    pace = Pace(0)
    assert [await stage.attempts.take("x", pace) for _ in range(50)] == [None] * 50
