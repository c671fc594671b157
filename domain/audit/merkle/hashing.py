"""How hashes are joined (RFC 6962, 2.1), and which complete subtrees a part of the tree consists of."""

from collections.abc import Callable, Sequence
from functools import reduce
from hashlib import sha256
from typing import NamedTuple

NODE_PREFIX = b"\x01"
HASH_SIZE = 32
EMPTY_ROOT = sha256(b"").digest()
"""The root of a tree without leaves."""


class Subtree(NamedTuple):
    """A complete subtree: its 2**level leaves begin at the leaf number * 2**level."""

    level: int
    number: int


class Span(NamedTuple):
    """The leaves from `begin` up to, and without, `end`, counted from 0."""

    begin: int
    end: int


HashOf = Callable[[Subtree], bytes]


def node(left: bytes, right: bytes) -> bytes:
    """The hash over two others."""
    return sha256(NODE_PREFIX + left + right).digest()


def split(width: int) -> int:
    """The largest power of two below `width`, which is at least 2: where RFC 6962 halves a tree."""
    return 1 << (width - 1).bit_length() - 1


def subtrees(span: Span) -> list[Subtree]:
    """The complete subtrees of a span that the tree has as one of its own, from left to right."""
    found, begin = [], span.begin
    while begin < span.end:
        level = (span.end - begin).bit_length() - 1
        found.append(Subtree(level, begin >> level))
        begin += 1 << level
    return found


def span_hash(span: Span, hash_of: HashOf) -> bytes:
    """The hash over a span that the tree has as one of its own; the root is that of the span from 0."""
    parts = [hash_of(part) for part in subtrees(span)]
    return join(parts)


def join(peaks: Sequence[bytes]) -> bytes:
    """The hash over complete subtrees that stand side by side, the widest first."""
    return reduce(lambda right, left: node(left, right), reversed(peaks)) if peaks else EMPTY_ROOT


def halved(hashes: Sequence[bytes]) -> bytes:
    """The hash over a complete subtree from the hashes of its 1, 2, 4, 8 ... parts."""
    level = hashes
    while len(level) > 1:
        pairs = iter(level)
        level = [
            sha256(NODE_PREFIX + left + right).digest()
            for left, right in zip(pairs, pairs, strict=True)
        ]
    return level[0]
