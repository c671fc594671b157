"""What every `Passwords` promises: the right one opens, nothing else does, and weak ones are named."""

import asyncio
from collections.abc import Iterator

import pytest
from argon2 import PasswordHasher

from application.ports.passwords import Passwords, Verified
from infrastructure.security.passwords import Argon2Passwords

PASSWORD = "correct horse battery staple"


@pytest.fixture
def passwords() -> Iterator[Passwords]:
    """Passwords at a cost that a test can pay."""
    made = Argon2Passwords(PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
    yield made
    made.close()


async def test_the_right_password_is_right(passwords: Passwords) -> None:
    hashed = await passwords.hash(PASSWORD)
    assert (await passwords.verify(PASSWORD, hashed)).right


async def test_a_wrong_password_is_wrong(passwords: Passwords) -> None:
    hashed = await passwords.hash(PASSWORD)
    assert not (await passwords.verify(PASSWORD + " ", hashed)).right
    assert not (await passwords.verify("", hashed)).right


async def test_an_account_without_a_password_lets_nobody_in(passwords: Passwords) -> None:
    assert not (await passwords.verify(PASSWORD, None)).right
    assert not (await passwords.verify("of nobody", None)).right


async def test_a_hash_that_is_none_lets_nobody_in(passwords: Passwords) -> None:
    assert not (await passwords.verify(PASSWORD, "md5:0123")).right


async def test_the_same_password_is_stored_differently_each_time(
    passwords: Passwords,
) -> None:
    hashes = {await passwords.hash(PASSWORD) for _ in range(5)}
    assert len(hashes) == 5
    assert not any(PASSWORD in each for each in hashes)


async def test_a_password_typed_on_another_keyboard_is_right(passwords: Passwords) -> None:
    hashed = await passwords.hash("unforgettable caf\N{LATIN SMALL LETTER E WITH ACUTE}")
    assert (await passwords.verify("unforgettable cafe\N{COMBINING ACUTE ACCENT}", hashed)).right


async def test_a_hash_that_is_good_enough_is_not_replaced(passwords: Passwords) -> None:
    hashed = await passwords.hash(PASSWORD)
    assert await passwords.verify(PASSWORD, hashed) == Verified(right=True, better_hash=None)


@pytest.mark.parametrize("weak", ["", "short", "password", "aaaaaaaaaaaaaaaa", "ann@example.com"])
async def test_a_weak_password_is_told_why_in_a_sentence(passwords: Passwords, weak: str) -> None:
    assert await passwords.weakness(weak, ("ann@example.com", "Ann Weber"))


async def test_a_strong_password_is_told_nothing(passwords: Passwords) -> None:
    assert await passwords.weakness(PASSWORD, ("ann@example.com",)) is None


async def test_many_people_log_in_at_once(passwords: Passwords) -> None:
    hashed = await passwords.hash(PASSWORD)
    tried = [PASSWORD if n % 2 else f"wrong {n}" for n in range(20)]
    found = await asyncio.gather(*(passwords.verify(each, hashed) for each in tried))
    assert [each.right for each in found] == [each == PASSWORD for each in tried]
