"""Rows of somebody who was erased while their file waited: found, made unreadable, and known as such."""

from collections.abc import Collection, Iterator

from application.jobs.csv_file import CsvFile, Record
from domain.shared.email_address import EmailAddress

_SIGN = "\x1a"  # the control character "substitute", which stands where something else stood
_STRUCTURE = b',;"\r\n'
_TABLE = bytes(byte if byte in _STRUCTURE else ord(_SIGN) for byte in range(256))
_CONTINUATIONS = bytes(range(0x80, 0xC0))


class NamedLines:
    """The lines of a file, from 1, whose records have an address in any cell."""

    def __init__(self, email: EmailAddress) -> None:
        self.found: set[int] = set()
        self._email = email
        self._file = CsvFile()

    def read(self, piece: bytes) -> None:
        """Take the next piece of a file that was read without complaint before."""
        self._note(self._file.feed(piece))

    def finish(self) -> None:
        """There are no more pieces."""
        self._note(self._file.finish())

    def _note(self, records: Iterator[Record]) -> None:
        for record in records:
            if any(cell.strip().lower() == self._email for cell in record.cells):
                more = sum(cell.count("\n") for cell in record.cells)
                self.found.update(range(record.line, record.line + more + 1))


class Blot:
    """Covers these lines, piece by piece; the file still has as many lines, records and cells."""

    def __init__(self, lines: Collection[int]) -> None:
        self._lines = lines
        self._line = 1

    def over(self, piece: bytes) -> bytes:
        """The next piece without what it said there: for each character the same sign."""
        parts = piece.split(b"\n")
        for at, part in enumerate(parts):
            if self._line + at in self._lines:
                parts[at] = part.translate(_TABLE, _CONTINUATIONS)
        self._line += len(parts) - 1
        return b"\n".join(parts)


def is_blotted(record: Record) -> bool:
    """Whether somebody was here who was erased."""
    return any(cell.startswith(_SIGN) for cell in record.cells)
