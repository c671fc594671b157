"""The text of an API key: ``dbk_``, the id of the key, a secret, and a checksum over all of it.

The checksum lets a scanner tell a key from noise, and us refuse noise without asking the database. The
secret has 238 random bits, so SHA-256 is as good a hash for it as a slow one.
"""

import hashlib
import re
import secrets
import string
import zlib
from uuid import UUID

from application.ports.key_secrets import MARK, Secret
from domain.shared.ids import ApiKeyId
from domain.shared.invalid_value import InvalidValue

_ALPHABET = string.ascii_letters + string.digits
_SECRET_LENGTH = 40
_CHECKSUM_LENGTH = 6
_WRITTEN = re.compile(
    rf"({MARK}([0-9a-f]{{32}})_[A-Za-z0-9]{{{_SECRET_LENGTH}}})([A-Za-z0-9]{{{_CHECKSUM_LENGTH}}})",
    re.ASCII,
)


class ApiKeyText:
    """Implements `KeySecrets`."""

    def make(self, key_id: ApiKeyId) -> str:
        """A new text for a key."""
        secret = "".join(secrets.choice(_ALPHABET) for _ in range(_SECRET_LENGTH))
        text = f"{MARK}{key_id.uuid.hex}_{secret}"
        return text + _checksum(text)

    def read(self, text: str) -> Secret | None:
        """What a text stands for; None when it cannot be a key of ours."""
        written = _WRITTEN.fullmatch(text)
        if written is None or _checksum(written[1]) != written[3]:
            return None
        try:
            key_id = ApiKeyId.of(UUID(hex=written[2]))
        except InvalidValue:
            return None
        return Secret(key_id, hashlib.sha256(text.encode("ascii")).digest())


def _checksum(text: str) -> str:
    """CRC-32 in base 62, as long as the largest one."""
    number, digits = zlib.crc32(text.encode("ascii")), []
    for _ in range(_CHECKSUM_LENGTH):
        number, digit = divmod(number, len(_ALPHABET))
        digits.append(_ALPHABET[digit])
    return "".join(reversed(digits))
