"""What is signed of a log: how long it is and the root over it, as text that any C2SP verifier reads.

A checkpoint (C2SP tlog-checkpoint) has three lines: the log's name, its size, the root in base64. A signed
note (C2SP signed-note) is such a text, an empty line, and lines with a dash, a key's name and a signature.
"""

import base64
import binascii
import re
from dataclasses import dataclass
from typing import NamedTuple

from domain.audit.merkle.hashing import HASH_SIZE

KEY_ID_SIZE = 4
LONGEST_NOTE = 10_000
_SIZE = re.compile(r"0|[1-9][0-9]{0,17}").fullmatch
_SIGNATURE = re.compile(r"— ([^\s+]+) (\S+)").fullmatch


class MalformedNote(ValueError):
    """A text that is no signed note, or signs no checkpoint."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The log named `origin` had `size` events, and this root over them."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """The three lines that are signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


class Signature(NamedTuple):
    """By whom and with which key a note says that it is signed."""

    name: str
    key_id: bytes
    signature: bytes

    @property
    def line(self) -> str:
        """As the note has it."""
        return f"— {self.name} {base64.b64encode(self.key_id + self.signature).decode()}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A checkpoint with its signatures, none of which was verified yet."""

    checkpoint: Checkpoint
    signatures: tuple[Signature, ...]

    @property
    def text(self) -> str:
        """The note as it is kept and sent."""
        return f"{self.checkpoint.text}\n{''.join(each.line for each in self.signatures)}"


def read_note(text: str) -> Note:
    """The checkpoint and signatures of a note, which says exactly these; raises `MalformedNote`."""
    if len(text) > LONGEST_NOTE:
        raise MalformedNote("the note is too long")
    body, found, signed = text.rpartition("\n\n")
    lines = signed.split("\n")
    if not found or lines[-1] != "":
        raise MalformedNote("the note has no signatures at its end")
    note = Note(_checkpoint(body + "\n"), tuple(read_signature(line) for line in lines[:-1]))
    if not note.signatures or note.text != text:
        raise MalformedNote("the note is not spelt as notes are")
    return note


def _checkpoint(text: str) -> Checkpoint:
    lines = text.split("\n")
    if len(lines) != 4 or not lines[0] or not _SIZE(lines[1]):
        raise MalformedNote("the note is about no checkpoint")
    root = _base64(lines[2])
    if len(root) != HASH_SIZE:
        raise MalformedNote("the root is no hash")
    return Checkpoint(lines[0], int(lines[1]), root)


def read_signature(line: str) -> Signature:
    """The signature in a line of a note; raises `MalformedNote`."""
    found = _SIGNATURE(line)
    if not found:
        raise MalformedNote("a signature is not spelt as signatures are")
    octets = _base64(found[2])
    if len(octets) <= KEY_ID_SIZE:
        raise MalformedNote("a signature is too short")
    return Signature(found[1], octets[:KEY_ID_SIZE], octets[KEY_ID_SIZE:])


def _base64(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as wrong:
        raise MalformedNote("the note has text that is no base64") from wrong
