"""Who had a hand in a document, and in what. Duties are separated by it, and history never forgets it."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from domain.shared.ids import UserId
from domain.shared.segregation import Separated


class Duty(StrEnum):
    """What somebody did to a document before its approval, or to the requisition that it comes from."""

    REQUISITIONED = "requisitioned"
    CREATED = "created"
    CHANGED = "changed"
    SUBMITTED = "submitted"
    AMENDED = "amended"


Duties = Mapping[UserId, tuple[Duty, ...]]
"""Everybody who had a hand in a document, with what they did, each duty once."""


def performed(duties: Duties, user: UserId, duty: Duty) -> Duties:
    """The duties after somebody performed one more."""
    before = duties.get(user, ())
    return duties if duty in before else {**duties, user: (*before, duty)}


def who(duties: Duties, duty: Duty) -> UserId | None:
    """The person who performed a duty first, or None when nobody did."""
    return next((user for user, done in duties.items() if duty in done), None)


def conflicts_of(
    duties: Duties, users: Iterable[UserId], conflicts: Mapping[Duty, Separated]
) -> tuple[Separated, ...]:
    """Which conflicts it would be if any of these people approved the document."""
    done = [duty for user in users for duty in duties.get(user, ())]
    return tuple(dict.fromkeys(conflicts[duty] for duty in done))
