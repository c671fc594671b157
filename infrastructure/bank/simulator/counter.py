"""The bank's counter: takes one file at a time and books it once."""

import os
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from infrastructure.bank.simulator.faults import Faults
from infrastructure.bank.simulator.intake import FileRefused, Taken, read_file
from infrastructure.bank.simulator.ledger import Booked, Ledger
from infrastructure.bank.simulator.reporting import BOOKED, REJECTED, Reporting, reports


@dataclass(frozen=True, slots=True)
class Answer:
    """What the customer is told: when the file came, and whether it had come before."""

    received_at: datetime
    repeated: bool


class Counter:
    """Everything that happens between a file's coming in and its answer."""

    def __init__(self, ledger: Ledger, reporting: Reporting, on_booked: Callable[[], None]) -> None:
        self._ledger = ledger
        self._reporting = reporting
        self._on_booked = on_booked
        self.faults = Faults()

    def take(self, message_id: str, xml: bytes) -> Answer:
        """Book a file, or say that it is booked already; raises FileRefused or OtherBytes."""
        before = self._ledger.received_at(message_id, xml)
        if before is not None:
            return Answer(before, repeated=True)
        taken = read_file(xml, message_id)
        if self.faults.refuse_with is not None:
            raise FileRefused(self.faults.refuse_with)
        at = datetime.now(UTC)
        self._book(taken, xml, at)
        if self.faults.accept_and_die:
            os.kill(os.getpid(), signal.SIGKILL)
        self._on_booked()
        return Answer(at, repeated=False)

    def _book(self, taken: Taken, xml: bytes, at: datetime) -> None:
        booked = list(self._booked(taken))
        how = Reporting(
            self._reporting.version, self._reporting.after, self.faults.unknown_reference
        )
        self._ledger.book(taken, xml, at, booked, reports(taken, booked, at, how))

    def _booked(self, taken: Taken) -> Iterator[Booked]:
        reject = self.faults.reject_with
        for number, ordered in enumerate(taken.transfers, start=self._ledger.next_number()):
            if reject is not None and reject.applies(ordered, number):
                yield Booked(ordered, REJECTED, reject.reason, reject.text)
            else:
                yield Booked(ordered, BOOKED)
