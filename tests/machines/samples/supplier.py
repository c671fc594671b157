"""Asks of a supplier."""

from collections.abc import Hashable

from domain.purchasing.supplier import commands as c
from domain.purchasing.supplier.machine import SUPPLIER, Supplier
from domain.shared.bank_account import BankAccount
from domain.shared.context import Context
from domain.shared.country import Country
from domain.shared.currency import Currency
from domain.shared.iban import Iban
from domain.shared.ids import ErasureId
from domain.shared.payment_terms import PaymentTerms
from tests.domain.purchasing.people import ANN, BEN
from tests.given_when_then import NOON
from tests.machines.walk import Samples

ERASURE = ErasureId("era_3f2504e0-4f89-41d3-9a0c-0305e82c3301")
ANNS, BENS = Context(ANN, NOON), Context(BEN, NOON)
ACCOUNT = BankAccount(
    iban=Iban("DE89370400440532013000"), holder="Acme GmbH", currency=Currency("EUR")
)


def kind(state: Supplier) -> Hashable:
    """What its accounts wait for makes a difference."""
    return state.status, tuple(account.status for account in state.accounts.values())[:1]


SUPPLIERS = Samples(
    SUPPLIER,
    (
        (
            c.Register(
                name="Acme GmbH",
                country=Country("DE"),
                currency=Currency("EUR"),
                payment_terms=PaymentTerms("NET30"),
            ),
            ANNS,
        ),
        (c.Activate(), ANNS),
        (c.Block(reason="late"), ANNS),
        (c.Unblock(), ANNS),
        (c.AddBankAccount(account=ACCOUNT), ANNS),
        (c.ChangeBankAccount(bank_account=1, account=ACCOUNT), ANNS),
        (c.ConfirmBankAccount(bank_account=1), BENS),
        (c.RejectBankAccount(bank_account=1, reason="forged"), BENS),
        (c.Erase(erasure_id=ERASURE), ANNS),
    ),
    kind,
)
