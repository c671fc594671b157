"""Payments for stories: what happened, told by the least that matters."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from domain.payments.payable import Payable
from domain.payments.payment import commands as c
from domain.payments.payment.machine import PAYMENT
from domain.payments.payment.state import Payment
from domain.payments.references import end_to_end_id
from domain.shared.context import SYSTEM
from domain.shared.currency import Currency
from domain.shared.ids import (
    BankReportId,
    PaymentRunId,
    PurchaseOrderId,
    SupplierId,
    SupplierInvoiceId,
)
from domain.shared.money import Money
from domain.shared.payment_terms import PaymentTerms
from tests.domain.purchasing.people import ANN, uuid
from tests.given_when_then import Outcome, Stories

given = Stories(PAYMENT).given

EUR = Currency("EUR")
RUN, NEXT_RUN = PaymentRunId.of(uuid(1)), PaymentRunId.of(uuid(2))
REPORT = BankReportId.of(uuid(1))
TEN = datetime(2026, 4, 30, 10, tzinfo=UTC)
LATER = TEN + timedelta(hours=1)
INVOICED_ON = date(2026, 3, 31)


def euros(amount: str) -> Money:
    """An amount in euros."""
    return Money(amount, EUR)


def payable(amount: str = "100.00", terms: str = "NET30", **more: Any) -> Payable:
    """An invoice of the end of March, which Ann registered."""
    known = PaymentTerms(terms)
    return Payable(
        **{
            "invoice_id": SupplierInvoiceId.of(uuid(1)),
            "purchase_order_id": PurchaseOrderId.of(uuid(1)),
            "supplier_id": SupplierId.of(uuid(1)),
            "supplier_name": "Acme Bolts Ltd",
            "reference": "RE-4711",
            "amount": euros(amount),
            "invoice_date": INVOICED_ON,
            "due_on": known.due_on(INVOICED_ON),
            "payment_terms": known,
            "handled_by": (ANN,),
            **more,
        }
    )


def collect(run: PaymentRunId = RUN, pays: str = "100.00", discount: str = "0.00") -> c.Collect:
    """A run takes it up as its first transfer."""
    return c.Collect(
        payment_run_id=run,
        transfer=1,
        end_to_end_id=end_to_end_id(run, 1),
        execution_date=date(2026, 4, 30),
        pays=euros(pays),
        discount=euros(discount),
    )


def remit(run: PaymentRunId = RUN) -> c.Remit:
    """The bank accepted it."""
    return c.Remit(payment_run_id=run, status="ACSC", reported_at=TEN, bank_report_id=REPORT)


def fail(run: PaymentRunId = RUN) -> c.Fail:
    """The bank rejected it."""
    return c.Fail(
        payment_run_id=run,
        reason_code="AC04",
        reason="the account is closed",
        reported_at=TEN,
        bank_report_id=REPORT,
    )


def returned(run: PaymentRunId = RUN) -> c.Return:
    """The bank took it back."""
    return c.Return(
        payment_run_id=run,
        reason_code="AC04",
        reason="the account is closed",
        reported_at=LATER,
        bank_report_id=REPORT,
    )


def scheduled(amount: str = "100.00", terms: str = "NET30") -> Outcome[Payment]:
    """It is to be paid."""
    return given().when(c.Schedule(payable=payable(amount, terms)), by=SYSTEM)


def collected(run: PaymentRunId = RUN) -> Outcome[Payment]:
    """A run has it."""
    return scheduled().when(collect(run), by=ANN)


def disbursed() -> Outcome[Payment]:
    """The bank has the run's file."""
    return collected().when(c.Disburse(payment_run_id=RUN), by=SYSTEM)


def remitted() -> Outcome[Payment]:
    """The bank accepted it."""
    return disbursed().when(remit(), by=ANN)


def failed() -> Outcome[Payment]:
    """The bank rejected it."""
    return disbursed().when(fail(), by=ANN)
