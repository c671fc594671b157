"""Signing and verifying notes with Ed25519 (C2SP signed-note), with keys of their own among those kept."""

import base64
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from application.audit.log_key import LogKey
from domain.audit.checkpoint import KEY_ID_SIZE, Checkpoint, MalformedNote, Note, Signature
from domain.audit.handover import Handover, HandoverNote, read_handover
from domain.shared.ids import TenantId
from infrastructure.security.key_files import KeyFolder
from infrastructure.security.key_set import KeySet

_ED25519 = b"\x01"
_RAW_SIZE = 32


def origin_of(tenant: TenantId) -> str:
    """What a tenant's log is called in its checkpoints, and whoever signs them, too."""
    return f"daybook/{tenant}"


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """The public half of a key under the name that it signs with."""

    name: str
    raw: bytes

    @property
    def id(self) -> bytes:
        """Four bytes by which a signature says which key it is of."""
        return sha256(self.name.encode() + b"\n" + _ED25519 + self.raw).digest()[:KEY_ID_SIZE]

    @property
    def text(self) -> str:
        """As C2SP writes it: name, id and key with a plus between."""
        return f"{self.name}+{self.id.hex()}+{base64.b64encode(_ED25519 + self.raw).decode()}"

    @classmethod
    def read(cls, text: str) -> "VerifierKey":
        """The key of such a text; raises `MalformedNote`."""
        name, _, rest = text.strip().partition("+")
        try:
            octets = base64.b64decode(rest.partition("+")[2], validate=True)
        except ValueError:
            octets = b""
        key = cls(name, octets[1:])
        if octets[:1] != _ED25519 or len(key.raw) != _RAW_SIZE or key.text != text.strip():
            raise MalformedNote(f"this is no key that verifies notes: {text.strip()}")
        return key

    def verifies(self, note: Note) -> bool:
        """Whether one of the note's signatures is this key's."""
        return any(self.made(each, note.checkpoint.text) for each in note.signatures)

    def made(self, signature: Signature, text: str) -> bool:
        """Whether a signature under a text is this key's."""
        if (signature.name, signature.key_id) != (self.name, self.id):
            return False
        try:
            public = Ed25519PublicKey.from_public_bytes(self.raw)
            public.verify(signature.signature, text.encode())
        except InvalidSignature:
            return False
        return True


class NoteKeys:
    """The keys of an installation that sign checkpoints: the newest signs, all verify."""

    def __init__(self, keys: KeySet, folder: KeyFolder) -> None:
        self._keys = keys
        self._folder = folder

    @classmethod
    def in_folder(cls, folder: Path) -> "NoteKeys":
        """Those of a folder, which gets a key if it has none."""
        return cls(KeySet.in_folder(folder), KeyFolder(folder))

    def rotate(self) -> None:
        """Add a key that signs from now on, in every process; the others still verify."""
        self._folder.rotate()

    def sign(self, checkpoint: Checkpoint) -> Note:
        """The checkpoint with a signature in the name of its log."""
        newest = self._keys.newest
        key = VerifierKey(checkpoint.origin, _raw(newest.public))
        made = newest.private.sign(checkpoint.text.encode())
        return Note(checkpoint, (Signature(key.name, key.id, made),))

    def verifiers(self, tenant: TenantId) -> Sequence[VerifierKey]:
        """What the checkpoints of a tenant's log are verified with, the newest key first."""
        self._keys.look_again()
        return [VerifierKey(origin_of(tenant), _raw(key)) for key in self._keys.publics()]

    def history(self, tenant: TenantId) -> Sequence[LogKey]:
        """The same keys with when each of them signed, and how it was handed over to."""
        found: list[LogKey] = []
        before: Ed25519PrivateKey | None = None
        for file in self._folder.kept():
            key = VerifierKey(origin_of(tenant), _raw(file.private.public_key()))
            note = _handed_over(before, key) if before else None
            found.append(LogKey(key.text, file.since, file.until, note))
            before = file.private
        return found[::-1]


def introduced(known: Sequence[VerifierKey], history: Sequence[LogKey]) -> list[VerifierKey]:
    """The known keys, and those that each of them led to by a handover that it signed."""
    found = list(known)
    for told in reversed(history):
        with suppress(MalformedNote):
            note = read_handover(told.handover or "")
            handed = note.handover
            signer = (each for each in found if each.name == handed.origin)
            if any(each.made(note.signature, handed.text) for each in signer):
                found.append(VerifierKey.read(handed.key))
    return found


def verified(note: Note, keys: Iterable[VerifierKey]) -> bool:
    """Whether one of the keys signed the note in the name of the log that it is about."""
    return any(key.name == note.checkpoint.origin and key.verifies(note) for key in keys)


def _handed_over(before: Ed25519PrivateKey, key: VerifierKey) -> str:
    """The same bytes whenever it is signed, so nothing of it is kept."""
    signer = VerifierKey(key.name, _raw(before.public_key()))
    handover = Handover(key.name, key.text)
    signed = Signature(signer.name, signer.id, before.sign(handover.text.encode()))
    return HandoverNote(handover, signed).text


def _raw(key: Ed25519PublicKey) -> bytes:
    return key.public_bytes(Encoding.Raw, PublicFormat.Raw)
