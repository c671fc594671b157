"""A supplier's name reaches the bank in letters that every bank takes."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infrastructure.bank.latin import latin


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Müller & Söhne GmbH", "Muller + Sohne GmbH"),
        ("Straße, Ærø, Łódź", "Strasse, AEro, Lodz"),
        ("Société Générale d'Écrous", "Societe Generale d'Ecrous"),
        ("Αθήνα Ψωμί", "Athina Psomi"),
        ("Български щит", "Balgarski shtit"),
        ("Žďár İstanbul", "Zdar Istanbul"),
        ("Bolts_and*Nuts @ Work", "Bolts-and.Nuts . Work"),
        ("  two   spaces\tand a tab ", "two spaces and a tab"),
    ],
)
def test_a_name_is_written_in_latin_letters_without_marks(name: str, told: str) -> None:
    assert latin(name, 70) == told


@pytest.mark.parametrize("name", ["北京公司", "🚀", "///", "... ..."])
def test_a_name_of_which_nothing_can_be_told_is_empty_rather_than_a_row_of_dots(name: str) -> None:
    assert latin(name, 70) == ""


def test_slashes_never_look_like_the_separators_of_a_bank() -> None:
    assert latin("//RE//2026/", 70) == "RE/2026"
    assert latin("abc/def", 4) == "abc"


@given(st.text(max_size=200), st.integers(8, 140))
def test_whatever_comes_in_only_the_permitted_characters_come_out(text: str, most: int) -> None:
    told = latin(text, most)
    assert re.fullmatch(r"[A-Za-z0-9/\-?:().,'+ ]*", told)
    assert len(told) <= most
    assert latin(told, most) == told
