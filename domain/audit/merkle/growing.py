"""A tree built from all its leaves: each tile is hashed once, and only what is above tiles is kept."""

from collections.abc import Sequence

from domain.audit.merkle.frontier import Frontier
from domain.audit.merkle.hashing import halved, join
from domain.audit.merkle.tiles import WIDTH, TileName, grown


class GrowingTree:
    """Takes the leaves of a log in order; keeps 32 bytes for each full tile, and the leaves behind these."""

    def __init__(self) -> None:
        self._tile_roots = bytearray()
        self._full = Frontier()
        self._rest: list[bytes] = []

    @property
    def size(self) -> int:
        """How many leaves the tree has."""
        return self._full.size * WIDTH + len(self._rest)

    def add(self, leaves: Sequence[bytes]) -> None:
        """These leaf hashes follow."""
        self._rest += leaves
        whole = len(self._rest) // WIDTH * WIDTH
        roots = [halved(self._rest[at : at + WIDTH]) for at in range(0, whole, WIDTH)]
        self._full.add(roots)
        self._tile_roots += b"".join(roots)
        del self._rest[:whole]

    @property
    def root(self) -> bytes:
        """The root of the tree as it is now."""
        last = Frontier()
        last.add(self._rest)
        return join([*self._full.peaks, *last.peaks])

    def upper_tiles(self) -> dict[TileName, bytes]:
        """The tiles of level 1 and above."""
        above = grown(0, bytes(self._tile_roots), {})
        return {TileName(name.level + 1, name.number): tile for name, tile in above.items()}
