"""A tenant with people who buy, approve and pay, and short ways to what they do."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from application.ports.event_store import Upto
from application.ports.states import Folded
from application.purchasing import purchase_order as orders
from application.purchasing import requisition as requisitions
from application.purchasing import supplier as suppliers
from domain.purchasing.lines import OrderedLine, RequestedLine
from domain.purchasing.purchase_order import commands as order
from domain.purchasing.purchase_order.machine import PURCHASE_ORDER
from domain.purchasing.purchase_order.state import PurchaseOrder
from domain.purchasing.requisition import commands as requisition
from domain.purchasing.requisition.machine import REQUISITION
from domain.purchasing.requisition.state import Requisition
from domain.purchasing.supplier import commands as supplier
from domain.shared.country import Country
from domain.shared.currency import Currency
from domain.shared.ids import PurchaseOrderId, RequisitionId, SupplierId, UserId
from domain.shared.money import UnitPrice
from domain.shared.payment_terms import PaymentTerms
from domain.shared.quantity import UnitCode
from domain.shared.sku import SkuCode
from tests.application.stage import Stage

EUR = Currency("EUR")


def ordered(quantity: str = "10", price: str = "50") -> OrderedLine:
    """An order line; ten at 50.00 EUR unless it is said otherwise."""
    return OrderedLine(
        sku=SkuCode("BOLT-M8"),
        quantity=Decimal(quantity),
        unit=UnitCode("EA"),
        unit_price=UnitPrice(price, EUR),
    )


def wanted(quantity: str = "10", price: str = "50") -> RequestedLine:
    """A requisition line; ten at 50.00 EUR unless it is said otherwise."""
    return RequestedLine(
        sku=SkuCode("BOLT-M8"),
        description="Bolts",
        quantity=Decimal(quantity),
        unit=UnitCode("EA"),
        unit_price=UnitPrice(price, EUR),
    )


@dataclass(frozen=True)
class Buying:
    """Ann asks, Ben buys, Cleo and Dan approve (L2 and L3); Acme delivers."""

    stage: Stage
    ann: UserId
    ben: UserId
    cleo: UserId
    dan: UserId
    acme: SupplierId

    async def requisition(self, *lines: RequestedLine, submit: bool = True) -> RequisitionId:
        """Ann asked for something, and for its approval."""
        command = requisition.Create(justification="The shelf is empty", lines=lines or (wanted(),))
        asked = requisition.Submit() if submit else None
        done = await self.stage.do(self.ann, requisitions.create_requisition(command, asked))
        return RequisitionId(self._id(done.folded))

    async def approved_requisition(self, *lines: RequestedLine) -> RequisitionId:
        """Cleo was asked, and approved it."""
        made = await self.requisition(*lines)
        await self.stage.do(self.ben, requisitions.ask_approver(made, self.cleo))
        approve = requisitions.approve_requisition(made, requisition.Approve())
        await self.stage.do(self.cleo, approve)
        return made

    async def draft(self, *lines: OrderedLine) -> PurchaseOrderId:
        """Ben drafted an order."""
        command = order.Create(supplier_id=self.acme, currency=EUR, lines=lines or (ordered(),))
        done = await self.stage.do(self.ben, orders.create_order(command))
        return PurchaseOrderId(self._id(done.folded))

    async def submitted(self, *lines: OrderedLine) -> PurchaseOrderId:
        """Ben submitted it."""
        made = await self.draft(*lines)
        await self.stage.do(self.ben, orders.submit_order(made, order.Submit()))
        return made

    async def acknowledged(self, *lines: OrderedLine) -> PurchaseOrderId:
        """Dan approved it, Ben issued it, and Acme agreed."""
        made = await self.submitted(*lines)
        await self.stage.do(self.dan, orders.approve_order(made, order.Approve()))
        await self.stage.do(self.ben, orders.issue_order(made, order.Issue()))
        await self.stage.do(self.ben, orders.acknowledge_order(made, order.Acknowledge()))
        return made

    async def order(self, order_id: PurchaseOrderId) -> Folded[PurchaseOrder]:
        """An order as the log tells it."""
        return await self.stage.states.load_at(self.stage.tenant, PURCHASE_ORDER, order_id, Upto())

    async def asked(self, requisition_id: RequisitionId) -> Folded[Requisition]:
        """A requisition as the log tells it."""
        return await self.stage.states.load_at(
            self.stage.tenant, REQUISITION, requisition_id, Upto()
        )

    @staticmethod
    def _id(folded: Folded[Any] | None) -> str:
        assert folded is not None
        return folded.stream_id


async def begin_buying(stage: Stage) -> Buying:
    """Open the tenant, let everybody in, and take up Acme."""
    await stage.opened()
    ann = await stage.user("ann", "requester", password=None)
    ben = await stage.user("ben", "buyer", password=None)
    cleo = await stage.user("cleo", "approver", level="L2", password=None)
    dan = await stage.user("dan", "approver", level="L3", password=None)
    register = supplier.Register(
        name="Acme", country=Country("DE"), currency=EUR, payment_terms=PaymentTerms("NET30")
    )
    done = await stage.do(ben, suppliers.register_supplier(register))
    assert done.folded is not None
    acme = SupplierId(done.folded.stream_id)
    await stage.do(ben, suppliers.activate_supplier(acme, supplier.Activate()))
    return Buying(stage, ann, ben, cleo, dan, acme)
