"""Who exercised conflicting duties: a fold over the log that rests on nothing but its events.

The guards that prevent conflicts judge by the states of documents. This looks at what was done by whom,
so that a hole in a guard shows.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from domain.audit.segregation.conflict import Conflict
from domain.audit.segregation.conflicts import with_duty
from domain.audit.segregation.duty import Duty
from domain.audit.segregation.exercise import Deed, Exercise, exercises
from domain.audit.segregation.linkage import Known, Links, learn
from domain.shared.ids import UserId


@dataclass(frozen=True, slots=True)
class Evidence:
    """That a duty was exercised: on which document, by which event, when, and by whose hand if another's."""

    duty: Duty
    document: str
    position: int
    at: datetime
    through: UserId | None
    via: str | None

    @classmethod
    def of(cls, exercise: Exercise) -> "Evidence":
        """What is kept of an exercise."""
        return cls(
            exercise.duty,
            exercise.document,
            exercise.position,
            exercise.at,
            exercise.through,
            exercise.via,
        )


@dataclass(frozen=True, slots=True)
class Used:
    """One person exercised both duties of a conflict on what `subject` names."""

    person: UserId
    conflict: Conflict
    subject: str
    first: Evidence
    second: Evidence

    @property
    def completed(self) -> Evidence:
        """The later of the two, with which the conflict was there."""
        return max(self.first, self.second, key=lambda one: one.position)


Done = dict[tuple[UserId, str], dict[Duty, Evidence]]
"""When each person first exercised each duty on each subject."""


@dataclass(slots=True)
class Ledger:
    """What is known so far; the same event noted twice finds the same again and changes nothing."""

    known: Known = field(default_factory=dict)
    done: Done = field(default_factory=dict)

    def note(self, deed: Deed) -> Iterator[Used]:
        """Take one more event in; the conflicts that it completes."""
        learn(self.known, deed.document, deed.version, deed.event)
        for exercise in tuple(exercises(deed, self.known)):
            yield from self.record(exercise)

    def record(self, exercise: Exercise) -> Iterator[Used]:
        """Remember an exercise; the conflicts that it completes."""
        evidence = Evidence.of(exercise)
        for subject in sorted(exercise.own):
            duties = self.done.setdefault((exercise.person, subject), {})
            first = duties.get(exercise.duty)
            if first is None or evidence.position < first.position:
                duties[exercise.duty] = evidence
        for conflict in with_duty(exercise.duty):
            for subject in _subjects(exercise.seen, conflict):
                used = self._used(exercise, conflict, subject)
                if used is not None:
                    yield used

    def _used(self, exercise: Exercise, conflict: Conflict, subject: str) -> Used | None:
        """Directed ones are completed by their second duty alone, the others by either."""
        duties = self.done.get((exercise.person, subject), {})
        first = duties.get(conflict.first)
        if conflict.directed:
            second: Evidence | None = Evidence.of(exercise)
            is_second = exercise.duty is conflict.second
            if not is_second or first is None or first.position >= exercise.position:
                return None
        else:
            second = duties.get(conflict.second)
        if first is None or second is None or first.position == second.position:
            return None
        return Used(exercise.person, conflict, subject, first, second)


def _subjects(links: Links, conflict: Conflict) -> list[str]:
    kind = f"{conflict.link}:"
    return sorted(one for one in links if one.startswith(kind))
