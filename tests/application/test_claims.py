"""Which numbers meet: claims that are laid by one are looked at by the other, whichever comes first."""

import pytest

from application.claims import number_claims


def meet(first: str, second: str) -> bool:
    """Whether the second of two numbers finds the first."""
    laid = number_claims("number", "acme", first).lays
    return not set(laid).isdisjoint(number_claims("number", "acme", second).meets)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("INV-00042", "inv 42"),
        ("RE 2026 007", "re-2026/7"),
        ("RE-2026-007", "RE2026007"),
        ("2026-11-1", "2026111"),
        ("2026-1-11", "2026111"),
        ("---", "---"),
    ],
)
def test_a_number_without_groups_is_each_that_it_may_stand_for(one: str, other: str) -> None:
    assert meet(one, other)
    assert meet(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [("2026-11-1", "2026-1-11"), ("RE-2026-007", "RE20267"), ("INV-42", "INV-420"), ("-", ".")],
)
def test_groups_that_differ_make_numbers_that_differ(one: str, other: str) -> None:
    assert not meet(one, other)
    assert not meet(other, one)


def test_suppliers_and_kinds_have_their_own_numbers() -> None:
    ours = set(number_claims("number", "acme", "RE-2026-7").lays)
    assert ours.isdisjoint(number_claims("number", "bolt", "RE-2026-7").meets)
    assert ours.isdisjoint(number_claims("note", "acme", "RE-2026-7").meets)
