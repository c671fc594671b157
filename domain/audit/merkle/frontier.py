"""A tree that is only ever added to, as the few hashes at its right end."""

from collections.abc import Sequence

from domain.audit.merkle.hashing import Span, halved, join, node


class Frontier:
    """The peaks of a tree: its complete subtrees from left to right, each wider than the next."""

    def __init__(self) -> None:
        self.size = 0
        self._peaks: list[bytes] = []

    def add(self, leaves: Sequence[bytes]) -> None:
        """These leaf hashes follow."""
        for span in subtrees_of(self.size, len(leaves)):
            self._peaks.append(halved(leaves[span.begin : span.end]))
            width = span.end - span.begin
            self.size += width
            while self.size & width == 0:
                right = self._peaks.pop()
                self._peaks.append(node(self._peaks.pop(), right))
                width <<= 1

    @property
    def root(self) -> bytes:
        """The root of the tree as it is now."""
        return join(self._peaks)

    @property
    def peaks(self) -> Sequence[bytes]:
        """The hashes over its complete subtrees, the widest first."""
        return tuple(self._peaks)


def subtrees_of(size: int, count: int) -> list[Span]:
    """How `count` leaves behind `size` others fall into complete subtrees; spans count from the first."""
    found, at = [], 0
    while at < count:
        width = 1 << (count - at).bit_length() - 1
        place = size + at
        if place:
            width = min(width, place & -place)
        found.append(Span(at, at + width))
        at += width
    return found
