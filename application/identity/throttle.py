"""Guessing takes longer and longer, and still nobody can lock somebody else out.

Log-ins that failed are counted for the account and for the network that they came from. The account's own
count is for strangers alone: from a network in which somebody has logged in before, their attempts are
counted apart, so whoever tries from elsewhere does not make them wait. An account that does not exist is
counted like every other, by the address that was tried.
"""

from dataclasses import dataclass
from datetime import timedelta

from application.failures import TooManyAttempts
from application.ports.attempts import Attempts, Pace
from application.ports.sessions import Sessions, Visitor
from domain.shared.ids import UserId


@dataclass(frozen=True, slots=True)
class Paces:
    """How often what may be tried."""

    account: Pace
    network: Pace
    letters: Pace
    requests: Pace


PACES = Paces(
    account=Pace(5),
    network=Pace(30, forgotten_after=timedelta(hours=1)),
    letters=Pace(3, first=timedelta(minutes=1), longest=timedelta(hours=1)),
    requests=Pace(20, first=timedelta(seconds=10), forgotten_after=timedelta(hours=1)),
)


@dataclass(frozen=True, slots=True)
class Admission:
    """An attempt to log in that may go on: what it is counted under, and the network of a stranger."""

    subject: str
    network: str | None


class Throttle:
    """Asked before a password is compared, and told what came of it."""

    def __init__(self, attempts: Attempts, sessions: Sessions, paces: Paces = PACES) -> None:
        self._attempts = attempts
        self._sessions = sessions
        self._paces = paces

    async def admit(self, email: str, user: UserId | None, visitor: Visitor) -> Admission:
        """Count an attempt as failed until it has succeeded; raises `TooManyAttempts`."""
        account = _account(email)
        if await self._sessions.knows(user, visitor.network):
            admission = Admission(f"{account} from {visitor.network}", None)
        else:
            network = _network(visitor) if visitor.network and self._paces.network.free else None
            _refuse(await self._attempts.wait(network) if network else None)
            admission = Admission(account, network)
        _refuse(await self._attempts.take(admission.subject, self._paces.account))
        return admission

    async def failed(self, admission: Admission) -> None:
        """The attempt has failed, which is held against the network of a stranger too."""
        if admission.network:
            await self._attempts.take(admission.network, self._paces.network)

    async def succeeded(self, admission: Admission) -> None:
        """Nothing is held against the account any more, where it was tried from."""
        await self._attempts.clear(admission.subject)

    async def proved(self, email: str) -> None:
        """The person has proved by mail who they are: what strangers did is not held against them."""
        await self._attempts.clear(_account(email))

    async def request(self, visitor: Visitor) -> None:
        """Count a request for mail against the network that it comes from; raises `TooManyAttempts`."""
        if visitor.network:
            subject = f"requests of {visitor.network}"
            _refuse(await self._attempts.take(subject, self._paces.requests))

    async def may_write_to(self, email: str) -> bool:
        """Whether one more letter that anybody can ask for may go to an address; it counts."""
        return await self._attempts.take(f"letters to {email}", self._paces.letters) is None


def _account(email: str) -> str:
    return f"account {email.strip().lower()}"


def _network(visitor: Visitor) -> str:
    return f"network {visitor.network}"


def _refuse(wait: timedelta | None) -> None:
    if wait is not None:
        raise TooManyAttempts(wait.total_seconds())
