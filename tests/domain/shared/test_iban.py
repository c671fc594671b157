"""A mistyped account number is found before money goes there."""

import pytest

from domain.shared.country import Country
from domain.shared.iban import Bic, Iban, InvalidBic, InvalidIban
from domain.shared.iban_registry import STRUCTURES
from tests.domain.shared.wire import problems, read, written

KNOWN = [
    "DE89370400440532013000",
    "GB29NWBK60161331926819",
    "FR1420041010050500013M02606",
    "NL91ABNA0417164300",
    "MT84MALT011000012345MTLCAST001S",
    "NO9386011117947",
    "SA0380000000608010167519",
    "AE070331234567890123456",
    "BR1800360305000010009795493C1",
    "XK051212012345678906",
]


@pytest.mark.parametrize("text", KNOWN)
def test_the_registrys_own_examples_are_ibans(text):
    assert Iban(text) == text
    assert Iban(text).country == text[:2]


def test_the_spaces_people_write_are_not_part_of_it():
    assert read(Iban, '"de89 3704 0044 0532 0130 00"') == "DE89370400440532013000"
    assert written(Iban, Iban("DE89 3704 0044 0532 0130 00")) == '"DE89370400440532013000"'


def test_every_single_mistyped_digit_is_found():
    right = "DE89370400440532013000"
    for place in range(2, len(right)):
        for digit in "0123456789":
            if digit != right[place]:
                with pytest.raises(InvalidIban):
                    Iban(right[:place] + digit + right[place + 1 :])


def test_every_swap_of_two_neighbouring_digits_is_found():
    right = "GB29NWBK60161331926819"
    for place in range(8, len(right) - 1):
        swapped = right[:place] + right[place + 1] + right[place] + right[place + 2 :]
        if swapped != right:
            with pytest.raises(InvalidIban, match="check digits"):
                Iban(swapped)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "must be an IBAN"),
        ("DE", "must be an IBAN"),
        ("12345678901234567890", "must be an IBAN"),
        ("DE8937040044053201300", "length and characters of an IBAN of DE"),
        ("DE893704004405320130000", "length and characters of an IBAN of DE"),
        ("DE8937040044053201300A", "length and characters of an IBAN of DE"),
        ("US64SVBKUS6S3300958879", "which US is not"),
        ("DE00370400440532013000", "check digits"),
        ("DE89-3704-0044-0532-0130-00", "must be an IBAN"),
        ("DE89370400440532013000\n", "must be an IBAN"),
        ("DE\uff18\uff19370400440532013000", "must be an IBAN"),
    ],
)
def test_an_iban_in_error_says_why(text, why):
    with pytest.raises(InvalidIban, match=why):
        Iban(text)


def test_check_digits_that_no_bank_issues_are_refused():
    """00, 01 and 99 can satisfy the sum but are never issued, as their twins 97, 98 and 02 are."""
    with pytest.raises(InvalidIban, match="check digits"):
        Iban(_twin("DE", "370400440532013009"))


def _twin(country: str, account: str) -> str:
    digits = "".join(str(int(each, 36)) for each in account + country)
    proper = 98 - int(digits + "00") % 97
    twin = {2: 99, 97: 0, 98: 1}.get(proper)
    return f"{country}{twin:02d}{account}" if twin is not None else _twin(country, _next(account))


def _next(account: str) -> str:
    return str(int(account) + 1).zfill(len(account))


def test_every_country_of_the_registry_is_a_country():
    assert len(STRUCTURES) == 89
    assert {Country(code) for code in STRUCTURES} == set(STRUCTURES)


def test_an_account_is_shown_without_giving_it_away():
    assert Iban(KNOWN[0]).masked == "DE89...3000"


@pytest.mark.parametrize("text", ["COBADEFF", "COBADEFFXXX", "deutdeff500", "BK3PFRPP"])
def test_a_bic_has_8_or_11_characters(text):
    assert read(Bic, f'"{text}"') == text.upper()
    assert Bic(text).country in {"DE", "FR"}


@pytest.mark.parametrize(
    "text",
    ["", "COBADEF", "COBADEFFX", "COBADEFFXXXX", "COBAZZFF", "COBA1EFF", "COBADEFF\n", "CÖBADEFF"],
)
def test_a_bic_in_error_is_refused(text):
    with pytest.raises(InvalidBic):
        Bic(text)


@pytest.mark.parametrize("kind", [Iban, Bic])
def test_account_numbers_are_text(kind):
    assert "must be a string" in problems(kind, "370400440532013000")[""]
