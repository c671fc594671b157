"""What is kept of a text that is looked up again and never shown: tokens, and whom attempts are about."""

import hashlib


def hashed(text: str) -> bytes:
    """SHA-256 of whatever a client sends, half of a surrogate pair included.

    Tokens are random and long, so that a slow hash would protect them no better.
    """
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
