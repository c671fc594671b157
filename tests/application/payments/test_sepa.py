"""Euros between two countries of SEPA go through SEPA; nothing else does."""

import pytest

from application.payments.sepa import COUNTRIES, is_sepa
from domain.shared.bank_account import BankAccount
from domain.shared.iban_registry import STRUCTURES
from domain.shared.money import Money
from tests.infrastructure.bank.instructions import DOLLARS, EUROS, IN_BRAZIL, IN_FRANCE


@pytest.mark.parametrize(
    ("debtor", "creditor", "amount", "sepa"),
    [
        (EUROS, IN_FRANCE, Money("0.01", "EUR"), True),
        (EUROS, IN_FRANCE, Money("999999999.99", "EUR"), True),
        (EUROS, IN_FRANCE, Money("1000000000.00", "EUR"), False),
        (EUROS, IN_FRANCE, Money("10.00", "USD"), False),
        (EUROS, IN_BRAZIL, Money("10.00", "EUR"), False),
        (IN_BRAZIL, EUROS, Money("10.00", "EUR"), False),
        (DOLLARS, IN_FRANCE, Money("10.00", "EUR"), False),
        (EUROS, DOLLARS, Money("10.00", "EUR"), False),
    ],
)
def test_sepa_is_euros_between_its_countries(
    debtor: BankAccount, creditor: BankAccount, amount: Money, sepa: bool
) -> None:
    assert is_sepa(debtor, creditor, amount) is sepa


def test_every_country_of_sepa_has_ibans() -> None:
    assert COUNTRIES - STRUCTURES.keys() == set()
    assert len(COUNTRIES) == 42
