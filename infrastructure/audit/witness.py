"""A copy of every checkpoint outside the database, where whoever owns the database does not reach.

One JSON object a line: what is signed is in `note`, the rest is for people who look.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import orjson

from application.ports.log_trees import SignedCheckpoint
from domain.audit.checkpoint import MalformedNote, Note, read_note
from domain.shared.ids import TenantId


class WitnessFile:
    """Only ever added to, by any number of processes: a line is written at once and is on disk then."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def write(self, tenant: TenantId, signed: SignedCheckpoint) -> None:
        """Add a checkpoint; raises OSError."""
        line = orjson.dumps(
            {
                "tenant": tenant,
                "size": signed.size,
                "root": signed.root.hex(),
                "signedAt": signed.signed_at,
                "note": signed.note,
            },
            option=orjson.OPT_APPEND_NEWLINE | orjson.OPT_UTC_Z,
        )
        handle = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.write(handle, line)
            os.fsync(handle)
        finally:
            os.close(handle)

    def notes(self, origin: str) -> Iterator[Note]:
        """The notes about one log, in the order of the file; raises `MalformedNote`.

        A last line without its end was cut off by a crash, before the checkpoint counted.
        """
        if not self._path.exists():
            return
        with self._path.open("rb") as file:
            for number, line in enumerate(file, 1):
                if line.endswith(b"\n"):
                    note = _note(number, line)
                    if note.checkpoint.origin == origin:
                        yield note


def _note(number: int, line: bytes) -> Note:
    try:
        return read_note(orjson.loads(line)["note"])
    except (orjson.JSONDecodeError, KeyError, TypeError, MalformedNote) as wrong:
        raise MalformedNote(f"line {number} of the witness file holds no checkpoint") from wrong
