"""Passwords are compared slowly, aside from the event loop, and nothing tells a stranger anything."""

import asyncio
import time
from collections.abc import Iterator

import pytest
from argon2 import PasswordHasher, Type, extract_parameters

from application.ports.passwords import Verified
from infrastructure.security.passwords import Argon2Passwords, standard_hasher

PASSWORD = "correct horse battery staple"


def quick_hasher(passes: int = 1) -> PasswordHasher:
    """The same algorithm at a cost that a test can pay."""
    return PasswordHasher(time_cost=passes, memory_cost=64, parallelism=1)


@pytest.fixture
def passwords() -> Iterator[Argon2Passwords]:
    """Passwords at little cost."""
    made = Argon2Passwords(quick_hasher())
    yield made
    made.close()


async def test_a_hash_by_an_older_standard_is_replaced_at_the_next_log_in(
    passwords: Argon2Passwords,
) -> None:
    stronger = Argon2Passwords(quick_hasher(passes=2))
    older = await passwords.hash(PASSWORD)
    verified = await stronger.verify(PASSWORD, older)
    assert verified.right
    assert verified.better_hash is not None
    assert await stronger.verify(PASSWORD, verified.better_hash) == Verified(right=True)
    stronger.close()


async def test_the_event_loop_goes_on_while_passwords_are_hashed() -> None:
    passwords = Argon2Passwords(PasswordHasher(time_cost=8, memory_cost=32 * 1024, parallelism=1))
    hashing = asyncio.create_task(passwords.hash(PASSWORD))
    turns = 0
    while not hashing.done():
        await asyncio.sleep(0)
        turns += 1
    assert turns > 20
    passwords.close()


def test_the_standard_is_argon2id_as_rfc_9106_recommends() -> None:
    parameters = extract_parameters(standard_hasher().hash(PASSWORD))
    assert parameters.type is Type.ID
    assert parameters.memory_cost >= 64 * 1024
    assert parameters.time_cost >= 3
    assert parameters.salt_len >= 16


async def test_an_unknown_account_takes_as_long_as_a_wrong_password() -> None:
    """Both do one comparison at the same cost; the medians may differ by what a busy machine adds."""
    passwords = Argon2Passwords(PasswordHasher(time_cost=4, memory_cost=16 * 1024, parallelism=1))
    hashed = await passwords.hash(PASSWORD)
    taken: dict[str | None, list[float]] = {hashed: [], None: []}
    for _ in range(9):
        for stored, times in taken.items():
            began = time.perf_counter()
            await passwords.verify("wrong password", stored)
            times.append(time.perf_counter() - began)
    known, unknown = (sorted(times)[4] for times in taken.values())
    assert 0.5 < known / unknown < 2
    passwords.close()
