"""A tenant that has orders financed: the bank is a supplier, and money moves as the bank reports."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from application.desk import Task
from application.murabaha import contract as contracts
from application.murabaha.policies import MurabahaActivation, MurabahaEnding, MurabahaOutcome
from application.policy_reactor import PolicyReactor
from application.ports.event_store import Upto
from application.ports.states import Folded
from application.purchasing import purchase_order as orders
from application.purchasing import supplier as suppliers
from application.purchasing.facts import plain_context
from application.reaction import Policy
from application.work import Work
from domain.murabaha.contract import commands as c
from domain.murabaha.contract.machine import MURABAHA, payment_of
from domain.murabaha.contract.state import MurabahaContract
from domain.payments.payment import commands as payment
from domain.payments.payment.machine import PAYMENT
from domain.payments.payment.state import Payment
from domain.purchasing.lines import LineQuantity
from domain.purchasing.purchase_order import commands as order
from domain.purchasing.purchase_order.machine import PURCHASE_ORDER
from domain.purchasing.supplier import commands as supplier
from domain.shared.context import Context
from domain.shared.country import Country
from domain.shared.ids import (
    BankReportId,
    GoodsReceiptId,
    MurabahaId,
    PaymentRunId,
    PurchaseOrderId,
    SupplierId,
)
from domain.shared.message import Command
from domain.shared.money import Money
from domain.shared.payment_terms import PaymentTerms
from tests.application.purchasing.buying import EUR, Buying, begin_buying, ordered
from tests.application.stage import NOON, Stage
from tests.domain.purchasing.people import uuid

FIRST_DUE = date(2026, 4, 30)
RUN, OTHER_RUN = PaymentRunId.of(uuid(1)), PaymentRunId.of(uuid(2))
REPORT = BankReportId.of(uuid(1))


def eur(amount: str) -> Money:
    """Euros."""
    return Money(amount, EUR)


def paying(owed: Money, run: PaymentRunId = RUN) -> payment.Collect:
    """A run takes a payment up."""
    return payment.Collect(
        payment_run_id=run,
        transfer=1,
        end_to_end_id="E2E-1",
        execution_date=FIRST_DUE,
        pays=owed,
        discount=Money.zero(owed.currency),
    )


def remitting(run: PaymentRunId = RUN) -> payment.Remit:
    """The bank accepted it."""
    return payment.Remit(payment_run_id=run, status="ACSC", reported_at=NOON, bank_report_id=REPORT)


def returning(run: PaymentRunId = RUN) -> payment.Return:
    """The bank took it back."""
    return payment.Return(
        payment_run_id=run, reason="account closed", reported_at=NOON, bank_report_id=REPORT
    )


@dataclass(frozen=True)
class Financing:
    """Ben elects and signs; `bank` is the supplier that finances."""

    buying: Buying
    bank: SupplierId

    @property
    def stage(self) -> Stage:
        """Where it is played."""
        return self.buying.stage

    async def do(self, task: Task) -> Folded[Any]:
        """Ben carries something out."""
        done = await self.stage.do(self.buying.ben, task)
        assert done.folded is not None
        return done.folded

    async def elect(self, order_id: PurchaseOrderId, **more: Any) -> MurabahaId:
        """Ten percent over three months, unless it is said otherwise."""
        usual = {"markup_percent": Decimal(10), "instalments": 3, "first_due_date": FIRST_DUE}
        command = c.Request.model_validate({"bank_id": self.bank, **usual, **more})
        folded = await self.do(contracts.request_financing(order_id, command))
        return MurabahaId(folded.stream_id)

    async def approve(self, order_id: PurchaseOrderId) -> None:
        """Dan approves the order."""
        await self.stage.do(self.buying.dan, orders.approve_order(order_id, order.Approve()))

    async def contracted(self, price: str = "60000") -> tuple[PurchaseOrderId, MurabahaId]:
        """An order that is approved, and a contract that is signed."""
        order_id = await self.buying.submitted(ordered("1", price))
        contract_id = await self.elect(order_id)
        await self.approve(order_id)
        await self.do(contracts.sign_contract(contract_id, c.Contract()))
        return order_id, contract_id

    async def issued(self) -> tuple[PurchaseOrderId, MurabahaId]:
        """The supplier has the order."""
        order_id, contract_id = await self.contracted()
        await self.do(orders.issue_order(order_id, order.Issue()))
        return order_id, contract_id

    async def acquired(self) -> tuple[PurchaseOrderId, MurabahaId]:
        """The bank owns the goods."""
        order_id, contract_id = await self.issued()
        await self.do(contracts.acquire_asset(contract_id, c.Acquire()))
        return order_id, contract_id

    async def transferred(self) -> tuple[PurchaseOrderId, MurabahaId]:
        """The goods came, and the buyer owns them."""
        order_id, contract_id = await self.acquired()
        accepted = (LineQuantity(po_line=1, quantity=Decimal(1)),)
        received = order.FullReceive(grn_id=GoodsReceiptId.of(uuid(1)), accepted=accepted)
        await self.of_order(order_id, received)
        await self.do(contracts.transfer_asset(contract_id, c.Transfer()))
        return order_id, contract_id

    async def active(self) -> tuple[PurchaseOrderId, MurabahaId]:
        """The instalments are scheduled."""
        order_id, contract_id = await self.transferred()
        await self.deliver()
        return order_id, contract_id

    async def of_order(self, order_id: PurchaseOrderId, command: Command) -> None:
        """What another context reports to an order."""

        async def task(work: Work) -> Folded[Any]:
            return work.decide(
                await work.load(PURCHASE_ORDER, order_id), command, plain_context(work)
            )

        await self.do(task)

    async def of_payment(self, contract_id: MurabahaId, number: int, *commands: Command) -> None:
        """What runs and reports do to the payment of an instalment."""

        async def task(work: Work) -> Folded[Any]:
            found = await work.load(PAYMENT, payment_of(contract_id, number))
            for command in commands:
                found = work.decide(found, command, Context(work.request.actor, work.at))
            return found

        await self.do(task)

    async def remit(self, contract_id: MurabahaId, number: int) -> None:
        """The bank pays an instalment."""
        owed = (await self.payment(contract_id, number)).owed
        steps = (paying(owed), payment.Disburse(payment_run_id=RUN), remitting())
        await self.of_payment(contract_id, number, *steps)

    async def contract(self, contract_id: MurabahaId) -> MurabahaContract:
        """A contract as the log tells it."""
        at = await self.stage.states.load_at(self.stage.tenant, MURABAHA, contract_id, Upto())
        return at.state

    async def payment(self, contract_id: MurabahaId, number: int) -> Payment:
        """The payment of an instalment as the log tells it."""
        payment_id = payment_of(contract_id, number)
        at = await self.stage.states.load_at(self.stage.tenant, PAYMENT, payment_id, Upto())
        return at.state

    async def deliver(self, seed: int = 7, policies: Sequence[Policy] = ()) -> None:
        """Every event three times and in any order, until nothing new happens."""
        chance, seen = random.Random(seed), -1
        wanted = policies or (MurabahaActivation(), MurabahaOutcome(), MurabahaEnding())
        reactors = [PolicyReactor(policy, self.stage.desk) for policy in wanted]
        while seen != len(await self.stage.history()):
            history = await self.stage.history()
            seen = len(history)
            given = [
                (reactor, recorded)
                for reactor in reactors
                for recorded in history * 3
                if recorded.event_type in reactor.event_types
            ]
            chance.shuffle(given)
            for reactor, recorded in given:
                await reactor.handle(recorded)


async def begin_financing(stage: Stage) -> Financing:
    """Open the tenant, and take up a bank."""
    buying = await begin_buying(stage)
    register = supplier.Register(
        name="Amanah Bank",
        country=Country("DE"),
        currency=EUR,
        payment_terms=PaymentTerms("NET30"),
    )
    done = await stage.do(buying.ben, suppliers.register_supplier(register))
    assert done.folded is not None
    bank = SupplierId(done.folded.stream_id)
    await stage.do(buying.ben, suppliers.activate_supplier(bank, supplier.Activate()))
    return Financing(buying, bank)
