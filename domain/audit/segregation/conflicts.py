"""The table of conflicts: the one place that says which duties no person should join."""

from collections.abc import Mapping
from types import MappingProxyType

from domain.audit.segregation.conflict import Conflict
from domain.audit.segregation.detective import DETECTIVE
from domain.audit.segregation.duty import Duty
from domain.audit.segregation.preventive import PREVENTIVE

CONFLICTS = (*PREVENTIVE, *DETECTIVE)
"""Every conflict, those that are prevented first."""

BY_NAME: Mapping[str, Conflict] = MappingProxyType({one.name: one for one in CONFLICTS})
"""A conflict by its name."""


def with_duty(duty: Duty) -> tuple[Conflict, ...]:
    """The conflicts that a duty is a half of."""
    return _WITH.get(duty, ())


_WITH = {duty: tuple(one for one in CONFLICTS if duty in (one.first, one.second)) for duty in Duty}
