"""What attempts, letters and tokens of mails promise, whatever they are kept in."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

import pytest

from application.ports.attempts import Attempts, Pace
from application.ports.letters import LetterKind, Letters
from application.ports.mail_tokens import Addressee, MailTokens, Purpose
from domain.shared.email_address import EmailAddress
from domain.shared.ids import UserId
from infrastructure.identity.attempts import PostgresAttempts
from infrastructure.identity.mail_tokens import PostgresMailTokens
from infrastructure.mail.letters import PostgresLetters
from infrastructure.postgres.pool import open_pool
from tests.contracts.hands import Hands
from tests.contracts.in_memory_people import InMemoryAttempts, InMemoryLetters, InMemoryMailTokens

ANN = Addressee(EmailAddress("ann@example.com"), UserId.of(uuid4()))
BEN = Addressee(EmailAddress("ben@example.com"), UserId.of(uuid4()))
HOUR, SECOND, MINUTE = timedelta(hours=1), timedelta(seconds=1), timedelta(minutes=1)


@dataclass
class Ports:
    """The three of them, by one clock."""

    attempts: Attempts
    letters: Letters
    tokens: MailTokens
    hands: Hands


@pytest.fixture(params=["memory", "postgres"])
async def ports(request: pytest.FixtureRequest) -> AsyncIterator[Ports]:
    """Each implementation in turn."""
    now = Hands()
    if request.param == "memory":
        yield Ports(InMemoryAttempts(now), InMemoryLetters(now), InMemoryMailTokens(now), now)
        return
    async with open_pool(request.getfixturevalue("database").dsn, size=3) as pool:
        letters, tokens = PostgresLetters(pool, now=now), PostgresMailTokens(pool, now)
        yield Ports(PostgresAttempts(pool, now), letters, tokens, now)


async def test_attempts_wait_twice_as_long_each_time_up_to_a_limit(ports: Ports) -> None:
    pace = Pace(2, longest=timedelta(seconds=4), forgotten_after=HOUR)
    take = ports.attempts.take
    assert [await take("ann", pace), await take("ann", pace)] == [None, None]
    for seconds in (1, 2, 4, 4):
        assert await ports.attempts.wait("ann") == timedelta(seconds=seconds)
        assert await take("ann", pace) == timedelta(seconds=seconds)
        ports.hands.at += timedelta(seconds=seconds)
        assert await ports.attempts.wait("ann") is None
        assert await take("ann", pace) is None
    assert await take("ben", pace) is None
    await ports.attempts.clear("ann")
    assert await take("ann", pace) is None
    assert await take("ann", pace) is None
    ports.hands.at += HOUR
    assert [await take("ann", pace), await take("ann", pace)] == [None, None]


async def test_of_many_attempts_at_once_as_many_go_on_as_could_in_a_row(ports: Ports) -> None:
    pace = Pace(3)
    taken = await asyncio.gather(*(ports.attempts.take("ann", pace) for _ in range(20)))
    assert taken.count(None) == 3


async def test_a_letter_is_tried_by_one_and_again_when_that_one_is_lost(ports: Ports) -> None:
    letters = ports.letters
    await letters.queue(LetterKind.NEW_PASSWORD, ANN.email, {"a": "b"})
    taken = await asyncio.gather(*(letters.take(5) for _ in range(3)))
    ((letter,),) = [each for each in taken if each]
    assert (letter.kind, letter.email, letter.facts) == (
        LetterKind.NEW_PASSWORD,
        ANN.email,
        {"a": "b"},
    )
    assert (letter.queued_at, letter.attempts) == (ports.hands.at, 1)
    ports.hands.at += MINUTE
    (again,) = await letters.take(5)
    assert (again.id, again.attempts) == (letter.id, 2)
    await letters.put_off(again, SECOND)
    assert await letters.take(5) == []
    ports.hands.at += SECOND
    (third,) = await letters.take(5)
    assert await letters.done(third)
    assert not await letters.done(third)
    ports.hands.at += HOUR
    assert await letters.take(5) == []


async def test_no_more_letters_are_taken_than_were_asked_for(ports: Ports) -> None:
    for _ in range(3):
        await ports.letters.queue(LetterKind.NEW_PASSWORD, ANN.email, {})
        ports.hands.at += SECOND
    first, second = await ports.letters.take(2)
    assert first.queued_at < second.queued_at
    assert len(await ports.letters.take(2)) == 1


async def test_a_token_is_good_once_for_its_purpose_and_its_life(ports: Ports) -> None:
    tokens = ports.tokens
    first = await tokens.issue(Purpose.PASSWORD, ANN, HOUR)
    other = await tokens.issue(Purpose.VERIFY, ANN, HOUR)
    bens = await tokens.issue(Purpose.PASSWORD, BEN, 2 * HOUR)
    assert len({first, other, bens}) == 3
    assert await tokens.find(Purpose.PASSWORD, first) == ANN
    assert await tokens.find(Purpose.VERIFY, first) is None
    assert not await tokens.use(Purpose.VERIFY, first)
    used = await asyncio.gather(*(tokens.use(Purpose.PASSWORD, first) for _ in range(5)))
    assert used.count(True) == 1
    assert await tokens.find(Purpose.PASSWORD, first) is None
    ports.hands.at += HOUR
    assert await tokens.find(Purpose.VERIFY, other) is None
    assert not await tokens.use(Purpose.VERIFY, other)
    assert await tokens.use(Purpose.PASSWORD, bens)


async def test_the_newest_token_puts_an_end_to_the_older(ports: Ports) -> None:
    older = await ports.tokens.issue(Purpose.PASSWORD, ANN, HOUR)
    newer = await ports.tokens.issue(Purpose.PASSWORD, ANN, HOUR)
    assert not await ports.tokens.use(Purpose.PASSWORD, older)
    assert await ports.tokens.use(Purpose.PASSWORD, newer)


@pytest.mark.parametrize("token", ["", "\ud800", "x" * 5000])
async def test_a_made_up_token_is_nobodys(ports: Ports, token: str) -> None:
    assert await ports.tokens.find(Purpose.VERIFY, token) is None
    assert not await ports.tokens.use(Purpose.VERIFY, token)
