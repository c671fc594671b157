"""Passwords by Argon2id, in threads of their own, so that a log-in never stops the event loop."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from application.ports.passwords import Verified
from infrastructure.security.guessing import MOST_CHARACTERS, normalised, weakness

R = TypeVar("R")

THREADS = 2
"""How many hashes are made at once; each takes 64 MiB, which bounds what a storm of log-ins can take."""


def standard_hasher() -> PasswordHasher:
    """RFC 9106, second recommended option: 64 MiB, three passes, four lanes, a salt of 16 bytes."""
    return PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=4)


class Argon2Passwords:
    """Implements `Passwords`; close it to end its threads."""

    def __init__(self, hasher: PasswordHasher | None = None, threads: int = THREADS) -> None:
        self._hasher = hasher or standard_hasher()
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="passwords")

    async def weakness(self, password: str, about: tuple[str, ...]) -> str | None:
        """Why the password must not be used, as a sentence, or None."""
        return await self._aside(lambda: weakness(password, about))

    async def hash(self, password: str) -> str:
        """A salted hash in PHC format, which names algorithm and costs."""
        return await self._aside(lambda: self._hasher.hash(normalised(password)))

    async def verify(self, password: str, hashed: str | None) -> Verified:
        """Compare; an unknown account costs the same as a wrong password."""
        within_reason = password[: 4 * MOST_CHARACTERS]
        return await self._aside(lambda: self._verify(normalised(within_reason), hashed))

    def close(self) -> None:
        """End the threads; what is still waiting is not done."""
        self._threads.shutdown(wait=True, cancel_futures=True)

    async def _aside(self, work: Callable[[], R]) -> R:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)

    def _verify(self, password: str, hashed: str | None) -> Verified:
        if hashed is None:
            self._hasher.hash(password)  # to verify is to hash once, and to compare
            return Verified(right=False)
        try:
            self._hasher.verify(hashed, password)
        except (VerificationError, InvalidHashError):
            return Verified(right=False)
        if self._hasher.check_needs_rehash(hashed):
            return Verified(right=True, better_hash=self._hasher.hash(password))
        return Verified(right=True)
