"""A past to try policies on: orders, deliveries and invoices by the use cases, off by a little or a lot."""

from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from random import Random
from typing import Any, TypeVar

from application.desk import Task
from application.governance import policy
from application.invoicing.supplier_invoice import correct_invoice, register_invoice
from application.ports.event_store import Append, LogQuery, StreamAppend, Upto
from application.ports.states import Folded
from application.purchasing import purchase_order as orders
from application.purchasing.requisition import create_requisition
from application.receiving.goods_receipt import receive_goods
from application.request import Request
from application.work import Work
from domain.governance.policy.machine import POLICY
from domain.identity.branch.machine import BRANCH
from domain.identity.user.machine import USER
from domain.invoicing.supplier_invoice.commands import Correct, Register
from domain.invoicing.supplier_invoice.state import Status as InvoiceStatus
from domain.purchasing.purchase_order import commands as c
from domain.purchasing.purchase_order.state import PurchaseOrder
from domain.purchasing.requisition import commands as requisition
from domain.purchasing.supplier.machine import SUPPLIER
from domain.receiving.goods_receipt.commands import Receive
from domain.receiving.goods_receipt.rules import DeliveryBeyondTolerance
from domain.shared.approval_level import ApprovalThresholds
from domain.shared.approval_mode import ApprovalMode
from domain.shared.ids import PurchaseOrderId, SupplierInvoiceId, TenantId, UserId
from domain.shared.machine import Decider, HasStatus
from domain.shared.tolerance import Tolerance
from tests.application.purchasing.buying import EUR, Buying, wanted
from tests.application.stage import RandomIdentifiers, Stage

S = TypeVar("S", bound=HasStatus)
RATES = {"EUR": None, "USD": "0.92", "JPY": "0.0061"}
_SCALES = {"EUR": "0.01", "USD": "0.01", "JPY": "1"}
_OFF = ("0", "0", "0", "0.004", "0.009", "0.011", "0.019", "0.02", "0.021", "-0.015", "-0.03")
"""By how much a price is off."""
_AT_ONCE = 40

Line = dict[str, Any]


def rounded(number: Decimal, currency: str) -> Decimal:
    """To the minor unit."""
    return number.quantize(Decimal(_SCALES[currency]), ROUND_HALF_UP)


@dataclass
class Remembered:
    """The `States` of use cases that run ahead of the log: what nobody kept does not exist, or is loaded."""

    stage: Stage
    kept: dict[str, Folded[Any]] = field(default_factory=dict)

    async def load(self, tenant: TenantId, decider: Decider[S], stream_id: str) -> Folded[S]:
        """The newest state."""
        if stream_id in self.kept:
            return self.kept[stream_id]
        if decider not in (POLICY, USER, SUPPLIER, BRANCH):
            return Folded(stream_id, decider.initial)
        self.kept[stream_id] = found = await self.stage.states.load(tenant, decider, stream_id)
        return found

    async def load_at(
        self, tenant: TenantId, decider: Decider[S], stream_id: str, upto: Upto
    ) -> Folded[S]:
        """Nobody asks for the past."""
        raise AssertionError

    def keep(self, tenant: TenantId, folded: Folded[Any]) -> None:
        """Remember it."""
        self.kept[folded.stream_id] = folded

    def forget(self, tenant: TenantId, stream_id: str) -> None:
        """It is remembered all the same."""


