"""Which transfers go through SEPA; the others are ordinary cross-border or domestic payments."""

from decimal import Decimal

from domain.shared.bank_account import BankAccount
from domain.shared.money import Money

COUNTRIES = frozenset(
    """
AD AL AT BE BG CH CY CZ DE DK EE ES FI FR GB GI GR HR HU IE IS IT LI LT LU LV MC MD ME MK MT NL NO
PL PT RO RS SE SI SK SM VA
""".split()  # noqa: SIM905 - forty quoted literals hide the list
)
"""IBAN countries of the SEPA schemes by the European Payments Council's list EPC409-09, as of 2025.

Gibraltar has IBANs of its own; other territories use the IBANs of the country they belong to.
"""

LARGEST = Decimal("999999999.99")
"""The most one SEPA credit transfer can carry."""


def is_sepa(debtor: BankAccount, creditor: BankAccount, amount: Money) -> bool:
    """True for euros between two IBANs of SEPA countries, as much as the scheme can carry."""
    return amount.currency == "EUR" and amount.amount <= LARGEST and _in(debtor) and _in(creditor)


def _in(account: BankAccount) -> bool:
    return account.iban is not None and account.iban.country in COUNTRIES
