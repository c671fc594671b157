"""A state is weighed quickly, and nearly right."""

from dataclasses import dataclass, field
from enum import StrEnum
from sys import getsizeof
from typing import Any

from application.weight import weigh
from tests.contracts.notes import Noted


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
