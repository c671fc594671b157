"""Where the golden events lie: two files for each type and version."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from domain.shared.message import Event

EVENTS = Path(__file__).with_name("events")
KINDS = ("full", "minimal")


class Golden(NamedTuple):
    """A payload as it was once stored: with everything it may say, or with only what it must."""

    event_type: str
    schema_version: int
    kind: str

    @property
    def path(self) -> Path:
        """``<type>.v<version>.<kind>.json``"""
        return EVENTS / f"{self.event_type}.v{self.schema_version}.{self.kind}.json"


def stored() -> Iterator[Golden]:
    """What the corpus holds, whether or not today's code still knows it."""
    for path in sorted(EVENTS.glob("*.json")):
        name, kind, _ = path.name.rsplit(".", 2)
        event_type, _, version = name.rpartition(".v")
        yield Golden(event_type, int(version), kind)


def payload_of(kind: type[Event], size: str = "full") -> Any:
    """The golden payload of a class's newest version."""
    return json.loads(Golden(kind.event_type, kind.schema_version, size).path.read_text())
