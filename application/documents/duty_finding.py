"""A finding of conflicting duties as the API and the command line show it."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from application.audit.duty_operations import Held
from domain.audit.segregation.conflict import Conflict, Control, Link
from domain.audit.segregation.conflicts import CONFLICTS
from domain.audit.segregation.duty import Duty
from domain.audit.segregation.ledger import Evidence, Used
from domain.identity.role import Role
from domain.shared.derived_id import derived_id
from domain.shared.ids import DutyFindingId, UserId
from domain.shared.message import Message


class Kind(StrEnum):
    """Whether somebody could exercise both duties today, or did."""

    HELD = "held"
    USED = "used"


class DutyEvidence(Message):
    """That the person exercised the duty, by the event at this position of the log.

    `through` acted with authority that the person had lent; `via` is the key that they acted with.
    """

    document_id: str
    position: int
    at: datetime
    through: UserId | None
    via: str | None


class HalfOfConflict(Message):
    """One of the two duties: the roles that allow it, or the evidence that it was exercised."""

    duty: Duty
    roles: tuple[Role, ...] | None
    evidence: DutyEvidence | None


class DutyFinding(Message):
    """Somebody holds, or used, both duties of a conflict; `subject` is what links the two deeds."""

    id: DutyFindingId
    kind: Kind
    person: UserId
    rule: str
    control: Control
    link: Link
    subject: str | None
    risk: str
    first: HalfOfConflict
    second: HalfOfConflict
    position: int
    created_at: datetime


def used_finding(used: Used) -> DutyFinding:
    """That both were exercised; it is found at the later of the two events."""
    return DutyFinding(
        **_named(Kind.USED, used.person, used.conflict, used.subject),
        subject=used.subject.partition(":")[2] or None,
        first=_exercised(used.first),
        second=_exercised(used.second),
        position=used.completed.position,
        created_at=used.completed.at,
    )


def held_finding(person: UserId, held: Held, position: int, at: datetime) -> DutyFinding:
    """That both could be exercised, since the event at this position says so."""
    conflict = held.conflict
    return DutyFinding(
        **_named(Kind.HELD, person, conflict, ""),
        subject=None,
        first=HalfOfConflict(duty=conflict.first, roles=held.first, evidence=None),
        second=HalfOfConflict(duty=conflict.second, roles=held.second, evidence=None),
        position=position,
        created_at=at,
    )


def held_ids(person: UserId) -> list[DutyFindingId]:
    """The ids of all that somebody could be found to hold."""
    return [_id(Kind.HELD, person, conflict, "") for conflict in CONFLICTS]


def _id(kind: Kind, person: UserId, conflict: Conflict, subject: str) -> DutyFindingId:
    return derived_id(DutyFindingId, kind, person, conflict.name, subject)


def _named(kind: Kind, person: UserId, conflict: Conflict, subject: str) -> dict[str, Any]:
    return {
        "id": _id(kind, person, conflict, subject),
        "kind": kind,
        "person": person,
        "rule": conflict.name,
        "control": conflict.control,
        "link": conflict.link,
        "risk": conflict.risk,
    }


def _exercised(evidence: Evidence) -> HalfOfConflict:
    shown = DutyEvidence(
        document_id=evidence.document,
        position=evidence.position,
        at=evidence.at,
        through=evidence.through,
        via=evidence.via,
    )
    return HalfOfConflict(duty=evidence.duty, roles=None, evidence=shown)
