"""The files in which a bank tells what became of transfers (pain.002)."""

from typing import Protocol

from application.failures import Failure
from application.payments.instructions import StatusReport


class MalformedReport(Failure):
    """The body is no status report (pain.002) that can be read safely; the detail says why."""


class StatusReports(Protocol):
    """Reads pain.002."""

    def read(self, xml: bytes) -> StatusReport:
        """What the bank says; raises `MalformedReport`, whatever the bytes are."""
