"""How the bank misbehaves: switched on at the start or over HTTP, and forgotten when the process ends."""

from typing import Annotated

from pydantic import Field

from domain.shared.iban import Iban
from domain.shared.message import Message
from infrastructure.bank.simulator.intake import Ordered

ReasonCode = Annotated[str, Field(strict=True, pattern="^[A-Z0-9]{4}$", examples=["AC04"])]


class RejectWith(Message):
    """Transfers that the bank will not carry out: all, every nth it books, or those to one account."""

    reason: ReasonCode
    text: Annotated[str, Field(max_length=105)] | None = None
    every_nth: Annotated[int, Field(ge=1)] | None = None
    iban: Iban | None = None

    def applies(self, transfer: Ordered, number: int) -> bool:
        """Whether this transfer, the `number`-th that the bank books, is one of them."""
        if self.iban is not None and transfer.creditor_account != self.iban:
            return False
        return self.every_nth is None or number % self.every_nth == 0


class Faults(Message):
    """Everything is off unless it is switched on; several may be on at once."""

    down: Annotated[bool, Field(description="Files are answered 503 and not looked at.")] = False
    slow_seconds: Annotated[
        float, Field(ge=0, le=3600, description="A file is booked at once and answered so late.")
    ] = 0
    accept_and_die: Annotated[
        bool, Field(description="The process kills itself after booking, before answering.")
    ] = False
    refuse_with: Annotated[
        str | None, Field(max_length=200, description="New files are refused for this reason.")
    ] = None
    reject_with: Annotated[
        RejectWith | None, Field(description="Transfers are reported as rejected.")
    ] = None
    answer_twice: Annotated[bool, Field(description="Each report is delivered twice.")] = False
    reorder: Annotated[
        bool, Field(description="Reports that are due are delivered newest first.")
    ] = False
    unknown_reference: Annotated[
        bool, Field(description="Reports tell of a transfer that nobody asked for, too.")
    ] = False
