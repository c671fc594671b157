"""Suppliers for stories: what happened, told by the least that matters."""

from domain.purchasing.supplier import commands as c
from domain.purchasing.supplier.machine import SUPPLIER, Supplier
from domain.shared.bank_account import BankAccount
from domain.shared.country import Country
from domain.shared.currency import Currency
from domain.shared.iban import Iban
from domain.shared.payment_terms import PaymentTerms
from tests.domain.purchasing.people import ANN, BEN
from tests.given_when_then import Outcome, Stories

given = Stories(SUPPLIER).given

EURO_ACCOUNT = BankAccount(
    iban=Iban("DE89370400440532013000"), holder="Acme GmbH", currency=Currency("EUR")
)
OTHER_ACCOUNT = BankAccount(
    iban=Iban("GB29NWBK60161331926819"), holder="Acme GmbH", currency=Currency("EUR")
)
CONFIRM = c.ConfirmBankAccount(bank_account=1)


def registered() -> Outcome[Supplier]:
    """Ann registered Acme."""
    command = c.Register(
        name="Acme GmbH",
        country=Country("DE"),
        currency=Currency("EUR"),
        payment_terms=PaymentTerms("2/10 NET30"),
    )
    return given().when(command, by=ANN)


def active() -> Outcome[Supplier]:
    """Ben activated it."""
    return registered().when(c.Activate(), by=BEN)


def blocked() -> Outcome[Supplier]:
    """Ben blocked it."""
    return active().when(c.Block(reason="late again"), by=BEN)


def with_account() -> Outcome[Supplier]:
    """Ann entered an account."""
    return active().when(c.AddBankAccount(account=EURO_ACCOUNT), by=ANN)


def confirmed() -> Outcome[Supplier]:
    """Ben confirmed the account that Ann entered."""
    return with_account().when(CONFIRM, by=BEN)
