"""Names that must be told apart: a number of a supplier's document, the id of a bank's message.

Each name has a stream of its own. Whoever reads it holds it to that version until they append, so of two
documents that claim one name at the same instant the second is decided again and sees the first.
"""

from dataclasses import dataclass

from application.work import Work
from domain.integrity.claim.commands import GiveUp, LayClaim
from domain.integrity.claim.machine import CLAIM
from domain.shared.context import Context
from domain.shared.derived_id import derived_id
from domain.shared.ids import ClaimId, Id


@dataclass(frozen=True, slots=True)
class ClaimKey:
    """A name: what kind it is, within what it should be unique (a supplier, say), and its text."""

    kind: str
    scope: str
    value: str

    @property
    def claim_id(self) -> ClaimId:
        """The stream of the name."""
        return derived_id(ClaimId, self.kind, self.scope, self.value)


async def holders(work: Work, key: ClaimKey) -> tuple[Id, ...]:
    """The documents that use the name now, the first one first."""
    return (await work.find(CLAIM, key.claim_id)).state.holders


async def claim(work: Work, key: ClaimKey, holder: Id) -> None:
    """Let a document use the name; raises `AlreadyClaimed` when it does."""
    found = await work.find(CLAIM, key.claim_id)
    command = LayClaim(kind=key.kind, scope=key.scope, value=key.value, holder=holder)
    work.decide(found, command, Context(work.request.actor, work.at))


async def release(work: Work, key: ClaimKey, holder: Id) -> None:
    """Let a document stop using the name; raises `NotClaimed` when it does not use it."""
    found = await work.find(CLAIM, key.claim_id)
    work.decide(found, GiveUp(holder=holder), Context(work.request.actor, work.at))
