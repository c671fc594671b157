"""The files in which transfers are asked for (pain.001)."""

from typing import Protocol

from application.failures import Failure
from application.payments.instructions import PaymentInstruction


class InstructionNotWritable(Failure):
    """No valid payment file can be made of what is to be paid; the detail says which part is in the way."""


class PaymentFiles(Protocol):
    """Writes pain.001."""

    def write(self, instruction: PaymentInstruction) -> bytes:
        """A file that is valid by the official schema; equal instructions give equal bytes.

        Raises `InstructionNotWritable`.
        """
