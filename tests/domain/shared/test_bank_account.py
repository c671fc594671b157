"""A bank account is named in exactly one way."""

import pytest

from domain.shared.bank_account import BankAccount
from tests.domain.shared.wire import problems, read

OWNER = '"holder": "Bolts & Sons", "currency": "EUR"'
IBAN = '"iban": "DE89 3704 0044 0532 0130 00"'
LOCAL = '"accountNumber": "000123456789", "bankCode": "021000021"'


def test_an_account_is_named_by_iban_or_by_number_and_bank():
    by_iban = read(BankAccount, f'{{{IBAN}, "bic": "cobadeff", {OWNER}}}')
    assert (by_iban.iban, by_iban.bic) == ("DE89370400440532013000", "COBADEFF")
    assert by_iban.masked == "DE89...3000"
    local = read(BankAccount, f"{{{LOCAL}, {OWNER}}}")
    assert (local.account_number, local.bank_code) == ("000123456789", "021000021")
    assert local.masked == "...6789"


@pytest.mark.parametrize(
    "names",
    [
        "",
        '"bic": "COBADEFF",',
        f"{IBAN}, {LOCAL},",
        f'{IBAN}, "bankCode": "021000021",',
        '"accountNumber": "000123456789",',
        '"bankCode": "021000021",',
    ],
)
def test_an_account_named_twice_or_in_half_is_refused(names):
    assert "give" in problems(BankAccount, f"{{{names} {OWNER}}}")[""]


def test_the_field_in_error_is_named():
    body = '{"iban": "DE00", "bic": "X", "holder": " ", "currency": "EURO", "branch": 1}'
    assert set(problems(BankAccount, body)) == {"iban", "bic", "holder", "currency", "branch"}
    assert set(problems(BankAccount, f'{{"accountNumber": "?", "bankCode": "", {OWNER}}}')) == {
        "accountNumber",
        "bankCode",
    }
