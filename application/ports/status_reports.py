"""The files in which a bank tells what became of transfers (pain.002)."""

from typing import Protocol

from application.failures import Failure
from application.payments.instructions import StatusReport


class MalformedReport(Failure):
    """What was to be a status report is none, or could do harm; the detail says why in a sentence."""


class StatusReports(Protocol):
    """Reads pain.002."""

    def read(self, xml: bytes) -> StatusReport:
        """What the bank says; raises `MalformedReport`, whatever the bytes are."""
