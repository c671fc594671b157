"""Signing keys as files that several processes share without asking each other.

One file per key, `0001.pem`, `0002.pem` and so on, readable by their owner alone. A file appears under its
name complete and never changes; two processes that make the same number at once agree on the first one's.
"""

import os
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from infrastructure.fault import Fault

_NAME = re.compile(r"(\d{4})\.pem")


class SigningKeyUnusable(Fault):
    """A file among the keys is no Ed25519 key, or others may read it."""


@dataclass(frozen=True, slots=True)
class KeyFile:
    """A key with the time in which it signs; `until` is None for the one that signs now."""

    name: str
    private: Ed25519PrivateKey = field(repr=False)
    since: datetime
    until: datetime | None


class KeyFolder:
    """The keys of one installation, oldest first."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def stamp(self) -> frozenset[str]:
        """The names of the keys: changes whenever one comes or goes, and is cheap to ask."""
        try:
            return frozenset(os.listdir(self._folder))  # noqa: PTH208 - asked at every unknown key id
        except FileNotFoundError:
            return frozenset()

    def load(self) -> tuple[Ed25519PrivateKey, ...]:
        """Every key there is, after making the first one if there is none; raises SigningKeyUnusable."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not any(self._files()):
            self._add(1)
        found = (_read_if_there(path) for _, path in sorted(self._files()))
        return tuple(key for key in found if key is not None)

    def kept(self) -> tuple[KeyFile, ...]:
        """Every key with when it began to sign, and since when another one does; oldest first."""
        self.load()
        files = sorted(self._files())
        began = [datetime.fromtimestamp(path.stat().st_mtime, UTC) for _, path in files]
        return tuple(
            KeyFile(path.name, _read(path), since, until)
            for (_, path), since, until in zip(files, began, [*began[1:], None], strict=True)
        )

    def retire(self, replaced_before: datetime) -> tuple[KeyFile, ...]:
        """Remove the keys that signed nothing from that instant on; the newest always stays.

        Whatever they signed is good for nothing from then on.
        """
        retired = tuple(
            key for key in self.kept() if key.until is not None and key.until <= replaced_before
        )
        for key in retired:
            (self._folder / key.name).unlink()
        return retired

    def rotate(self) -> None:
        """Add a key, with which everybody signs from now on; the others still verify."""
        self.load()
        newest = max(number for number, _ in self._files())
        self._add(newest + 1)

    def chosen(self, *, named: bool) -> bool:
        """Whether somebody has seen to the keys: in a folder that was `named` any will do.

        Where Daybook chooses the folder, the first key is the one that it makes by itself.
        """
        if not self._folder.is_dir():
            return False
        numbers = [number for number, _ in self._files()]
        return any(named or number > 1 for number in numbers)

    def _files(self) -> Iterator[tuple[int, Path]]:
        for path in self._folder.iterdir():
            name = _NAME.fullmatch(path.name)
            if name:
                yield int(name.group(1)), path

    def _add(self, number: int) -> None:
        """A link either appears with all its content or finds that somebody else was faster."""
        key = Ed25519PrivateKey.generate()
        pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        appear(self._folder / f"{number:04}.pem", pem)


def appear(path: Path, content: bytes) -> None:
    """Put a file of secrets where none is yet; its owner alone may read it."""
    draft = path.parent / f".{secrets.token_hex(8)}"
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        path.hardlink_to(draft)
    except FileExistsError:
        return
    finally:
        draft.unlink()


def _read_if_there(path: Path) -> Ed25519PrivateKey | None:
    """None for a key that somebody retires at this moment."""
    try:
        return _read(path)
    except FileNotFoundError:
        return None


def _read(path: Path) -> Ed25519PrivateKey:
    if path.stat().st_mode & 0o077:
        raise SigningKeyUnusable(
            f"others than its owner may read the signing key {path.name}",
            f"chmod 600 {path.name} in the folder of keys, and rotate if somebody did read it",
        )
    return read_key(path.read_bytes(), path.name)


def read_key(pem: bytes, name: str) -> Ed25519PrivateKey:
    """The key in a PEM text; raises SigningKeyUnusable, which names the source but not the secret."""
    try:
        key = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise SigningKeyUnusable(
            f"{name} holds no Ed25519 private key in PEM format",
            "restore it from a backup, or remove it and let a new one be made",
        )
    return key
