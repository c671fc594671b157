"""A tenant that owes money and pays it, and short ways to what that takes."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from typing import TypeVar

from application.governance.policy import set_paying_accounts
from application.invoicing.policies import BillingCompletion
from application.invoicing.supplier_invoice import register_invoice
from application.payments import bank_report, payment_run
from application.payments.collecting import RunOrder
from application.payments.instructions import (
    Level,
    PainVersion,
    StatusEntry,
    StatusReport,
)
from application.payments.policies import PaymentOutcome, PaymentScheduling
from application.policy_reactor import PolicyReactor
from application.ports.event_store import LogQuery, RecordedEvent, Upto
from application.ports.states import Folded
from application.purchasing import supplier as suppliers
from application.receiving.goods_receipt import receive_goods
from domain.governance.policy.paying_accounts import PayingAccounts
from domain.invoicing.lines import BilledLine
from domain.invoicing.supplier_invoice.commands import Register
from domain.invoicing.supplier_invoice.machine import SUPPLIER_INVOICE
from domain.invoicing.supplier_invoice.state import SupplierInvoice
from domain.payments.payment.machine import PAYMENT
from domain.payments.payment.state import Payment, payment_of
from domain.payments.payment_run.commands import Approve
from domain.payments.payment_run.machine import PAYMENT_RUN
from domain.payments.payment_run.state import PaymentRun
from domain.payments.references import end_to_end_id, message_id
from domain.purchasing.purchase_order.state import Status as OrderStatus
from domain.purchasing.supplier.commands import AddBankAccount, ConfirmBankAccount
from domain.receiving.goods_receipt.commands import Receive
from domain.receiving.lines import ReceivedLine
from domain.shared.bank_account import BankAccount
from domain.shared.iban import Iban
from domain.shared.ids import PaymentId, PaymentRunId, PurchaseOrderId, SupplierInvoiceId, UserId
from domain.shared.machine import Decider, HasStatus
from domain.shared.money import Money, UnitPrice
from domain.shared.sku import SkuCode
from infrastructure.bank.pain_001 import PainFiles
from tests.application.purchasing.buying import EUR, Buying, begin_buying, ordered
from tests.application.stage import Stage

S = TypeVar("S", bound=HasStatus)

FILES, VERSION = PainFiles(), PainVersion.V09
INVOICED = date(2026, 3, 1)
PAID = date(2026, 3, 31)
OURS = BankAccount(iban=Iban("FR1420041010050500013M02606"), holder="We", currency=EUR)
THEIRS = BankAccount(iban=Iban("DE89370400440532013000"), holder="Acme", currency=EUR)


@dataclass(frozen=True)
class Treasury:
    """Buying, with Carl who registers invoices, Tess who proposes runs, and Max who approves them."""

    buying: Buying
    carl: UserId
    tess: UserId
    max: UserId
    numbers: "count[int]" = field(default_factory=lambda: count(1))

    @property
    def stage(self) -> Stage:
        """What it stands on."""
        return self.buying.stage

    async def matched(self, quantity: str = "10") -> SupplierInvoiceId:
        """An invoice for all of an order of its own, at 50.00 apiece, that agrees."""
        order = await self.buying.acknowledged(ordered(quantity))
        number = next(self.numbers)
        delivery = Receive(
            purchase_order_id=order,
            delivery_note=f"LS-{number}",
            lines=(
                ReceivedLine(
                    po_line=1, sku=SkuCode("BOLT-M8"), received_quantity=Decimal(quantity)
                ),
            ),
        )
        await self.stage.do(self.buying.ann, receive_goods(delivery))
        line = BilledLine(
            po_line=1,
            sku=SkuCode("BOLT-M8"),
            quantity=Decimal(quantity),
            unit_price=UnitPrice("50", EUR),
        )
        bill = Register(
            purchase_order_id=order,
            supplier_invoice_number=f"RE-{number}",
            invoice_date=INVOICED,
            amount=Money(Decimal(quantity) * 50, EUR),
            lines=(line,),
        )
        done = await self.stage.do(self.carl, register_invoice(bill))
        assert done.folded is not None
        return SupplierInvoiceId(done.folded.stream_id)

    async def owed(self, *quantities: str) -> list[SupplierInvoiceId]:
        """Invoices whose payments are scheduled."""
        invoices = [await self.matched(quantity) for quantity in quantities or ("10",)]
        await self.react()
        return invoices

    async def proposed(self, *invoices: SupplierInvoiceId) -> PaymentRunId:
        """Tess collected their payments."""
        order = RunOrder(PAID, None, tuple(map(payment_of, invoices)))
        done = await self.stage.do(self.tess, payment_run.propose_run(order, VERSION, FILES))
        assert done.folded is not None
        return PaymentRunId(done.folded.stream_id)

    async def approved(self, *invoices: SupplierInvoiceId) -> PaymentRunId:
        """Max approved it."""
        run = await self.proposed(*invoices)
        await self.stage.do(self.max, payment_run.approve_run(run, Approve()))
        return run

    async def told(self, report: StatusReport) -> None:
        """The bank said something."""
        await self.stage.do(self.tess, bank_report.take_in(report))

    async def history(self) -> list[RecordedEvent]:
        """Everything that happened in the tenant."""
        return await self.stage.store.log(self.stage.tenant, LogQuery(limit=10_000))

    async def react(self) -> None:
        """The policies do what the log calls for, until nothing new happens."""
        seen = -1
        while seen != len(await self.history()):
            history = await self.history()
            seen = len(history)
            await self.deliver(history)

    async def deliver(self, events: list[RecordedEvent]) -> None:
        """The policies get these events, in this order."""
        reactors = [
            PolicyReactor(policy, self.stage.desk)
            for policy in (PaymentScheduling(), PaymentOutcome(), BillingCompletion())
        ]
        for recorded in events:
            for reactor in reactors:
                if recorded.event_type in reactor.event_types:
                    await reactor.handle(recorded)

    async def payment(self, invoice: SupplierInvoiceId) -> Payment:
        """The payment of an invoice as the log tells it."""
        return (await self._now(PAYMENT, payment_of(invoice))).state

    async def invoice(self, invoice: SupplierInvoiceId) -> SupplierInvoice:
        """An invoice as the log tells it."""
        return (await self._now(SUPPLIER_INVOICE, invoice)).state

    async def run(self, run: PaymentRunId) -> PaymentRun:
        """A run as the log tells it."""
        return (await self._now(PAYMENT_RUN, run)).state

    async def order_status(self, invoice: SupplierInvoiceId) -> OrderStatus | None:
        """Where the order of an invoice stands."""
        order = (await self.invoice(invoice)).terms.purchase_order_id
        return (await self.buying.order(PurchaseOrderId(order))).state.status

    async def count(self, ending: str, stream: str | None = None) -> int:
        """How often something happened, to one document or to any."""
        return sum(
            recorded.event_type.endswith(ending) and stream in (None, recorded.stream_id)
            for recorded in await self.history()
        )

    async def _now(self, decider: Decider[S], stream_id: str) -> Folded[S]:
        return await self.stage.states.load_at(self.stage.tenant, decider, stream_id, Upto())


def report(
    run: PaymentRunId, *said: tuple[int, str], hour: int = 12, message: str = "STATUS"
) -> StatusReport:
    """What the bank says of transfers of a run, by number and status."""
    return StatusReport(
        message_id=f"{message}-{hour}",
        created_at=datetime(2026, 3, 31, hour, tzinfo=UTC),
        original_message_id=message_id(run),
        entries=tuple(
            StatusEntry(
                level=Level.TRANSACTION,
                end_to_end_id=end_to_end_id(run, number),
                status=status,
                reason_code="AC04" if status == "RJCT" else None,
            )
            for number, status in said
        ),
    )


def payments_of(run: PaymentRun) -> list[PaymentId]:
    """Every payment of a run."""
    return [paid.payment_id for transfer in run.transfers for paid in transfer.payments]


async def begin_paying(stage: Stage) -> Treasury:
    """A tenant that buys, with an account of its own, and of Acme, whom it can pay."""
    buying = await begin_buying(stage)
    carl = await stage.user("carl", "ap_clerk", password=None)
    tess = await stage.user("tess", "treasurer", password=None)
    boss = await stage.user("max", "manager", password=None)
    added = AddBankAccount(account=THEIRS)
    await stage.do(buying.ben, suppliers.add_bank_account(buying.acme, added))
    confirm = ConfirmBankAccount(bank_account=1)
    await stage.do(carl, suppliers.confirm_bank_account(buying.acme, confirm))
    await stage.do(boss, set_paying_accounts(PayingAccounts(accounts=(OURS,))))
    return Treasury(buying, carl, tess, boss)
