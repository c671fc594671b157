"""Payment runs for stories: what happened, told by the least that matters."""

from datetime import date, datetime
from typing import Any

from domain.payments.payment_run import commands as c
from domain.payments.payment_run.machine import PAYMENT_RUN
from domain.payments.payment_run.state import PaymentRun, RunContext
from domain.payments.payment_run.transfers import (
    RunPayment,
    RunTransfer,
    TransferOutcome,
    Verdict,
)
from domain.payments.references import end_to_end_id, message_id
from domain.shared.bank_account import BankAccount
from domain.shared.context import SYSTEM
from domain.shared.iban import Iban
from domain.shared.ids import PaymentId, PurchaseOrderId, SupplierId, SupplierInvoiceId, UserId
from tests.domain.payments.payment_events import EUR, REPORT, RUN, TEN, euros
from tests.domain.purchasing.people import ANN, BEN, CLEO, DAN, uuid
from tests.given_when_then import Outcome, Stories

given = Stories(PAYMENT_RUN, RunContext).given

ACME, GLOBEX = SupplierId.of(uuid(1)), SupplierId.of(uuid(2))
OURS = BankAccount(iban=Iban("FR1420041010050500013M02606"), holder="We", currency=EUR)
THEIRS = BankAccount(iban=Iban("DE89370400440532013000"), holder="Acme GmbH", currency=EUR)
OTHERS = BankAccount(iban=Iban("GB29NWBK60161331926819"), holder="Globex", currency=EUR)
USABLE = {(ACME, "EUR"): (1, THEIRS), (GLOBEX, "EUR"): (1, OTHERS)}


def run_payment(number: int, amount: str = "100.00", handled_by: UserId = ANN) -> RunPayment:
    """The payment of an invoice."""
    return RunPayment(
        payment_id=PaymentId.of(uuid(number)),
        invoice_id=SupplierInvoiceId.of(uuid(number)),
        purchase_order_id=PurchaseOrderId.of(uuid(1)),
        reference=f"RE-{number}",
        due_on=date(2026, 4, 30),
        amount=euros(amount),
        discount=euros("0.00"),
        pays=euros(amount),
        handled_by=(handled_by,),
    )


def transfer(number: int, supplier: SupplierId, account: BankAccount) -> RunTransfer:
    """Money to one of the suppliers, whose account Ben entered and Cleo confirmed."""
    return RunTransfer(
        number=number,
        end_to_end_id=end_to_end_id(RUN, number),
        supplier_id=supplier,
        supplier_name=account.holder,
        bank_account=1,
        account=account,
        entered_by=BEN,
        confirmed_by=CLEO,
        debtor=OURS,
        amount=euros("100.00"),
        payments=(run_payment(number),),
    )


TRANSFERS = (transfer(1, ACME, THEIRS), transfer(2, GLOBEX, OTHERS))


def propose(*transfers: RunTransfer) -> c.Propose:
    """Pay Acme and Globex at the end of April."""
    return c.Propose(
        execution_date=date(2026, 4, 30),
        transfers=transfers or TRANSFERS,
        initiator="We",
        file_version="pain.001.001.09",
        message_id=message_id(RUN),
        paying_accounts_version=2,
    )


def outcome(number: int, verdict: Verdict, at: datetime = TEN, **more: Any) -> TransferOutcome:
    """What the bank says of a transfer."""
    return TransferOutcome(
        transfer=number, verdict=verdict, reported_at=at, bank_report_id=REPORT, **more
    )


def reported(*outcomes: TransferOutcome) -> c.RecordReport:
    """The bank says it."""
    return c.RecordReport(bank_report_id=REPORT, outcomes=outcomes)


def proposed() -> Outcome[PaymentRun]:
    """Ann collected what is due."""
    return given().when(propose(), by=ANN)


def approved() -> Outcome[PaymentRun]:
    """Dan, who had no hand in it, approved it."""
    return proposed().when(c.Approve(), by=DAN, usable=USABLE)


def sent() -> Outcome[PaymentRun]:
    """The bank has the file."""
    begun = approved().when(c.BeginSubmission(), by=SYSTEM)
    return begun.when(c.RecordSent(received_at=TEN), by=SYSTEM)
