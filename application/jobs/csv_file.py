"""CSV by RFC 4180, read as it comes and believed in nothing: hostile or broken files end in a sentence."""

import codecs
import csv
from collections.abc import Iterator
from dataclasses import dataclass

from application.failures import Failure

LONGEST_RECORD = 16 * 1024
"""Characters that one record may have, over all its lines, whose ends count."""

_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class FileNotReadable(Failure):
    """The file is no CSV in UTF-8; the detail says what is wrong, and `line` where."""


@dataclass(frozen=True, slots=True)
class Record:
    """The cells of one record, and the line of the file on which it begins, from 1."""

    line: int
    cells: tuple[str, ...]


class CsvFile:
    """Takes pieces of a file and gives the records that are complete; the first one is the header.

    A semicolon separates cells where the header has one and no comma, else a comma does. Lines that are
    empty are no records.
    """

    def __init__(self) -> None:
        self._decode = codecs.getincrementaldecoder("utf-8")("strict").decode
        self._text = ""
        self._line = 0
        self._begun: list[str] = []
        self._length = 0
        self._open = False
        self._delimiter = ""
        self._seen = False

    def feed(self, piece: bytes) -> Iterator[Record]:
        """The records that are complete with this piece; raises `FileNotReadable`."""
        if not self._seen and piece:
            self._seen = True
            if piece[:2] in _UTF_16:
                raise FileNotReadable("the file is in UTF-16; save it as UTF-8", line=1)
        return self._records(self._decoded(piece, last=False), last=False)

    def finish(self) -> Iterator[Record]:
        """The last record, where no line break ends it; raises `FileNotReadable`."""
        return self._records(self._decoded(b"", last=True), last=True)

    def _decoded(self, piece: bytes, *, last: bool) -> str:
        try:
            text = self._decode(piece, last)
        except UnicodeDecodeError as error:
            before = self._text.count("\n") + piece[: error.start].count(b"\n")
            line = self._line + before + 1
            sentence = f"line {line} is not in UTF-8; save the file as UTF-8"
            raise FileNotReadable(sentence, line=line) from None
        if self._line == 0 and not self._text:
            text = text.removeprefix("\ufeff")
        if "\0" in text:
            line = self._line + self._text.count("\n") + text[: text.index("\0")].count("\n") + 1
            raise FileNotReadable(f"line {line} has a NUL character", line=line)
        return text

    def _records(self, text: str, *, last: bool) -> Iterator[Record]:
        lines = (self._text + text).split("\n")
        self._text = "" if last else lines.pop()
        if last and lines[-1] == "":
            lines.pop()
        for line in lines:
            self._line += 1
            record = self._record(line)
            if record is not None:
                yield record
        if len(self._text) > LONGEST_RECORD:
            self._line += 1
            self._check_length(self._text)
        if last and self._begun:
            first = self._line - len(self._begun) + 1
            sentence = f"a quoted cell in the record of line {first} does not end"
            raise FileNotReadable(sentence, line=first)

    def _record(self, line: str) -> Record | None:
        line = line.removesuffix("\r")
        if "\r" in line:
            self._refuse_return()
        self._check_length(line)
        if not self._begun:
            if not line:
                return None
            if '"' not in line:
                return Record(self._line, tuple(line.split(self._by(line))))
        self._begun.append(line)
        self._length += len(line) + 1
        self._open ^= line.count('"') % 2 == 1
        if self._open:
            return None
        record, first = "\n".join(self._begun), self._line - len(self._begun) + 1
        self._begun, self._length = [], 0
        try:
            (cells,) = csv.reader([record], delimiter=self._by(record), strict=True)
        except (csv.Error, ValueError):
            sentence = f"the quotes in the record of line {first} are out of place"
            raise FileNotReadable(sentence, line=first) from None
        return Record(first, tuple(cells))

    def _by(self, record: str) -> str:
        if not self._delimiter:
            self._delimiter = ";" if ";" in record and "," not in record else ","
        return self._delimiter

    def _check_length(self, line: str) -> None:
        if self._length + len(line) <= LONGEST_RECORD:
            return
        first = self._line - len(self._begun)
        if "\r" in line:
            self._refuse_return()
        if self._begun or line.count('"') % 2:
            sentence = f"a quoted cell in the record of line {first} does not end"
        else:
            sentence = f"line {first} has more than {LONGEST_RECORD} characters"
        raise FileNotReadable(sentence, line=first)

    def _refuse_return(self) -> None:
        sentence = f"line {self._line} has a carriage return that ends no line"
        raise FileNotReadable(sentence, line=self._line)