@dataclass
class Past:
    """Plays orders by the use cases themselves, and appends what happened to many of them at once.

    After each append the `pause` goes by.
    """

    buying: Buying
    invoices: int = 0
    pause: timedelta = timedelta()
    _begun: int = 0
    _batch: dict[str, StreamAppend] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._states = Remembered(self.buying.stage)

    async def play(self, wanted: int) -> None:
        """Until so many invoices were registered; the policies change when half of them were."""
        await self._play_on(wanted // 2)
        await self._do(policy.set_match_tolerance(Tolerance(percent=Decimal("1.5"))))
        await self._do(policy.set_approval_thresholds(thresholds("700", "9000")))
        await self._play_on(wanted)
        await self._do(policy.set_approval_mode(ApprovalMode.SEQUENTIAL))
        for price in ("3", "30", "300"):
            await self._submitted({"currency": "EUR", "lines": [_ordered("50", price)]})
        await self._flush()

    async def raw(self) -> list[dict[str, Any]]:
        """Everything that happened, as anybody reads it off the log; without what matches found out."""
        stage, found, after = self.buying.stage, [], 0
        while page := await stage.store.log(stage.tenant, LogQuery(after=after, limit=200)):
            after = page[-1].position
            found += [
                {
                    "position": each.position,
                    "stream": each.stream_id,
                    "at": each.occurred_at,
                    "type": each.event_type,
                    "payload": each.event.model_dump(mode="json", by_alias=True, exclude={"match"}),
                }
                for each in page
            ]
        return found

    async def _play_on(self, wanted: int) -> None:
        """Orders in turns, so that an append has a step of each of them."""
        while self.invoices < wanted:
            steps = [self._order(Random(self._begun + at)) for at in range(_AT_ONCE)]
            self._begun += _AT_ONCE
            while steps:
                steps = [each for each in steps if await anext(each, None) is not None]
                await self._flush()

    async def _do(self, task: Task, actor: UserId | None = None) -> Any:
        stage = self.buying.stage
        request = Request(stage.tenant, actor or self.buying.ben)
        work = Work(request, stage.clock.now(stage.tenant), self._states, RandomIdentifiers())
        folded = await task(work)
        for append in work.appends():
            if append.events and append.stream_id in self._batch:
                await self._flush()
            if append.events:
                self._batch[append.stream_id] = append
        for changed in work.changed():
            self._states.keep(stage.tenant, changed)
        return folded

    async def _flush(self) -> None:
        streams, stage = tuple(self._batch.values()), self.buying.stage
        if streams:
            said = {"actor": str(self.buying.ben)}
            await stage.store.append(Append(stage.tenant, streams, said, stage.clock.at))
            stage.later(self.pause)
        self._batch.clear()

    async def _order(self, chance: Random) -> AsyncIterator[bool]:
        """One order from its requisition to its invoices, or to what went wrong."""
        price = f"{chance.randint(1, 900)}.{chance.randint(0, 99):02}"
        asked = requisition.Create(
            justification="Needed", lines=(wanted(str(chance.randint(1, 40)), price),)
        )
        await self._do(create_requisition(asked, requisition.Submit()), self.buying.ann)
        currency = chance.choice(("EUR", "EUR", "USD", "JPY"))
        lines = [_line(chance, currency) for _ in range(chance.randint(1, 3))]
        order = await self._submitted({"currency": currency, "lines": lines})
        yield True
        await self._do(orders.approve_order(order, c.Approve()), self.buying.dan)
        yield True
        await self._do(orders.issue_order(order, c.Issue()))
        yield True
        async for _ in self._delivered(chance, order, lines):
            yield True
        parts = chance.randint(1, 3)
        for _ in range(parts):
            if self._blocked(order):
                return
            await self._invoiced(chance, order, lines, parts)
            yield True

    def _blocked(self, order: PurchaseOrderId) -> bool:
        state: PurchaseOrder = self._states.kept[order].state
        return bool(state.fulfilment.discrepancies) or state.disputed_by_anything

    async def _submitted(self, said: dict[str, Any]) -> PurchaseOrderId:
        rate = RATES[said["currency"]]
        command = {"supplierId": self.buying.acme, "exchangeRate": rate, **said}
        made = await self._do(orders.create_order(c.Create.model_validate(command)))
        order = PurchaseOrderId(made.stream_id)
        await self._flush()
        await self._do(orders.submit_order(order, c.Submit()))
        return order

    async def _delivered(
        self, chance: Random, order: PurchaseOrderId, lines: list[Line]
    ) -> AsyncIterator[bool]:
        """Two or three deliveries, of which the last ones may bring too much or too little."""
        share = Decimal(chance.choice(("1", "0.97", "0.985", "1.01", "1.015", "1.025")))
        late = (Decimal("0.008"),) * chance.randint(0, 1)
        for number, part in enumerate((Decimal("0.4"), share - Decimal("0.4"), *late)):
            note = {
                "purchaseOrderId": order,
                "deliveryNote": f"{order}-{number}",
                "final": number == 1 and share < 1,
                "lines": [_brought(place, each, part) for place, each in enumerate(lines, 1)],
            }
            with suppress(DeliveryBeyondTolerance):
                await self._do(receive_goods(Receive.model_validate(note)), self.buying.ann)
            if self._blocked(order):
                return
            yield True

    async def _invoiced(
        self, chance: Random, order: PurchaseOrderId, whole: list[Line], parts: int
    ) -> None:
        """One invoice, in every other case corrected when it does not agree."""
        lines, prices = _bills(chance, whole, parts), [line["unitPrice"] for line in whole]
        currency = prices[0]["currency"]
        self.invoices += 1
        body = {
            "purchaseOrderId": order,
            "supplierInvoiceNumber": f"RE-{self.invoices}",
            "invoiceDate": "2026-02-01",
            "amount": {"amount": str(gross(lines, currency)), "currency": currency},
            "lines": lines,
        }
        invoice = await self._do(register_invoice(Register.model_validate(body)))
        if invoice.state.status is InvoiceStatus.DISPUTED and chance.random() < 0.5:
            await self._flush()
            few = [
                {**each, "quantity": "0.5", "unitPrice": price}
                for each, price in zip(lines, prices, strict=True)
            ]
            correct = Correct.model_validate({"lines": few})
            await self._do(correct_invoice(SupplierInvoiceId(invoice.stream_id), correct))


def thresholds(l1: str, l2: str) -> ApprovalThresholds:
    """In the currency of the tenant."""
    return ApprovalThresholds(currency=EUR, l1=Decimal(l1), l2=Decimal(l2))


def gross(lines: list[Line], currency: str) -> Decimal:
    """Nets and their tax, once for each rate."""
    nets: dict[str, Decimal] = {}
    for line in lines:
        kept = 1 - Decimal(line.get("discountPercent", "0")) / 100
        exact = Decimal(line["quantity"]) * Decimal(line["unitPrice"]["amount"]) * kept
        rate = line["taxRate"]
        nets[rate] = nets.get(rate, Decimal(0)) + rounded(exact, currency)
    taxes = [rounded(net * Decimal(rate) / 100, currency) for rate, net in nets.items()]
    return sum([*nets.values(), *taxes], Decimal(0))


def _line(chance: Random, currency: str) -> Line:
    fine = "" if currency == "JPY" else f".{chance.randint(0, 99):02}"
    return {
        "sku": f"PART-{chance.randint(1, 9)}",
        "quantity": str(chance.choice((3, 40, 100, 250))),
        "unit": "EA",
        "unitPrice": {"amount": f"{chance.randint(1, 300)}{fine}", "currency": currency},
        "discountPercent": chance.choice(("0", "0", "2.5")),
        "taxRate": chance.choice(("0", "7", "19")),
    }


def _ordered(quantity: str, price: str) -> Line:
    each = {"amount": price, "currency": "EUR"}
    return {"sku": "PART-1", "quantity": quantity, "unit": "EA", "unitPrice": each}


def _brought(place: int, line: Line, share: Decimal) -> Line:
    quantity = Decimal(line["quantity"]) * share
    return {"poLine": place, "sku": line["sku"], "receivedQuantity": str(quantity)}


def _bills(chance: Random, lines: list[Line], parts: int) -> list[Line]:
    return [_bill(chance, place, each, parts) for place, each in enumerate(lines, 1)]


def _bill(chance: Random, place: int, line: Line, parts: int) -> Line:
    """A part of an order line, at about the price that was agreed."""
    price, quantity = line["unitPrice"], Decimal(line["quantity"]) / parts
    off = (1 + Decimal(chance.choice(_OFF))) * Decimal(price["amount"])
    short = Decimal(chance.choice(("1", "1", "0.9", "1.008")))
    return {
        "poLine": place,
        "sku": line["sku"],
        "quantity": str(_six(quantity * short)),
        "unitPrice": {"amount": str(_six(off)), "currency": price["currency"]},
        "discountPercent": line["discountPercent"],
        "taxRate": line["taxRate"],
    }


def _six(number: Decimal) -> Decimal:
    return number.quantize(Decimal("0.000001"), ROUND_HALF_UP)
