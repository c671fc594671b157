"""What must hold for claims."""

from typing import TYPE_CHECKING

from domain.integrity.claim.commands import GiveUp, LayClaim
from domain.shared.refusal import StateRefused
from domain.shared.rule import rule

if TYPE_CHECKING:
    from domain.integrity.claim.machine import Claim


class AlreadyClaimed(StateRefused):
    """The document uses this number already."""


class NotClaimed(StateRefused):
    """The document does not use this number."""


@rule(AlreadyClaimed)
def holder_is_new(state: "Claim", command: LayClaim) -> bool:
    """A document claims a name once."""
    return command.holder not in state.holders


@rule(NotClaimed)
def holder_is_known(state: "Claim", command: GiveUp) -> bool:
    """Only who holds a claim gives it up."""
    return command.holder in state.holders
