"""Names that must be told apart: the numbers of suppliers' documents, and how their invoices look.

Each name has a stream of its own. Whoever reads it holds it to that version until they append, so of two
documents that claim one name at the same instant the second is decided again and sees the first.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from application.work import Work
from domain.integrity.claim.commands import GiveUp, LayClaim
from domain.integrity.claim.machine import CLAIM
from domain.shared.derived_id import derived_id
from domain.shared.document_number import folded, run_together
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


@dataclass(frozen=True, slots=True)
class NumberClaims:
    """The names that a document's number lays claim to, and those by which it meets its like."""

    lays: tuple[ClaimKey, ...]
    meets: tuple[ClaimKey, ...]


def number_claims(kind: str, scope: str, number: str) -> NumberClaims:
    """What a number of somebody else's document claims within a scope, its supplier say.

    Numbers with the same groups of digits are one. A number that is written without anything between
    its groups is also one with each that would be the same without; two numbers with their groups set
    apart differently never are.
    """
    apart, together = folded(number), run_together(number)
    own, plain = ClaimKey(kind, scope, apart), ClaimKey(kind, scope, together)
    by_groups = ClaimKey(f"{kind}-in-groups", scope, together)
    if apart == together:
        return NumberClaims(lays=(own,), meets=(own, by_groups))
    return NumberClaims(lays=(own, by_groups), meets=(own, plain))


async def first_holder(work: Work, keys: Iterable[ClaimKey]) -> Id | None:
    """The document that uses one of the names, the first one if there are several."""
    for key in keys:
        holders = (await work.find(CLAIM, key.claim_id)).state.holders
        if holders:
            return holders[0]
    return None


async def former_holders(work: Work, keys: Iterable[ClaimKey]) -> tuple[Id, ...]:
    """The documents that used one of the names and gave it up, each once."""
    states = [(await work.find(CLAIM, key.claim_id)).state for key in keys]
    return tuple(dict.fromkeys(one for state in states for one in state.former))


async def claim(work: Work, key: ClaimKey, holder: Id) -> None:
    """Let a document use the name; raises `AlreadyClaimed` when it does."""
    found = await work.find(CLAIM, key.claim_id)
    command = LayClaim(kind=key.kind, scope=key.scope, value=key.value, holder=holder)
    work.decide(found, command, work.context)


async def release(work: Work, key: ClaimKey, holder: Id) -> None:
    """Let a document stop using the name; raises `NotClaimed` when it does not use it."""
    found = await work.find(CLAIM, key.claim_id)
    work.decide(found, GiveUp(holder=holder), work.context)
