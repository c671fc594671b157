"""The keys that the keys of people are wrapped with: the newest wraps, all unwrap, each known by its id."""

import base64
import binascii
import os
import re
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from infrastructure.fault import Fault
from infrastructure.security.key_files import appear
from infrastructure.settings import Settings

_SIZE, _NONCE = 32, 12
_NAME = re.compile(r"(\d{4})\.key")


class MasterKeyUnusable(Fault):
    """A master key is no 32 bytes in base64, others may read it, or the one that is needed is not here."""


class MasterKeys:
    """All of one installation: `load` gives their text, newest first, `stamp` tells of changes."""

    def __init__(self, load: Callable[[], Sequence[str]], stamp: Callable[[], Hashable]) -> None:
        self._load = load
        self._stamp = stamp
        self._seen: Hashable = None
        self._keys: Mapping[str, AESGCM] = {}
        self._look()

    @classmethod
    def of(cls, settings: Settings) -> "MasterKeys":
        """What the settings give, or the folder among the keys, which gets a key if it has none."""
        if settings.master_key is not None:
            given = given_master_keys(settings)
            return cls(lambda: given, lambda: "given")
        file = settings.master_key_file
        if file is not None:
            return cls(lambda: given_master_keys(settings), lambda: file.stat().st_mtime_ns)
        folder = MasterFolder(settings.master_folder)
        return cls(folder.load, folder.stamp)

    @property
    def newest(self) -> str:
        """The id of the key that wraps."""
        self._look()
        return next(iter(self._keys))

    def wrap(self, keys: Mapping[bytes, bytes]) -> list[tuple[str, bytes]]:
        """For each key the id of the master key, and the key as it may be stored.

        `keys` are named by what is bound to them, which says whose they are.
        """
        master = self.newest
        return [(master, _wrapped(self._keys[master], key, bound)) for bound, key in keys.items()]

    def unwrap(self, master: str, wrapped: bytes, bound: bytes) -> bytes:
        """The key that was wrapped; raises MasterKeyUnusable, cryptography's InvalidTag for another's."""
        if master not in self._keys:
            self._look()
        if master not in self._keys:
            raise MasterKeyUnusable(
                f"personal data was sealed under the master key {master}, which is not here",
                "restore the folder master among the keys, or set DAYBOOK_MASTER_KEY",
            )
        return self._keys[master].decrypt(wrapped[:_NONCE], wrapped[_NONCE:], bound)

    def _look(self) -> None:
        stamp = self._stamp()
        if stamp != self._seen or not self._keys:
            self._keys = _read(self._load())
            self._seen = stamp


def given_master_keys(settings: Settings) -> Sequence[str]:
    """The master keys that the settings give, newest first; none where the folder has them."""
    if settings.master_key is not None:
        return settings.master_key.get_secret_value().split()
    file = settings.master_key_file
    return file.read_text().split() if file is not None else ()


def master_ids(settings: Settings) -> frozenset[str]:
    """The ids of the master keys that there are, without making one; raises MasterKeyUnusable."""
    if settings.master_key is not None or settings.master_key_file is not None:
        return frozenset(_read(given_master_keys(settings)))
    kept = MasterFolder(settings.master_folder).kept()
    return frozenset(_read(kept)) if kept else frozenset()


class MasterFolder:
    """Master keys as files that several processes share: `0001.key`, `0002.key` and so on."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def stamp(self) -> Hashable:
        """Changes whenever a key comes or goes."""
        return frozenset(self._names())

    def load(self) -> Sequence[str]:
        """Every key there is, newest first, after making the first one if there is none."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not self._names():
            self._add(1)
        return self.kept()

    def kept(self) -> Sequence[str]:
        """Every key there is, newest first; none where none was made yet."""
        return [self._read(name) for name in sorted(self._names(), reverse=True)]

    def rotate(self) -> None:
        """Add a key, with which everybody wraps from now on."""
        self.load()
        self._add(max(int(name[:4]) for name in self._names()) + 1)

    def _names(self) -> list[str]:
        if not self._folder.exists():
            return []
        return [path.name for path in self._folder.iterdir() if _NAME.fullmatch(path.name)]

    def _add(self, number: int) -> None:
        appear(self._folder / f"{number:04}.key", base64.b64encode(os.urandom(_SIZE)) + b"\n")

    def _read(self, name: str) -> str:
        path = self._folder / name
        if path.stat().st_mode & 0o077:
            raise MasterKeyUnusable(
                f"others than its owner may read the master key {name}",
                f"chmod 600 {name} in the folder of keys, and rotate if somebody did read it",
            )
        return path.read_text().strip()


def _wrapped(master: AESGCM, key: bytes, bound: bytes) -> bytes:
    nonce = os.urandom(_NONCE)
    return nonce + master.encrypt(nonce, key, bound)


def _read(texts: Iterable[str]) -> Mapping[str, AESGCM]:
    keys = [_decoded(text) for text in texts]
    if not keys:
        raise _unusable("no master key is given")
    return {sha256(b"daybook master key" + key).hexdigest()[:16]: AESGCM(key) for key in keys}


def _decoded(text: str) -> bytes:
    try:
        key = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != _SIZE:
        raise _unusable("a master key is not 32 bytes in base64")
    return key


def _unusable(sentence: str) -> MasterKeyUnusable:
    make = "import base64,os; print(base64.b64encode(os.urandom(32)).decode())"
    return MasterKeyUnusable(sentence, f'make one: python3 -c "{make}"')
