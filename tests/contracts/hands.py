"""A clock for tests that are about time."""

from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass
class Hands:
    """A clock whose hands the test moves."""

    at: datetime = datetime(2026, 3, 1, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at
