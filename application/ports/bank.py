"""The bank, as far as it takes files."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Receipt:
    """The bank has the file and will report on it. `repeated`: it had these bytes before, and did nothing."""

    message_id: str
    received_at: datetime
    repeated: bool = False


class BankUnreachable(Exception):
    """Whether the bank has the file is not known; submit the same bytes under the same message id again.

    Everything that is no clear answer is this: no connection, a time-out, an error of a server on the
    way, a log-in that does not work. Nothing may conclude from it that a payment was not made.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class BankHoldsAnother(BankUnreachable):
    """The bank has other bytes under this message id, so trying again does not help: somebody must look.

    It is no refusal: the transfers of the other file may have been booked.
    """


class BankRefused(Exception):
    """The bank took nothing of the file and never will: every transfer in it fails with `reason`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Bank(Protocol):
    """Takes payment files; the same bytes under the same message id count once, however often they come."""

    async def submit(self, message_id: str, file: bytes) -> Receipt:
        """Hand a file over; raises `BankUnreachable` or `BankRefused`."""
