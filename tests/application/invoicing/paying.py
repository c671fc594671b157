"""Deliveries, invoices and their payments for tests of use cases."""

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from application.desk import Done, Task
from application.invoicing import credit_note, supplier_invoice
from application.invoicing.payment import take_off_late_credits
from application.payments.payment import schedule_payment
from application.ports.event_store import Upto
from application.ports.states import Folded
from application.receiving.goods_receipt import receive_goods
from application.work import Work
from domain.invoicing.credit_note.commands import Register as RegisterCredit
from domain.invoicing.supplier_invoice.commands import Register
from domain.invoicing.supplier_invoice.machine import SUPPLIER_INVOICE
from domain.invoicing.supplier_invoice.state import SupplierInvoice
from domain.payments.payment.commands import Collect, Disburse, Fail, LetGo
from domain.payments.payment.machine import PAYMENT
from domain.payments.payment.state import Payment, payment_of
from domain.receiving.goods_receipt.commands import Receive
from domain.shared.context import Context
from domain.shared.ids import PaymentRunId, PurchaseOrderId, SupplierInvoiceId
from domain.shared.message import Command
from domain.shared.money import Money
from tests.application.purchasing.buying import EUR, Buying
from tests.domain.purchasing.people import uuid

RUN = PaymentRunId.of(uuid(1))


def invoice_body(order: PurchaseOrderId, quantity: str, price: str, **more: Any) -> Register:
    """The command that registers an invoice for bolts of the first line."""
    net = Decimal(quantity) * Decimal(price)
    given = {
        "purchase_order_id": order,
        "supplier_invoice_number": "RE-1",
        "invoice_date": "2026-03-01",
        "amount": {"amount": f"{net:.2f}", "currency": "EUR"},
        "lines": [
            {
                "po_line": 1,
                "sku": "BOLT-M8",
                "quantity": quantity,
                "unit_price": {"amount": price, "currency": "EUR"},
            }
        ],
    }
    return Register.model_validate({**given, **more})


@dataclass(frozen=True)
class Paying:
    """Ann works in the warehouse and Ben in accounts payable, whatever else they do."""

    buying: Buying

    async def do(self, task: Task) -> Done:
        """Ben does something."""
        return await self.buying.stage.do(self.buying.ben, task)

    async def delivered(self, quantity: str = "10") -> PurchaseOrderId:
        """An order of ten at 50.00, of which so much was delivered."""
        order = await self.buying.acknowledged()
        line = {"po_line": 1, "sku": "BOLT-M8", "received_quantity": quantity}
        note = {"purchase_order_id": order, "delivery_note": str(order), "lines": [line]}
        receive = receive_goods(Receive.model_validate(note))
        await self.buying.stage.do(self.buying.ann, receive)
        return order

    async def registered(
        self, order: PurchaseOrderId, quantity: str = "10", price: str = "50", **more: Any
    ) -> SupplierInvoiceId:
        """An invoice, whether or not it agrees."""
        body = invoice_body(order, quantity, price, **more)
        done = await self.do(supplier_invoice.register_invoice(body))
        assert done.folded is not None
        return SupplierInvoiceId(done.folded.stream_id)

    async def scheduled(self, order: PurchaseOrderId) -> SupplierInvoiceId:
        """An invoice for everything, whose payment is scheduled."""
        invoice = await self.registered(order)
        await self.do(schedule_payment(invoice))
        return invoice

    async def credit(self, invoice: SupplierInvoiceId, quantity: str, number: str = "GS-1") -> Done:
        """The supplier takes so much back, at 50.00."""
        net = f"{Decimal(quantity) * 50:.2f}"
        price = {"amount": "50.00", "currency": "EUR"}
        body = {
            "invoice_id": invoice,
            "credit_note_number": number,
            "date": "2026-03-09",
            "amount": {"amount": net, "currency": "EUR"},
            "lines": [{"po_line": 1, "quantity": quantity, "unit_price": price}],
        }
        return await self.do(credit_note.register_credit_note(RegisterCredit.model_validate(body)))

    async def collected(self, invoice: SupplierInvoiceId, *, sent: bool = False) -> None:
        """A run took the payment up, and perhaps the bank has it."""
        owed = (await self.payment(invoice)).state.owed
        collect = Collect.model_validate(
            {
                "payment_run_id": RUN,
                "transfer": 1,
                "end_to_end_id": "E2E-1",
                "execution_date": "2026-03-31",
                "pays": owed,
                "discount": Money.zero(EUR),
            }
        )
        commands: tuple[Command, ...] = (collect, Disburse(payment_run_id=RUN))
        for command in commands if sent else commands[:1]:
            await self.do(self._on_payment(invoice, command))

    async def come_back(self, invoice: SupplierInvoiceId, *, sent: bool) -> None:
        """The bank does not make the transfer, or the run is called off before it could."""
        let_go = LetGo(payment_run_id=RUN, reason="not today")
        fail = Fail(
            payment_run_id=RUN, reason="closed", reported_at=datetime(2026, 4, 1, tzinfo=UTC)
        )
        command = fail if sent else let_go

        async def task(work: Work) -> Folded[Payment]:
            payment = await work.load(PAYMENT, payment_of(invoice))
            payment = work.decide(payment, command, Context(work.request.actor, work.at))
            await take_off_late_credits(work, payment)
            return payment

        await self.do(task)

    async def invoice(self, invoice: SupplierInvoiceId) -> Folded[SupplierInvoice]:
        """An invoice as the log tells it."""
        stage = self.buying.stage
        return await stage.states.load_at(stage.tenant, SUPPLIER_INVOICE, invoice, Upto())

    async def payment(self, invoice: SupplierInvoiceId) -> Folded[Payment]:
        """Its payment as the log tells it."""
        stage = self.buying.stage
        return await stage.states.load_at(stage.tenant, PAYMENT, payment_of(invoice), Upto())

    def _on_payment(self, invoice: SupplierInvoiceId, command: Command) -> Task:
        async def task(work: Work) -> Folded[Payment]:
            payment = await work.load(PAYMENT, payment_of(invoice))
            return work.decide(payment, command, Context(work.request.actor, work.at))

        return task
