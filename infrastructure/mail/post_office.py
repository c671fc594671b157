"""Sends the letters that wait: each is tried until it is sent, or for three days."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import structlog

from application.failures import ConcurrencyConflict, EmailTaken, IdempotencyKeyInFlight
from application.ports.event_store import StoreOverloaded, StoreUnavailable
from application.ports.letters import Letter, Letters
from application.ports.mail import Mail, MailRefused, MailUnavailable, Message
from domain.shared.refusal import Refused
from infrastructure.background import keep_working
from infrastructure.real_time import real_time

Write = Callable[[Letter], Awaitable[Message | None]]
"""What a letter says, or None when it has become idle; may be asked again for the same letter."""

GIVE_UP_AFTER = timedelta(days=3)

SENDING_SECONDS = 45.0
"""For how long a letter is tried at a time: less than the minute after which somebody else may take it."""

_LATER = (MailUnavailable, ConcurrencyConflict, IdempotencyKeyInFlight, StoreOverloaded)
_NEVER = (MailRefused, EmailTaken, Refused)
_LONGEST_WAIT = timedelta(minutes=15)
_LOOK_SECONDS = 1.0
_IN_A_ROW = 16

_log = structlog.get_logger("daybook.mail")


class PostOffice:
    """Works on the letters of all processes, of which one gets each."""

    def __init__(
        self,
        letters: Letters,
        mail: Mail,
        write: Write,
        now: Callable[[], datetime] = real_time,
    ) -> None:
        self._letters = letters
        self._mail = mail
        self._write = write
        self._now = now
        self._queued = asyncio.Event()

    def queued(self) -> None:
        """A letter was queued in this process; those of others are found within a second."""
        self._queued.set()

    async def run(self) -> None:
        """Work until cancelled; what goes wrong with one letter keeps no other from being sent."""
        await keep_working(self.work, self._queued, _LOOK_SECONDS, "letters")

    async def work(self) -> int:
        """Try letters that are due, a number of them; how many there were.

        Each is taken when its turn comes, so that no other process takes it while it waits for its turn.
        """
        tried = 0
        while tried < _IN_A_ROW and (letters := await self._letters.take(1)):
            await self._try(letters[0])
            tried += 1
        return tried

    async def _try(self, letter: Letter) -> None:
        try:
            async with asyncio.timeout(SENDING_SECONDS):
                message = await self._write(letter)
                if message is not None:
                    await self._mail.send(message)
        except _NEVER as failure:
            _complain("letter given up", letter, failure)
        except StoreUnavailable:
            raise  # nobody can be told; the letter is due again in a minute
        except Exception as failure:  # noqa: BLE001 - a letter that is wrong must not stop the others
            _complain("letter put off", letter, failure)
            if self._now() - letter.queued_at < GIVE_UP_AFTER:
                await self._letters.put_off(letter, _wait(letter.attempts))
                return
        if not await self._letters.done(letter):
            await self._take_back(letter)

    async def _take_back(self, letter: Letter) -> None:
        """Whom it was for was erased while it was on its way, and may not have been sent it by then."""
        try:
            await self._mail.withdraw(letter.email)
        except MailUnavailable as failure:
            _complain("mail not taken back", letter, failure)


def _complain(what: str, letter: Letter, failure: Exception) -> None:
    """Without whom it is for and what it says; an expected failure says why itself."""
    reason = str(failure) if isinstance(failure, _LATER) else type(failure).__name__
    _log.warning(what, letter=letter.id, kind=letter.kind.value, reason=reason)


def _wait(attempts: int) -> timedelta:
    """A second, two, four, up to a quarter of an hour."""
    return min(timedelta(seconds=2 ** min(attempts - 1, 10)), _LONGEST_WAIT)
