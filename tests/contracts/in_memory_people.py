"""Attempts, letters and tokens of mails in memory: the same promises without a database."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import uuid4

from application.ports.attempts import Pace
from application.ports.letters import Letter, LetterKind
from application.ports.mail_tokens import Addressee, Purpose
from domain.shared.email_address import EmailAddress
from domain.shared.ids import UserId

Now = Callable[[], datetime]


@dataclass
class InMemoryAttempts:
    """Forgets everything with the process."""

    now: Now
    _kept: dict[str, tuple[int, datetime, datetime]] = field(default_factory=dict)

    async def take(self, subject: str, pace: Pace) -> timedelta | None:
        """Count an attempt that may go on now; how long it has to wait when it comes too early."""
        now = self.now()
        if not pace.free:
            return None
        count, last_at, again_at = self._kept.get(subject, (0, now, now))
        if again_at > now:
            return again_at - now
        count = 1 if last_at <= now - pace.forgotten_after else count + 1
        wait = min(pace.longest, pace.first * 2 ** min(max(count - pace.free, 0), 30))
        self._kept[subject] = (count, now, now + (wait if count >= pace.free else timedelta()))
        return None

    async def wait(self, subject: str) -> timedelta | None:
        """How long the next attempt would have to wait; None when it would not."""
        again_at = self._kept[subject][2] if subject in self._kept else self.now()
        return again_at - self.now() if again_at > self.now() else None

    async def clear(self, subject: str) -> None:
        """Hold nothing against the subject any more."""
        self._kept.pop(subject, None)


@dataclass
class InMemoryLetters:
    """Loses what waits with the process."""

    now: Now
    _waiting: dict[str, tuple[Letter, datetime]] = field(default_factory=dict)

    async def queue(self, kind: LetterKind, email: EmailAddress, facts: Mapping[str, str]) -> None:
        """Have a letter written as soon as can be."""
        letter = Letter(str(uuid4()), kind, email, facts, self.now(), 0)
        self._waiting[letter.id] = (letter, self.now())

    async def take(self, most: int) -> Sequence[Letter]:
        """Letters that are due, the oldest first; nobody else gets them for a minute."""
        due = [letter for letter, due_at in self._waiting.values() if due_at <= self.now()]
        taken = [replace(letter, attempts=letter.attempts + 1) for letter in due[:most]]
        for letter in taken:
            self._waiting[letter.id] = (letter, self.now() + timedelta(minutes=1))
        return taken

    async def done(self, letter: Letter) -> bool:
        """Forget a letter, because it was sent or will not be; False when it was gone."""
        return self._waiting.pop(letter.id, None) is not None

    async def put_off(self, letter: Letter, wait: timedelta) -> None:
        """Try again after a while."""
        self._waiting[letter.id] = (self._waiting[letter.id][0], self.now() + wait)


@dataclass
class InMemoryMailTokens:
    """Keeps the tokens themselves, because nobody else can look."""

    now: Now
    _kept: dict[tuple[UserId, Purpose], tuple[str, Addressee, datetime]] = field(
        default_factory=dict
    )

    async def issue(self, purpose: Purpose, to: Addressee, life: timedelta) -> str:
        """A new token, which puts an end to the user's older one of that purpose."""
        token = secrets.token_urlsafe(32)
        self._kept[to.user, purpose] = (token, to, self.now() + life)
        return token

    async def find(self, purpose: Purpose, token: str) -> Addressee | None:
        """Whose the token is, while it can be used."""
        for (_, kept), (secret, to, until) in self._kept.items():
            if (kept, secret) == (purpose, token) and until > self.now():
                return to
        return None

    async def use(self, purpose: Purpose, token: str) -> bool:
        """Use the token up; False when it cannot be used, or somebody else was faster."""
        to = await self.find(purpose, token)
        return to is not None and self._kept.pop((to.user, purpose), None) is not None
