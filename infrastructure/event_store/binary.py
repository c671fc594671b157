"""Arrays in PostgreSQL's binary format, made of elements that were packed when they arrived.

The driver packs arrays element by element in Python, which costs more than everything else an append does;
here an element is packed once, by the waiting command, and a batch only joins bytes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from struct import Struct
from typing import Any

from psycopg.abc import PyFormat
from psycopg.adapt import Dumper
from psycopg.pq import Format

_LENGTH = Struct("!i").pack
_INT2 = Struct("!ih").pack
_INT4 = Struct("!ii").pack
_INT8 = Struct("!iq").pack
_BIGINT = Struct("!q").pack
_ARRAY = Struct("!iiiii").pack
_EMPTY = Struct("!iii").pack
_TRUE, _FALSE = _LENGTH(1) + b"\x01", _LENGTH(1) + b"\x00"
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class ElementType:
    """A PostgreSQL type with the number of its array type."""

    oid: int
    array_oid: int


BOOL = ElementType(16, 1000)
TEXT = ElementType(25, 1009)
INT2 = ElementType(21, 1005)
INT4 = ElementType(23, 1007)
UUID = ElementType(2950, 2951)
JSONB = ElementType(3802, 3807)
BYTEA = ElementType(17, 1001)
TIMESTAMPTZ = ElementType(1184, 1185)


def array(kind: ElementType, elements: Sequence[bytes]) -> bytes:
    """A one-dimensional array of packed elements."""
    if not elements:
        return _EMPTY(0, 0, kind.oid)
    return _ARRAY(1, 0, kind.oid, len(elements), 1) + b"".join(elements)


class PackedArray:
    """An array as a parameter for the driver, which needs no further conversion."""

    __slots__ = ("data", "oid")

    def __init__(self, kind: ElementType, elements: Sequence[bytes]) -> None:
        self.oid = kind.array_oid
        self.data = array(kind, elements)


class PackedArrayDumper(Dumper):
    """Hands a `PackedArray` to the driver as it is."""

    format = Format.BINARY

    def dump(self, obj: PackedArray) -> bytes:
        """The bytes on the wire."""
        return obj.data

    def get_key(self, obj: PackedArray, format: PyFormat) -> Any:  # noqa: A002 - the driver's name
        """Arrays of different elements are different types to the driver."""
        return (self.cls, obj.oid)

    def upgrade(self, obj: PackedArray, format: PyFormat) -> "PackedArrayDumper":  # noqa: A002
        """A dumper that announces the array's own type."""
        dumper = PackedArrayDumper(self.cls)
        dumper.oid = obj.oid
        return dumper


def raw(value: bytes) -> bytes:
    """An element of type bytea or uuid."""
    return _LENGTH(len(value)) + value


def text(value: str) -> bytes:
    """An element of type text."""
    return raw(value.encode())


def jsonb(value: bytes) -> bytes:
    """An element of type jsonb, from JSON text; 1 is the version of the format."""
    return _LENGTH(len(value) + 1) + b"\x01" + value


def boolean(value: bool) -> bytes:
    """An element of type boolean."""
    return _TRUE if value else _FALSE


def int2(value: int) -> bytes:
    """An element of type smallint."""
    return _INT2(2, value)


def int4(value: int) -> bytes:
    """An element of type integer."""
    return _INT4(4, value)


def bigint(value: int) -> bytes:
    """A bigint as a parameter of its own, in no array."""
    return _BIGINT(value)


def timestamptz(value: datetime) -> bytes:
    """An element of type timestamptz: microseconds since the year 2000."""
    since = value - _EPOCH
    return _INT8(8, (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds)
