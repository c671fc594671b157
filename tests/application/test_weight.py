"""A state is weighed quickly, and nearly right."""

from dataclasses import dataclass, field
from enum import Enum, StrEnum
from gc import get_referents
from sys import getsizeof
from types import FunctionType, ModuleType
from typing import Any

import pytest

from application.weight import Scale, weigh
from tests.contracts.notes import Noted
from tests.domain.purchasing import order_events, requisition_events


class Colour(StrEnum):
    """Exists once, whoever refers to it."""

    RED = "red"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a document."""

    text: str
    parts: tuple[str, ...] = ()
    colour: Colour = Colour.RED


@dataclass(frozen=True, slots=True)
class Document:
    """A document with everything that a state may hold."""

    lines: tuple[Line, ...] = ()
    names: dict[str, str] = field(default_factory=dict)
    people: frozenset[str] = frozenset()
    event: Noted | None = None


def real_size(value: Any) -> int:
    """What a value takes, counted exactly."""
    inside: list[Any] = []
    if isinstance(value, dict):
        inside = [*value, *value.values()]
    elif isinstance(value, tuple | frozenset):
        inside = list(value)
    elif isinstance(value, Line):
        inside = [value.text, value.parts]
    elif isinstance(value, Document):
        inside = [value.lines, value.names, value.people, value.event]
    elif isinstance(value, Noted):
        inside = [value.text, value.more]
    return getsizeof(value) + sum(map(real_size, inside))


def test_the_estimate_is_near_the_truth_for_documents_of_every_size() -> None:
    for count in (0, 1, 20, 5_000):
        document = Document(
            lines=tuple(Line(f"line number {n:05}", (f"p{n}", "q")) for n in range(count)),
            names={f"name {n:05}": "x" * 40 for n in range(count)},
            people=frozenset(f"person {n:05}" for n in range(count)),
            event=Noted(text="hello"),
        )
        assert 0.5 < weigh(document) / real_size(document) < 2.0


def whole_size(value: Any, seen: set[int] | None = None) -> int:
    """What a state takes with everything that belongs to it alone; classes and the like are everybody's."""
    seen = set() if seen is None else seen
    shared = isinstance(value, type | Enum | ModuleType | FunctionType | bool | None)
    if shared or id(value) in seen:
        return 0
    seen.add(id(value))
    return getsizeof(value) + sum(whole_size(each, seen) for each in get_referents(value))


@pytest.mark.parametrize("lines", [1, 3, 20])
def test_documents_of_the_product_are_weighed_nearly_right(lines: int) -> None:
    requisition = requisition_events.submitted(
        *(requisition_events.wanted("2", "12.50") for _ in range(lines))
    )
    order = order_events.submitted(*(order_events.line("1", "100") for _ in range(lines)))
    for state in (requisition.state, order.state):
        assert 0.5 < weigh(state) / whole_size(state) < 2.0


def test_a_scale_is_right_on_the_whole_though_it_looks_at_few() -> None:
    scale = Scale()
    states = [
        order_events.submitted(*(order_events.line("1", "100") for _ in range(lines))).state
        for lines in (1, 2, 3, 5, 8, 20, 60)
        for _ in range(20)
    ]
    weighed, exact = sum(map(scale.weigh, states)), sum(map(weigh, states))
    assert 0.8 < weighed / exact < 1.25
    assert scale.weigh(states[-1]) > 5 * scale.weigh(states[0])
