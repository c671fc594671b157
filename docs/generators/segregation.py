"""The duties, what shows that they were exercised, and the conflicts between them."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from application.audit.duty_operations import OPERATIONS
from docs.generators.markdown import code, link, page, table
from domain.audit.segregation.conflict import Conflict, Control, Link
from domain.audit.segregation.conflicts import CONFLICTS
from domain.audit.segregation.duty import ACTS, Act, Duty
from infrastructure.event_store.catalogue import domain_deciders

_INTRODUCTION = (
    "Which parts of the work no person should join, as `daybook sod rules` prints it. "
    "A *preventive* conflict is refused with `SegregationOfDutiesViolation` (403), whatever roles the "
    "person has; the member `conflicts` of the problem names it. A *detective* one is allowed and told: "
    "`GET /v1/audit/segregation-of-duties` lists who holds and who used it, and `daybook sod check` finds "
    "the same by a walk over the log. Why it is like this is told in "
    "[segregation of duties](../../explanation/segregation-of-duties.md)."
)
_ORDER = (
    "Preventive conflicts, and those with →, count when the second duty follows the first; the others "
    "in either order. What links the deeds: "
)
_CONDITIONAL = "An event with a condition shows the duty only if that is so."


def segregation() -> str:
    """The page."""
    parts = [
        f"## Conflicts\n\n{_ORDER}{_links()}.",
        *(_section(control, group) for control, group in groupby(CONFLICTS, _control)),
        f"## Duties\n\n{_CONDITIONAL}\n\n{table(_DUTY_COLUMNS, map(_duty, Duty))}",
    ]
    return page("Segregation of duties", _INTRODUCTION, *parts)


_CONFLICT_COLUMNS = ("conflict", "first", "second", "link", "risk")
_DUTY_COLUMNS = ("duty", "shown by", "operations")


def _control(conflict: Conflict) -> Control:
    return conflict.control


def _links() -> str:
    return "; ".join(f"*{one}*: {one.sentence}" for one in Link)


def _section(control: Control, conflicts: Iterable[Conflict]) -> str:
    prevented = control is Control.PREVENTIVE
    columns = [*_CONFLICT_COLUMNS, *(("refused by",) if prevented else ())]
    rules = _rules()
    rows = [
        (*_row(one), ", ".join(rules[one.name])) if prevented else _row(one) for one in conflicts
    ]
    return f"### {control.capitalize()}\n\n{table(columns, rows)}"


def _row(conflict: Conflict) -> tuple[str, ...]:
    arrow = " →" if conflict.ordered else ""
    return (
        code(conflict.name),
        conflict.first + arrow,
        str(conflict.second),
        str(conflict.link),
        conflict.risk,
    )


def _rules() -> dict[str, tuple[str, ...]]:
    """Which rules of which machines refuse each conflict."""
    found: dict[str, dict[str, None]] = {}
    for decider in domain_deciders().values():
        for row in decider.machine.rows:
            for rule in row.requires:
                place = link(code(rule.name), "state-machines.md")
                for conflict in rule.conflicts:
                    found.setdefault(conflict, {})[place] = None
    return {name: tuple(places) for name, places in found.items()}


def _duty(duty: Duty) -> tuple[str, ...]:
    operations = ", ".join(map(code, OPERATIONS[duty]))
    return code(duty), ", ".join(_events(duty)), operations


def _events(duty: Duty) -> Iterator[str]:
    for event_type, acts in ACTS.items():
        for act in acts:
            if act.duty is duty:
                yield code(event_type) + _condition(act)


def _condition(act: Act) -> str:
    return f" ({act.only})" if act.only else ""
