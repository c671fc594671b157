"""The tree as tiles of 256 hashes, which are complete once they are full (C2SP tlog-tiles).

A tile of level 0 has hashes of leaves, one of level 1 the hashes over full tiles of level 0, and so on. What
lies between is computed when it is needed.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from domain.audit.merkle.hashing import HASH_SIZE, Span, Subtree, halved, span_hash, subtrees

HEIGHT = 8
WIDTH = 1 << HEIGHT
TILE_SIZE = WIDTH * HASH_SIZE
"""Bytes of a full tile."""


class TileName(NamedTuple):
    """A tile: `number` counts those of its level from 0."""

    level: int
    number: int


Tiles = Mapping[TileName, bytes]


def hashes(content: bytes) -> list[bytes]:
    """The hashes of a tile, or of a part of one."""
    return [content[at : at + HASH_SIZE] for at in range(0, len(content), HASH_SIZE)]


def edge(size: int) -> list[TileName]:
    """The tiles at the right end of a tree that are not full, from level 0 up; those that will grow."""
    names, level = [], 0
    while size:
        if size % WIDTH:
            names.append(TileName(level, size // WIDTH))
        size, level = size // WIDTH, level + 1
    return names


def grown(size: int, leaves: bytes, at_edge: Tiles) -> dict[TileName, bytes]:
    """The tiles that are new or longer once `leaves` follow on a tree of `size`; `at_edge` are its `edge`."""
    found: dict[TileName, bytes] = {}
    begin, level, fresh = size, 0, leaves
    while fresh:
        number = begin // WIDTH
        content = at_edge.get(TileName(level, number), b"") + fresh
        full = []
        for at in range(0, len(content), TILE_SIZE):
            tile = content[at : at + TILE_SIZE]
            found[TileName(level, number + at // TILE_SIZE)] = tile
            if len(tile) == TILE_SIZE:
                full.append(halved(hashes(tile)))
        begin, level, fresh = number, level + 1, b"".join(full)
    return found


def needed(spans: Iterable[Span]) -> set[TileName]:
    """The tiles that the hashes over these spans are made from."""
    return {_tile(part) for span in spans for part in subtrees(span)}


def hash_over(span: Span, tiles: Tiles) -> bytes:
    """The hash over a span; raises KeyError or ValueError when a tile is missing or too short."""
    return span_hash(span, lambda part: _in_tiles(part, tiles))


def _tile(part: Subtree) -> TileName:
    level, within = divmod(part.level, HEIGHT)
    return TileName(level, part.number >> (HEIGHT - within))


def _in_tiles(part: Subtree, tiles: Tiles) -> bytes:
    within = part.level % HEIGHT
    first, count = (part.number << within) % WIDTH, 1 << within
    content = tiles[_tile(part)][first * HASH_SIZE : (first + count) * HASH_SIZE]
    if len(content) != count * HASH_SIZE:
        raise ValueError(f"the tile {_tile(part)} is shorter than the tree")
    return halved(hashes(content))
