"""The tree agrees with RFC 6962's own reference trees, and with its definition at every size."""

from collections.abc import Sequence
from hashlib import sha256

import pytest

from domain.audit.merkle.frontier import Frontier
from domain.audit.merkle.hashing import EMPTY_ROOT, Span, node, split
from domain.audit.merkle.proofs import consistency_spans, inclusion_spans
from domain.audit.merkle.tiles import grown, hash_over

INPUTS = (
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
)
ROOTS = (
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
"""The trees that the reference implementation of Certificate Transparency is tested with."""

LEAVES = [sha256(b"\x00" + bytes.fromhex(each)).digest() for each in INPUTS]


def by_definition(leaves: Sequence[bytes]) -> bytes:
    """The root as RFC 6962, 2.1 defines it."""
    if len(leaves) < 2:
        return leaves[0] if leaves else EMPTY_ROOT
    middle = split(len(leaves))
    return node(by_definition(leaves[:middle]), by_definition(leaves[middle:]))


@pytest.mark.parametrize("size", range(9))
def test_roots_are_those_of_the_reference_trees(size: int) -> None:
    frontier = Frontier()
    frontier.add(LEAVES[:size])
    assert frontier.root.hex() == by_definition(LEAVES[:size]).hex() == ROOTS[size]


def test_proofs_consist_of_the_parts_that_the_rfc_names() -> None:
    """The examples of RFC 6962, 2.1.3: a tree of seven leaves."""
    assert inclusion_spans(0, 7) == [Span(1, 2), Span(2, 4), Span(4, 7)]
    assert inclusion_spans(3, 7) == [Span(2, 3), Span(0, 2), Span(4, 7)]
    assert inclusion_spans(4, 7) == [Span(5, 6), Span(6, 7), Span(0, 4)]
    assert inclusion_spans(6, 7) == [Span(4, 6), Span(0, 4)]
    assert consistency_spans(3, 7) == [Span(2, 3), Span(3, 4), Span(0, 2), Span(4, 7)]
    assert consistency_spans(4, 7) == [Span(4, 7)]
    assert consistency_spans(6, 7) == [Span(4, 6), Span(6, 7), Span(0, 4)]


@pytest.mark.parametrize("size", [0, 1, 2, 3, 255, 256, 257, 511, 513, 1000])
def test_tiles_and_frontier_have_the_root_of_the_definition(size: int) -> None:
    leaves = [sha256(b"%d" % number).digest() for number in range(size)]
    frontier = Frontier()
    frontier.add(leaves)
    tiles = grown(0, b"".join(leaves), {})
    assert hash_over(Span(0, size), tiles) == frontier.root == by_definition(leaves)
