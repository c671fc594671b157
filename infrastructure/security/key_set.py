"""The keys that sign and verify tokens: the newest signs, all verify, each known by its thumbprint."""

import base64
import hashlib
import json
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from infrastructure.fault import Fault
from infrastructure.security.key_files import KeyFolder

_log = structlog.get_logger("daybook.keys")


@dataclass(frozen=True, slots=True)
class SigningKey:
    """An Ed25519 key pair with its id (RFC 7638) and its public half as a JSON Web Key."""

    id: str
    private: Ed25519PrivateKey
    public: Ed25519PublicKey
    jwk: Mapping[str, str]

    @classmethod
    def of(cls, private: Ed25519PrivateKey) -> "SigningKey":
        """The key with the id that everybody computes from it alike."""
        public = private.public_key()
        raw = public.public_bytes(Encoding.Raw, PublicFormat.Raw)
        needed = {"crv": "Ed25519", "kty": "OKP", "x": _base64url(raw)}
        canonical = json.dumps(needed, sort_keys=True, separators=(",", ":")).encode()
        thumbprint = _base64url(hashlib.sha256(canonical).digest())
        jwk = {**needed, "kid": thumbprint, "use": "sig", "alg": "EdDSA"}
        return cls(thumbprint, private, public, jwk)


class KeySet:
    """Keys, oldest first, and where newer ones may appear while the process runs.

    `load` gives all keys; what `stamp` gives changes when they do. `generation` counts the changes that
    this process has noticed.
    """

    def __init__(
        self, load: Callable[[], Sequence[Ed25519PrivateKey]], stamp: Callable[[], Hashable]
    ) -> None:
        self._load = load
        self._stamp = stamp
        self.generation = 0
        self._seen: Hashable = None
        self._refresh(stamp())

    @classmethod
    def in_folder(cls, folder: Path) -> "KeySet":
        """The keys of a folder, which gets one if it has none."""
        keys = KeyFolder(folder)
        return cls(keys.load, keys.stamp)

    @classmethod
    def fixed(cls, keys: Sequence[Ed25519PrivateKey]) -> "KeySet":
        """Keys that the surroundings gave; the last one signs."""
        assert keys, "nothing to sign with"
        return cls(lambda: keys, lambda: None)

    @property
    def newest(self) -> SigningKey:
        """The key to sign with."""
        self.look_again()
        return self._newest

    def find(self, key_id: str) -> SigningKey | None:
        """The key of an id; one that another process has just made is found too."""
        found = self._keys.get(key_id)
        if found is None:
            self.look_again()
            found = self._keys.get(key_id)
        return found

    def public(self) -> Mapping[str, Any]:
        """The JSON Web Key Set, the newest key first."""
        self.look_again()
        return {"keys": [dict(key.jwk) for key in reversed(self._keys.values())]}

    def publics(self) -> Sequence[Ed25519PublicKey]:
        """The public halves, the newest key first."""
        return [key.public for key in reversed(self._keys.values())]

    def look_again(self) -> None:
        """Notice keys that came or went since; as cheap as listing a folder."""
        stamp = self._stamp()
        if stamp == self._seen:
            return
        try:
            self._refresh(stamp)
        except (
            Fault,
            OSError,
        ) as failure:  # who is let in already stays so; `daybook doctor` says more
            _log.error("the signing keys cannot be read again", why=str(failure))
            self._seen = stamp

    def _refresh(self, stamp: Hashable) -> None:
        """The stamp is older than what is loaded, so a key that appears between them is not missed."""
        keys = [SigningKey.of(private) for private in self._load()]
        self._seen = stamp
        self._keys = {key.id: key for key in keys}
        self._newest = keys[-1]
        self.generation += 1


def _base64url(octets: bytes) -> str:
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode("ascii")
