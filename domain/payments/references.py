"""How a bank is told which transfer is which, so that its answers say it without a look into anything.

Both names are made of the run's own UUID: 32 characters name the file, 26 characters and a number one of
its transfers, within the 35 that ISO 20022 leaves for a reference.
"""

import base64
import binascii
import re
from uuid import UUID

from domain.shared.ids import PaymentRunId

_HEX = re.compile("[0-9a-fA-F]{32}").fullmatch
_TRANSFER = re.compile("([A-Za-z2-7]{26})-([1-9][0-9]{0,7})").fullmatch


def message_id(run: PaymentRunId) -> str:
    """The name of a run's file."""
    return run.uuid.hex


def end_to_end_id(run: PaymentRunId, transfer: int) -> str:
    """The name of a run's transfer, numbered from 1."""
    text = base64.b32encode(run.uuid.bytes).decode().rstrip("=")
    return f"{text}-{transfer}"


def run_of_message(text: str) -> PaymentRunId | None:
    """The run whose file has that name; None for a name that is none of ours."""
    return _run(bytes.fromhex(text)) if _HEX(text) else None


def run_of_transfer(text: str) -> tuple[PaymentRunId, int] | None:
    """The run and the number of a transfer with that name; None for a name that is none of ours."""
    found = _TRANSFER(text)
    if found is None:
        return None
    try:
        run = _run(base64.b32decode(f"{found[1].upper()}======"))
    except binascii.Error:
        return None
    return (run, int(found[2])) if run is not None else None


def _run(octets: bytes) -> PaymentRunId | None:
    uuid = UUID(bytes=octets)
    return PaymentRunId.of(uuid) if uuid.version == 4 else None
