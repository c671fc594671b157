"""Passwords are refused for being guessable, and for nothing else."""

import pytest

from infrastructure.security.guessing import MOST_CHARACTERS, judged, normalised, weakness

ABOUT = ("ann.smith@example.com", "Ann Smith")


@pytest.mark.parametrize("password", ["", "short", "elevenchars", "aA1!aA1!aA1"])
def test_fewer_than_twelve_characters_are_refused(password: str) -> None:
    assert weakness(password, ABOUT) == "the password must have at least 12 characters"


@pytest.mark.parametrize(
    "password",
    [
        "password1234",
        "Password123!",
        "P@ssw0rd1234",
        "passwordpassword",
        "administrator1",
        "iloveyou1234",
        "letmeinplease",
        "qwertyuiop12",
        "1q2w3e4r5t6y",
        "123456789012",
        "aaaaaaaaaaaa",
        "trustno1trustno1",
        "abcdefghijkl",
    ],
)
def test_common_passwords_are_refused_however_they_are_dressed_up(password: str) -> None:
    assert weakness(password, ABOUT) is not None


@pytest.mark.parametrize(
    "password", ["ann.smith@example.com", "annsmith1234", "SmithAnn2026", "daybook12345"]
)
def test_what_others_know_of_the_person_is_no_password(password: str) -> None:
    assert weakness(password, ABOUT) is not None


def test_the_name_of_somebody_else_is_judged_by_itself() -> None:
    assert weakness("Wolfeschlegelstein", ("Wolfe Schlegelstein",)) is not None
    assert weakness("Wolfeschlegelstein", ABOUT) is None


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery staple",
        "Kf9$mQ2!xLpW",
        "Ann likes unusual marmalade",
        "kirjahylly unohtui bussiin",
        "ein Satz mit ganz vielen Worten",
        "\N{SNOWMAN}\N{UMBRELLA}\N{COMET}\N{BLACK STAR}" * 3 + "x7Qz",
        "nobody guesses this much: " * 4 + "Kf9$mQ2!xLpWx7Qz",
    ],
)
def test_good_passwords_are_taken_in_any_script_and_length(password: str) -> None:
    assert weakness(password, ABOUT) is None


def test_more_characters_than_anybody_types_are_refused() -> None:
    assert weakness("a" * (MOST_CHARACTERS + 1), ABOUT) is not None


@pytest.mark.parametrize("password", ["4@8({[<369!|1705", "|{([32789+<106!4$", "a1!B2$c3%D4(e5+F6"])
def test_signs_that_may_be_letters_draw_the_estimate_out_for_nobody(password: str) -> None:
    """Anybody may ask for a judgement, and others wait for it; what is strong still counts as such."""
    assert judged(password * 7) == (password * 7)[:16]
    assert weakness(password * 7, ()) is None


def test_a_password_is_the_same_from_every_keyboard() -> None:
    assert normalised("caf\N{LATIN SMALL LETTER E WITH ACUTE}") == normalised(
        "cafe\N{COMBINING ACUTE ACCENT}"
    )
