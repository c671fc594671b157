"""Proofs that an event is in a log and that one log goes on another: what they consist of, and checking them.

Indices and sizes count leaves; the event at position p of a log is the leaf of index p - 1.
"""

from collections.abc import Sequence

from domain.audit.merkle.hashing import EMPTY_ROOT, Span, node, split


def inclusion_spans(index: int, size: int) -> list[Span]:
    """The parts of a tree whose hashes prove that it has a leaf (RFC 9162, 2.1.3.1), in their order."""
    if not 0 <= index < size:
        raise ValueError(f"a tree of {size} leaves has no leaf {index}")
    begin, end, found = 0, size, []
    while end - begin > 1:
        middle = begin + split(end - begin)
        if index < middle:
            found.append(Span(middle, end))
            end = middle
        else:
            found.append(Span(begin, middle))
            begin = middle
    return found[::-1]


def consistency_spans(old: int, new: int) -> list[Span]:
    """The parts of a tree whose hashes prove that it began as one of `old` leaves (RFC 9162, 2.1.4.1)."""
    if not 0 <= old <= new:
        raise ValueError(f"a tree of {new} leaves never had {old}")
    if old == 0:
        return []
    begin, end, found = 0, new, []
    while old < end:
        middle = begin + split(end - begin)
        if old <= middle:
            found.append(Span(middle, end))
            end = middle
        else:
            found.append(Span(begin, middle))
            begin = middle
    if begin > 0:
        found.append(Span(begin, end))
    return found[::-1]


def includes(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether the proof shows the leaf in the tree with that root (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    place, last, found = index, size - 1, leaf
    for part in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            found = node(part, found)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            found = node(found, part)
        place, last = place >> 1, last >> 1
    return last == 0 and found == root


def continues(old: int, new: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes) -> bool:
    """Whether the proof shows that the new tree begins as the old one (RFC 9162, 2.1.4.2)."""
    if not 0 <= old <= new:
        return False
    if old == new or old == 0:
        return not proof and old_root == (new_root if old else EMPTY_ROOT)
    parts = list(proof)
    if old & (old - 1) == 0:
        parts.insert(0, old_root)
    if not parts:
        return False
    place, last = old - 1, new - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    was = now = parts[0]
    for part in parts[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            was, now = node(part, was), node(part, now)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            now = node(now, part)
        place, last = place >> 1, last >> 1
    return last == 0 and was == old_root and now == new_root
