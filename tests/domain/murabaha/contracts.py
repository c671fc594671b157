"""Contracts for stories: what happened, told by the least that matters."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from domain.murabaha.context import BankFacts, MurabahaContext, OrderFacts
from domain.murabaha.contract import commands as c
from domain.murabaha.contract.machine import MURABAHA, payment_of
from domain.murabaha.contract.state import MurabahaContract
from domain.shared.ids import MurabahaId, PurchaseOrderId, SupplierId
from domain.shared.money import Money
from tests.domain.purchasing.people import ANN, BEN, uuid
from tests.given_when_then import Outcome, Stories

contracts = Stories(MURABAHA, MurabahaContext)
given = contracts.given

CONTRACT = MurabahaId.of(uuid(1))
BANK = BankFacts(SupplierId.of(uuid(9)), "Amanah Bank", active=True)
DRAFT = OrderFacts(
    order_id=PurchaseOrderId.of(uuid(1)),
    supplier_id=SupplierId.of(uuid(1)),
    status="Draft",
    total=Money("60000.00", "USD"),
    base_total=Money("60000.00", "USD"),
    exchange_rate=None,
    approved=False,
    issued=False,
    received=False,
)
APPROVED = replace(DRAFT, status="Approved", approved=True)
ISSUED = replace(APPROVED, status="Issued", issued=True)
RECEIVED = replace(ISSUED, status="Received", received=True)


def usd(amount: str) -> Money:
    """Dollars."""
    return Money(amount, "USD")


def costing(order: OrderFacts, amount: str) -> OrderFacts:
    """The order with another total."""
    return replace(order, total=usd(amount), base_total=usd(amount))


def request(**more: Any) -> c.Request:
    """Ten percent over three months from the end of April, unless it is said otherwise."""
    given_terms = {
        "bank_id": BANK.bank_id,
        "markup_percent": Decimal(10),
        "instalments": 3,
        "first_due_date": date(2026, 4, 30),
        **more,
    }
    if "markup" in more:
        del given_terms["markup_percent"]
    return c.Request(**given_terms)


def requested(order: OrderFacts = DRAFT, **more: Any) -> Outcome[MurabahaContract]:
    """Ann asks for it."""
    return given().when(request(**more), by=ANN, order=order, bank=BANK)


def contracted(order: OrderFacts = APPROVED, **more: Any) -> Outcome[MurabahaContract]:
    """Ben and the bank sign."""
    return requested(order, **more).when(c.Contract(), by=BEN, order=order, bank=BANK)


def acquired(**more: Any) -> Outcome[MurabahaContract]:
    """The bank owns the goods."""
    return contracted(**more).when(c.Acquire(), by=BEN, order=ISSUED, bank=BANK)


def transferred(**more: Any) -> Outcome[MurabahaContract]:
    """The buyer owns the goods."""
    return acquired(**more).when(c.Transfer(), by=BEN, order=RECEIVED, bank=BANK)


def active(**more: Any) -> Outcome[MurabahaContract]:
    """The instalments are scheduled."""
    return transferred(**more).when(c.Activate(), by=BEN)


def paid(number: int) -> c.RecordPaid:
    """The bank got an instalment."""
    return c.RecordPaid(number=number, payment_id=payment_of(CONTRACT, number))


def returned(number: int) -> c.RecordReturned:
    """The bank lost it again."""
    return c.RecordReturned(number=number, payment_id=payment_of(CONTRACT, number))


def settled(**more: Any) -> Outcome[MurabahaContract]:
    """All three instalments were paid."""
    return active(**more).when(paid(1), by=BEN).when(paid(2), by=BEN).when(paid(3), by=BEN)
