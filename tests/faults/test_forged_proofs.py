"""No forged proof is taken, by the product's verifier or by the one that knows nothing of the product."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256

import pytest

from domain.audit.merkle.hashing import Span
from domain.audit.merkle.proofs import (
    consistency_spans,
    continues,
    includes,
    inclusion_spans,
)
from domain.audit.merkle.tiles import grown, hash_over
from infrastructure.audit.verifier.daybook_verify import (
    Wrong,
    root_of_inclusion,
    roots_of_consistency,
)

LEAVES = [sha256(b"\x00%d" % number).digest() for number in range(1500)]
TILES = grown(0, b"".join(LEAVES), {})


@dataclass(frozen=True)
class Claim:
    """A proof with what it is about: `first` and `second` are leaf and index, or the old root and size."""

    first: bytes
    second: int
    size: int
    hashes: tuple[bytes, ...]
    root: bytes


@cache
def hashed(span: Span) -> bytes:
    return hash_over(span, TILES)


def root(size: int) -> bytes:
    return hashed(Span(0, size))


def true_inclusion(chance: random.Random) -> Claim:
    size = chance.randint(1, len(LEAVES))
    index = chance.randrange(size)
    hashes = tuple(hashed(span) for span in inclusion_spans(index, size))
    return Claim(LEAVES[index], index, size, hashes, root(size))


def true_consistency(chance: random.Random) -> Claim:
    new = chance.randint(1, len(LEAVES))
    old = chance.randint(1, new)
    hashes = tuple(hashed(span) for span in consistency_spans(old, new))
    return Claim(root(old), old, new, hashes, root(new))


def ours_includes(claim: Claim) -> bool:
    return includes(claim.first, claim.second, claim.size, claim.hashes, claim.root)


def ours_continues(claim: Claim) -> bool:
    return continues(claim.second, claim.size, claim.hashes, claim.first, claim.root)


def theirs_includes(claim: Claim) -> bool:
    try:
        return (
            root_of_inclusion(claim.first, claim.second, claim.size, list(claim.hashes))
            == claim.root
        )
    except Wrong:
        return False


def theirs_continues(claim: Claim) -> bool:
    try:
        found = roots_of_consistency(claim.second, claim.size, list(claim.hashes), claim.first)
    except Wrong:
        return False
    return found == (claim.first, claim.root)


def flipped(octets: bytes, chance: random.Random) -> bytes:
    bit = chance.randrange(len(octets) * 8)
    number = int.from_bytes(octets, "big") ^ 1 << bit
    return number.to_bytes(len(octets), "big")


def forged(claim: Claim, chance: random.Random) -> Claim:
    """Another claim with the same proof, or the same claim with another."""
    hashes, other = list(claim.hashes), sha256(chance.randbytes(8)).digest()
    match chance.randrange(7):
        case 0:
            return replace(claim, first=flipped(claim.first, chance))
        case 1:
            return replace(claim, root=flipped(claim.root, chance))
        case 2:
            hashes.insert(chance.randint(0, len(hashes)), other)
        case 3 if hashes:
            del hashes[chance.randrange(len(hashes))]
        case 4 if hashes:
            at = chance.randrange(len(hashes))
            hashes[at] = flipped(hashes[at], chance)
        case 5 if len(set(hashes)) > 1:
            before = list(hashes)
            while hashes == before:
                chance.shuffle(hashes)
        case _:
            return replace(claim, first=other)
    return replace(claim, hashes=tuple(hashes))


Verifier = Callable[[Claim], bool]
INCLUSION: tuple[Callable[[random.Random], Claim], Sequence[Verifier]] = (
    true_inclusion,
    (ours_includes, theirs_includes),
)
CONSISTENCY: tuple[Callable[[random.Random], Claim], Sequence[Verifier]] = (
    true_consistency,
    (ours_continues, theirs_continues),
)


def attack(times: int) -> None:
    """Half of them of each kind."""
    chance = random.Random(6962)
    for number in range(times):
        make, verifiers = (INCLUSION, CONSISTENCY)[number % 2]
        claim = make(chance)
        lie = forged(claim, chance)
        for verifier in verifiers:
            assert verifier(claim), claim
            assert not verifier(lie), lie


def test_a_forged_proof_is_refused_by_both_verifiers() -> None:
    attack(2_000)


@pytest.mark.long
def test_a_hundred_thousand_forged_proofs_are_refused_by_both_verifiers() -> None:
    attack(100_000)
