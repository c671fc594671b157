"""Who exercised which duty on what: read from an event, with what is known of the links of its document."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.audit.segregation.conflict import Link
from domain.audit.segregation.duty import ACTS, Act, Duty, Only, Subject
from domain.audit.segregation.linkage import (
    OF_TENANT,
    Known,
    Links,
    account_place,
    link,
    own_links,
)
from domain.shared.approval_level import ApprovalLevel
from domain.shared.context import SYSTEM
from domain.shared.ids import UserId
from domain.shared.message import Event


@dataclass(frozen=True, slots=True)
class Deed:
    """An event of the log with whoever it is by; `lender` lent the actor authority, `via` is their key."""

    position: int
    document: str
    version: int
    event: Event
    at: datetime
    actor: UserId | None
    lender: UserId | None = None
    via: str | None = None


@dataclass(frozen=True, slots=True)
class Exercise:
    """One person exercised one duty once. `own` is what the deed is about, `seen` also what it rests on.

    `through` is who acted with authority that the person had lent them.
    """

    person: UserId
    duty: Duty
    document: str
    position: int
    at: datetime
    through: UserId | None
    via: str | None
    own: Links
    seen: Links


def exercises(deed: Deed, known: Known) -> Iterator[Exercise]:
    """The duties that an event shows somebody exercised; reactions of the product are nobody's."""
    for act in ACTS.get(deed.event.event_type, ()):
        if not _counts(act.only, deed.event):
            continue
        own, seen = _links(deed, act, known)
        for person, through in _people(deed, act):
            yield Exercise(
                person,
                act.duty,
                deed.document,
                deed.position,
                deed.at,
                through,
                deed.via,
                own,
                seen,
            )


def _people(deed: Deed, act: Act) -> Iterator[tuple[UserId, UserId | None]]:
    if act.by is not None:
        named = deed.document if act.by == "stream" else getattr(deed.event, act.by)
        if named is not None:
            yield UserId(str(named)), None
        return
    if deed.actor is None or deed.actor == SYSTEM:
        return
    yield deed.actor, None
    if deed.lender is not None:
        yield deed.lender, deed.actor


def _links(deed: Deed, act: Act, known: Known) -> tuple[Links, Links]:
    of_document = known.get(deed.document, own_links(deed.document)) | {OF_TENANT}
    if act.about is Subject.INSTALMENT:
        contract = link(Link.DEBT, deed.document)
        settled = link(Link.DEBT, f"{deed.document}#{_said(deed.event, 'number')}")
        of_document = of_document - {contract} | {settled}
    elif act.about is Subject.REVISION:
        of_document |= {link(Link.REVISION, f"{deed.document}#{_said(deed.event, 'revision')}")}
    elif act.about is Subject.ACCOUNT_ENTRY:
        of_document |= known.get(account_place(deed.document, deed.event), frozenset())
    itself = link(Link.LINEAGE, deed.document)
    lineage = f"{Link.LINEAGE}:"
    own = frozenset(one for one in of_document if one == itself or not one.startswith(lineage))
    return own, of_document


def _counts(only: Only | None, event: Event) -> bool:
    return only is None or _CONDITIONS[only](event)


def _said(event: Any, name: str) -> Any:
    return getattr(event, name)


def _widens(event: Any) -> bool:
    return not set(event.roles) <= set(event.previous_roles)


def _raises(event: Any) -> bool:
    return _rank(event.approval_level) > _rank(event.previous_level)


def _by_hand(event: Any) -> bool:
    """An order names the invoice that stopped it, an invoice the match that it did not pass."""
    return getattr(event, "match", None) is None and getattr(event, "invoice_id", None) is None


def _rank(level: ApprovalLevel | None) -> int:
    return level.rank if level else 0


_CONDITIONS: Mapping[Only, Any] = {
    Only.WIDENING: _widens,
    Only.RAISING: _raises,
    Only.BY_HAND: _by_hand,
}
