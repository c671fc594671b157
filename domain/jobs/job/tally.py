"""What a job made of its items."""

from typing import Annotated

from pydantic import Field

from domain.shared.message import Message

Count = Annotated[int, Field(ge=0, lt=10**12)]


class Tally(Message):
    """Every item once: it had its effect, it had it before, or nothing could be made of it."""

    succeeded: Count = 0
    skipped: Count = 0
    failed: Count = 0

    @property
    def done(self) -> int:
        """Items that were looked at."""
        return self.succeeded + self.skipped + self.failed

    def __add__(self, other: "Tally") -> "Tally":
        """Both together."""
        return Tally(
            succeeded=self.succeeded + other.succeeded,
            skipped=self.skipped + other.skipped,
            failed=self.failed + other.failed,
        )
