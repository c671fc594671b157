"""What holds of every tree: its proofs verify, however it grew, and nothing else does."""

from collections.abc import Sequence
from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from domain.audit.merkle.frontier import Frontier
from domain.audit.merkle.hashing import Span
from domain.audit.merkle.proofs import (
    consistency_spans,
    continues,
    includes,
    inclusion_spans,
)
from domain.audit.merkle.tiles import TileName, edge, grown, hash_over, needed

LEAVES = [sha256(b"\x00%d" % number).digest() for number in range(700)]
TILES = grown(0, b"".join(LEAVES), {})
SIZES = st.integers(1, len(LEAVES))


def root(size: int) -> bytes:
    return hash_over(Span(0, size), TILES)


def path(spans: Sequence[Span]) -> list[bytes]:
    return [hash_over(span, TILES) for span in spans]


@given(st.lists(st.integers(1, 300), max_size=6))
def test_a_tree_is_the_same_however_it_grew(steps: Sequence[int]) -> None:
    tiles: dict[TileName, bytes] = {}
    frontier, size = Frontier(), 0
    for step in steps:
        added = LEAVES[size : size + step]
        tiles |= grown(size, b"".join(added), {name: tiles[name] for name in edge(size)})
        frontier.add(added)
        size += len(added)
    assert frontier.size == size
    assert frontier.root == root(size)
    assert tiles == grown(0, b"".join(LEAVES[:size]), {})


@given(SIZES, st.data())
def test_every_leaf_has_a_proof(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    proof = path(inclusion_spans(index, size))
    assert includes(LEAVES[index], index, size, proof, root(size))
    assert len(proof) <= size.bit_length()


@given(SIZES, st.data())
def test_every_tree_goes_on_from_each_that_it_was(new: int, data: st.DataObject) -> None:
    old = data.draw(st.integers(0, new))
    assert continues(old, new, path(consistency_spans(old, new)), root(old), root(new))


@given(SIZES, st.data())
def test_a_proof_needs_no_more_tiles_than_its_spans_name(size: int, data: st.DataObject) -> None:
    spans = inclusion_spans(data.draw(st.integers(0, size - 1)), size)
    few = {name: TILES[name] for name in needed(spans)}
    assert [hash_over(span, few) for span in spans] == path(spans)


@given(SIZES, st.data())
def test_a_proof_with_anything_changed_shows_nothing(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    leaf, proof, head = LEAVES[index], path(inclusion_spans(index, size)), root(size)
    other = data.draw(st.binary(min_size=32, max_size=32).filter(lambda it: it != head))
    assert not includes(leaf, index, size, proof, other)
    assert not includes(other, index, size, proof, head)
    assert not includes(leaf, index, size, [*proof, other], head)
    for at in range(len(proof)):
        assert not includes(leaf, index, size, [*proof[:at], *proof[at + 1 :]], head)
        assert not includes(leaf, index, size, [*proof[:at], other, *proof[at + 1 :]], head)
    elsewhere = data.draw(st.integers(-1, size).filter(lambda it: it != index))
    assert not includes(leaf, elsewhere, size, proof, head)


@given(SIZES, st.data())
def test_no_proof_joins_trees_that_do_not_go_on_each_other(new: int, data: st.DataObject) -> None:
    old = data.draw(st.integers(1, new))
    proof, was, now = path(consistency_spans(old, new)), root(old), root(new)
    other = data.draw(st.binary(min_size=32, max_size=32).filter(lambda it: it not in (was, now)))
    assert not continues(old, new, proof, other, now)
    assert not continues(old, new, proof, was, other)
    assert not continues(old, new, [*proof, other], was, now)
    for at in range(len(proof)):
        assert not continues(old, new, [*proof[:at], *proof[at + 1 :]], was, now)
        assert not continues(old, new, [*proof[:at], other, *proof[at + 1 :]], was, now)
    assert not continues(new + 1, new, proof, was, now)
