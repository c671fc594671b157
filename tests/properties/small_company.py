"""A small company in memory: short ways to what people do there, with names for what they make."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, cast

from api.bootstrap.following import _policies
from application.desk import Task
from application.invoicing import supplier_invoice as invoicing
from application.payments import payment_run as runs
from application.payments.bank_report import take_in
from application.payments.collecting import RunOrder
from application.payments.instructions import Level, PainVersion, StatusEntry, StatusReport
from application.payments.policies import BankSubmission
from application.reaction import Policy
from application.receiving import goods_receipt as receiving
from domain.invoicing.lines import BilledLine, CreditedLine
from domain.invoicing.supplier_invoice import commands as invoice
from domain.payments.payment_run import commands as run
from domain.payments.references import end_to_end_id, message_id
from domain.receiving.goods_receipt.commands import Receive
from domain.receiving.lines import ReceivedLine
from domain.shared.currency import Currency
from domain.shared.ids import (
    PaymentId,
    PaymentRunId,
    PurchaseOrderId,
    SupplierInvoiceId,
)
from domain.shared.money import Money, UnitPrice
from tests.machines.company import NOON, Company, PlainFiles
from tests.machines.one_order import USERS, sku

EUR = Currency("EUR")
TODAY = NOON.date()
LATER = TODAY + timedelta(days=400)


def all_policies(company: Any) -> Sequence[Policy]:
    """Every policy that the product runs and that asks no read side, as the product wires them."""
    files = PlainFiles()
    return (*_policies(cast(Any, company)), BankSubmission(company.bank, files))


@dataclass
class SmallCompany:
    """The company, and where the documents of its stories are."""

    company: Company
    at: dict[str, str] = field(default_factory=dict)

    def do(self, by: str, task: Task, name: str | None = None) -> None:
        """Somebody does something; what it made gets a name."""
        folded = self.company.do(USERS[by], task).folded
        if name is not None:
            assert folded is not None
            self.at[name] = folded.stream_id

    def order(self, name: str) -> PurchaseOrderId:
        """An order by its name."""
        return PurchaseOrderId(self.at[name])

    def invoice(self, name: str) -> SupplierInvoiceId:
        """An invoice by its name."""
        return SupplierInvoiceId(self.at[name])

    def receive(self, of: str, name: str, *lines: tuple[int, str]) -> None:
        """Something is delivered."""
        command = Receive(
            purchase_order_id=self.order(of),
            delivery_note=f"DN {name}",
            lines=tuple(
                ReceivedLine(po_line=n, sku=sku(n), received_quantity=Decimal(quantity))
                for n, quantity in lines
            ),
        )
        self.do("ann", receiving.receive_goods(command), name)

    def bill(self, of: str, name: str, *lines: tuple[int, str, str]) -> None:
        """An invoice comes."""
        rows = billed(*lines)
        command = invoice.Register(
            purchase_order_id=self.order(of),
            supplier_invoice_number=name,
            invoice_date=TODAY,
            amount=total_of(rows),
            lines=rows,
        )
        self.do("ann", invoicing.register_invoice(command), name)

    def run(self, name: str, on: date = LATER) -> None:
        """Whatever can be paid is proposed and approved."""
        payments = sorted(
            {
                PaymentId(one.stream_id)
                for one in self.company.store.events
                if one.stream_type == "payments.payment"
            }
        )
        proposal = RunOrder(on, None, tuple(payments))
        self.do("ann", runs.propose_run(proposal, PainVersion.V09, PlainFiles()), name)
        approve = runs.approve_run(PaymentRunId(self.at[name]), run.Approve())
        self.do("eve", approve)

    def report(self, of: str, number: int, status: str, minutes: int = 1) -> None:
        """The bank says what became of a transfer."""
        run_id = PaymentRunId(self.at[of])
        entry = StatusEntry(
            level=Level.TRANSACTION,
            status=status,
            end_to_end_id=end_to_end_id(run_id, number),
            reason_code="AC04" if status == "RJCT" else None,
        )
        report = StatusReport(
            message_id=f"{of}{number}{status}",
            created_at=NOON + timedelta(minutes=minutes),
            original_message_id=message_id(run_id),
            entries=(entry,),
        )
        self.do("eve", take_in(report))


def billed(*lines: tuple[int, str, str]) -> tuple[BilledLine, ...]:
    """Lines of an invoice: number, quantity, price."""
    return tuple(
        BilledLine(
            po_line=n, sku=sku(n), quantity=Decimal(quantity), unit_price=UnitPrice(price, EUR)
        )
        for n, quantity, price in lines
    )


def total_of(rows: Sequence[BilledLine | CreditedLine]) -> Money:
    """What they come to; there is no tax in this company."""
    return Money(sum(row.quantity * row.unit_price.amount for row in rows), EUR)
