"""What buyers do in a random month."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from application.purchasing import purchase_order as orders
from application.purchasing import requisition as requisitions
from domain.purchasing.approval import QuotedRate
from domain.purchasing.lines import AmendedLine, OrderedLine, RequestedLine
from domain.purchasing.purchase_order import commands as order
from domain.purchasing.purchase_order.machine import PURCHASE_ORDER
from domain.purchasing.requisition import commands as requisition
from domain.shared.currency import Currency
from domain.shared.ids import (
    PurchaseOrderId,
    RequisitionId,
)
from domain.shared.money import UnitPrice
from domain.shared.quantity import UnitCode
from tests.machines.one_order import USERS, sku
from tests.projections.reporting.month import RandomMonth

_CATEGORIES = (None, "IT", "OFFICE")
_PRICES = ("10", "0.3333", "1234.56")
_EACH = UnitCode("EA")


def wish(month: RandomMonth) -> None:
    """Somebody asks for bolts."""
    line = RequestedLine(
        sku=sku(1),
        description="Bolts",
        quantity=Decimal(month.random.randrange(1, 9)),
        unit=_EACH,
        unit_price=UnitPrice("2", Currency("EUR")),
        category=month.random.choice(_CATEGORIES),
    )
    create = requisition.Create(justification="So.", lines=(line,), branch_id=month.branch())
    submit = requisition.Submit() if month.chance(0.9) else None
    wish = month.do("ann", requisitions.create_requisition(create, submit), "wish")
    month.do("ann", requisitions.ask_approver(RequisitionId(wish), USERS["eve"]))


def judge(month: RandomMonth) -> None:
    """A requisition is approved or rejected."""
    wish = RequisitionId(month.one("wish"))
    if month.chance(0.3):
        month.do("eve", requisitions.reject_requisition(wish, requisition.Reject(reason="No.")))
    else:
        month.do("eve", requisitions.approve_requisition(wish, requisition.Approve()))


def convert(month: RandomMonth) -> None:
    """An order is made of a requisition."""
    wish = RequisitionId(month.one("wish"))
    command = requisition.ConvertToPo(supplier_id=month.supplier())
    before = len(month.events)
    month.do("ann", requisitions.convert_requisition(wish, command))
    made = {
        e.stream_id for e in month.events[before:] if e.stream_type == PURCHASE_ORDER.stream_type
    }
    month.made["order"] += sorted(made)
    for one in sorted(made):
        issue(month, PurchaseOrderId(one))


def place(month: RandomMonth) -> None:
    """An order is placed, and issued most of the time."""
    currency = month.random.choice(("EUR", "EUR", "USD"))
    lines = tuple(
        OrderedLine(
            sku=sku(number),
            quantity=Decimal(month.random.choice(("10", "3", "7.5"))),
            unit=_EACH,
            unit_price=UnitPrice(month.random.choice(_PRICES), Currency(currency)),
            discount_percent=Decimal(month.random.choice(("0", "0", "5"))),
            tax_rate=Decimal(month.random.choice(("0", "19"))),
            category=month.random.choice(_CATEGORIES),
        )
        for number in range(1, month.random.randrange(2, 4))
    )
    due = month.today + timedelta(days=month.random.randrange(1, 60))
    command = order.Create(
        supplier_id=month.supplier(),
        currency=Currency(currency),
        payment_terms=month.terms(),
        cost_center=month.random.choice((None, "CC-1")),
        branch_id=month.branch(),
        delivery_date=due if month.chance(0.8) else None,
        exchange_rate=None if currency == "EUR" else QuotedRate(rate=Decimal("0.9")),
        lines=lines,
    )
    made = month.do("ann", orders.create_order(command), "order")
    if month.chance(0.9):
        issue(month, PurchaseOrderId(made))


def issue(month: RandomMonth, made: PurchaseOrderId) -> None:
    """An order goes its way to the supplier."""
    month.do("ann", orders.submit_order(made, order.Submit()))
    month.pass_time()
    month.do("eve", orders.approve_order(made, order.Approve()))
    month.do("ann", orders.issue_order(made, order.Issue()))


def lines_of(month: RandomMonth, made: PurchaseOrderId) -> Any:
    """The lines of an order."""
    return month.here.company.state(PURCHASE_ORDER, made).current.lines


def change(month: RandomMonth) -> None:
    """An order is cancelled or amended."""
    made = PurchaseOrderId(month.one("order"))
    if month.chance(0.3):
        month.do("ann", orders.cancel_order(made, order.Cancel(reason="Too late.")))
    lines = tuple(
        AmendedLine(
            po_line=line.po_line,
            sku=line.sku,
            quantity=line.quantity * month.random.choice((1, 2)),
            unit=line.unit,
            unit_price=line.unit_price,
            discount_percent=line.discount_percent,
            tax_rate=line.tax_rate,
            category=line.category,
        )
        for line in lines_of(month, made)
        if month.chance(0.8)
    )
    month.do("ann", orders.amend_order(made, order.Amend(lines=lines, reason="Other ones.")))
    if month.chance(0.7):
        month.do("eve", orders.approve_order(made, order.Approve()))
        month.do("ann", orders.issue_order(made, order.Issue()))
