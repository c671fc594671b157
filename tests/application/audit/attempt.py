"""What a story of conflicting deeds ends with."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.application.audit.company import Office


@dataclass(frozen=True)
class Attempt:
    """Who tries what in the end."""

    by: str
    task: Any


Story = Callable[[Office], Attempt]
