"""Which events a caller may see: an event is a part of its document, and takes the permission to read that.

Whoever may read the log at all reads it with gaps where documents are not theirs; positions stay what they
are, so a gap says that something happened and nothing else.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from api.http.documents import DocumentKind
from application.permissions import Reach, may_with_any, reach
from domain.audit.access.events import (
    DataExported,
    LogInRefused,
    LogInSucceeded,
    PasswordSet,
    PermissionRefused,
    SessionEnded,
    SqlLogInEnded,
    SqlLogInMade,
    TokenIssued,
)
from domain.audit.refusal.events import CommandRefused

REFUSALS = "refusals.list"
ACCESS = "access.list"
_OF_ACCESS = tuple(
    each.event_type
    for each in (
        LogInSucceeded,
        LogInRefused,
        PasswordSet,
        SessionEnded,
        PermissionRefused,
        DataExported,
        TokenIssued,
        SqlLogInMade,
        SqlLogInEnded,
    )
)


class EventTypes(NamedTuple):
    """Which events are shown: `only` these unless it is empty, and all `without` those."""

    only: tuple[str, ...]
    without: tuple[str, ...]


class EventAccess:
    """The permission that each event type takes. A type that is of no document takes none of its own."""

    _needed: Mapping[str, str]

    def __init__(self, kinds: Iterable[DocumentKind]) -> None:
        of_documents = {
            event.event_type: f"{kind.collection}.read"
            for kind in kinds
            for event in kind.decider.applications
        } | {CommandRefused.event_type: REFUSALS}
        self._needed = {**of_documents, **dict.fromkeys(_OF_ACCESS, ACCESS)}
        self._permissions = frozenset(self._needed.values())

    def hidden(self, roles: Collection[str]) -> tuple[str, ...]:
        """The event types that nobody with just these roles may see; most readers may see all."""
        lacking = {needed for needed in self._permissions if reach(roles, needed) is not Reach.ANY}
        if not lacking:
            return ()
        return tuple(each for each, needed in self._needed.items() if needed in lacking)

    def choose(self, roles: Collection[str], types: str | None) -> EventTypes:
        """Those that were named, with commas between, or else all that the caller may see.

        Raises `PermissionDenied` for one that was named and is not the caller's: an empty answer would say
        that it never happened.
        """
        if not types:
            return EventTypes((), self.hidden(roles))
        only = tuple(types.split(","))
        for each in only:
            if each in self._needed:
                may_with_any(roles, self._needed[each])
        return EventTypes(only, ())
