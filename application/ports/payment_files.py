"""The files that a bank reads and writes, as bytes."""

from typing import Protocol

from application.failures import Failure
from application.payments.instructions import PaymentInstruction, StatusReport


class InstructionNotWritable(Failure):
    """The instruction cannot be a valid file of its version; the detail says which part."""


class MalformedReport(Failure):
    """What was to be a status report is none, or could do harm; the detail says why in a sentence."""


class PaymentFiles(Protocol):
    """Writes pain.001."""

    def write(self, instruction: PaymentInstruction) -> bytes:
        """A file that is valid by the official schema; equal instructions give equal bytes.

        Raises `InstructionNotWritable`.
        """


class StatusReports(Protocol):
    """Reads pain.002."""

    def read(self, xml: bytes) -> StatusReport:
        """What the bank says; raises `MalformedReport`, whatever the bytes are."""
