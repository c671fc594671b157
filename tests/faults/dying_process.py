"""A process that erases people and sends mails, and hangs in the middle of one thing.

Arguments: the address of the database, where keys and mails are kept, and the moment at which it hangs.
`key-destroyed`: somebody's key is gone, and nobody has recorded that. `mails-gone`: their mails are gone, and
their log-in is not. `cleaned`: everything is, and nobody has recorded that. `mail-half-written`: a mail is a
draft. `mail-sent`: it is out, and its letter still waits. Whoever started the process kills it then.
"""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from api.bootstrap import process
from infrastructure.mail.folder import MailFolder
from infrastructure.privacy.eraser import PostgresEraser
from infrastructure.settings import Settings
from tests.faults.reacting_everything import HANGS, hang

AFTER: dict[str, tuple[type[Any], str]] = {
    "key-destroyed": (PostgresEraser, "destroy_key"),
    "mails-gone": (PostgresEraser, "_take_mails_back"),
    "cleaned": (PostgresEraser, "clean"),
    "mail-sent": (MailFolder, "send"),
}
HALF_WRITTEN = "mail-half-written"


def hang_after(owner: type[Any], method: str) -> None:
    """Let every call of the method do its work and never return."""
    real: Callable[..., Awaitable[Any]] = getattr(owner, method)

    async def hanging(*given: Any) -> None:
        await real(*given)
        await hang()

    setattr(owner, method, hanging)


def hang_half_written() -> None:
    """Let a mail be written as a draft, and never get the name that others would find it by."""
    real = Path.rename

    def hanging(draft: Path, target: Path) -> Path:
        if Path(target).suffix == ".eml":
            print(HANGS, flush=True)
            sys.stdin.read()
        return real(draft, target)

    setattr(Path, "rename", hanging)  # noqa: B010 - a method is replaced


async def live(dsn: str, home: Path) -> None:
    """Do whatever is to be done until the process is ended."""
    async with process.running_on(dsn, Settings(home=home, pool_size=4)):
        await asyncio.Event().wait()


if __name__ == "__main__":
    address, kept, moment = sys.argv[1:]
    if moment == HALF_WRITTEN:
        hang_half_written()
    else:
        hang_after(*AFTER[moment])
    asyncio.run(live(address, Path(kept)))
