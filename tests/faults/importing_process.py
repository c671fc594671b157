"""A process that works on jobs until it is killed: ``python -m tests.faults.importing_process DSN HOME``.

It says that it is there, and then nothing.
"""

import asyncio
import sys
from pathlib import Path

from argon2 import PasswordHasher

from api.bootstrap import Part, running_on
from infrastructure.security.passwords import Argon2Passwords
from infrastructure.settings import Settings

THERE = "there"


async def work(dsn: str, home: Path) -> None:
    """Work until the end."""
    cheap = Argon2Passwords(PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
    settings = Settings(home=home, pool_size=4)
    async with running_on(dsn, settings, frozenset({Part.PROCESSES}), passwords=cheap):
        print(THERE, flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(work(sys.argv[1], Path(sys.argv[2])))
