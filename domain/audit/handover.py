"""What a key that signed checkpoints says of the one that signs them from then on.

A signed note (C2SP signed-note) of three lines: the log's name, `next key`, and the new public key. No
checkpoint can be read into it, as the second line of one is a number.
"""

from dataclasses import dataclass

from domain.audit.checkpoint import MalformedNote, Signature, read_signature

_SAYS = "next key"


@dataclass(frozen=True, slots=True)
class Handover:
    """The checkpoints of the log `origin` are signed with the key `key` from now on, as C2SP writes it."""

    origin: str
    key: str

    @property
    def text(self) -> str:
        """The three lines that are signed."""
        return f"{self.origin}\n{_SAYS}\n{self.key}\n"


@dataclass(frozen=True, slots=True)
class HandoverNote:
    """A handover with the signature of the key before, which was not verified yet."""

    handover: Handover
    signature: Signature

    @property
    def text(self) -> str:
        """The note as it is kept and sent."""
        return f"{self.handover.text}\n{self.signature.line}"


def read_handover(text: str) -> HandoverNote:
    """The handover of a note, which says exactly this; raises `MalformedNote`."""
    lines = text.split("\n")
    if len(lines) != len(("origin", "says", "key", "blank", "signature", "end")):
        raise MalformedNote("the note hands no key over")
    note = HandoverNote(Handover(lines[0], lines[2]), read_signature(lines[4]))
    if note.text != text:
        raise MalformedNote("the note hands no key over")
    return note
