"""Two ways to type a number are one number, and two numbers are two."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.shared.document_number import folded


@pytest.mark.parametrize(
    "other",
    ["inv-00042", "INV 42", "  Inv.42 ", "INV42", "inv/0042", "#INV_42", "\uff29\uff2e\uff36-42"],
)
def test_case_spaces_punctuation_and_leading_zeros_make_no_difference(other: str) -> None:
    assert folded(other) == folded("INV-00042")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("INV-42", "INV-420"),
        ("INV-42", "42"),
        ("2026-11-1", "2026-1-11"),
        ("A-1", "B-1"),
        ("100", "1"),
        ("---", "..."),
        ("0", "--"),
    ],
)
def test_other_numbers_stay_other_numbers(one: str, other: str) -> None:
    assert folded(one) != folded(other)


def test_groups_of_digits_may_be_set_apart_in_any_way() -> None:
    assert folded("RE 2026 007") == folded("re-2026/7") == folded("RE2026.007")


@given(st.text(st.characters(codec="latin-1"), min_size=1))
def test_what_is_folded_once_is_folded_for_good(number: str) -> None:
    assert folded(folded(number)) == folded(number)
