"""Ordinary work: orders placed, deliveries entered, invoices registered, each as anybody would do it."""

from api.cli.demo.cast import APPROVERS, BEN, IDA, NILS, PAUL, Part
from api.cli.demo.client import Call, Json, patch, post
from api.cli.demo.plan.orders import LAST_DAY, Bill, Delivery, OrderPlan
from api.cli.demo.play.month import Month

_DELIVERED_WITHIN = 10


def order_call(month: Month, plan: OrderPlan) -> Call:
    """The request that places an order; the rate of its currency goes with it."""
    vendor, rate = plan.vendor, plan.vendor.rate(plan.day)
    wanted = month.day(plan.day + _DELIVERED_WITHIN)
    body: Json = {
        "supplierId": month.suppliers[vendor.name],
        "currency": vendor.currency,
        "deliveryDate": str(wanted),
        "lines": plan.paper,
    }
    return post("/v1/purchase-orders", body if rate is None else {**body, "exchangeRate": rate})


def place(month: Month, plan: OrderPlan) -> None:
    """Order it: drafted, submitted, approved by whom it takes, and issued.

    What is ordered on the last day has not come that far when the day ends.
    """
    ben = month.company[BEN]
    address = month.placed(plan, ben.does(order_call(month, plan)))
    if plan.number == month.plans[-1].number:
        return
    submitted = ben.does(patch(f"{address}/submit"))
    if plan.day == LAST_DAY:
        return
    approver = month.company[APPROVERS[submitted["approval"]["requiredLevel"]]]
    approver.does(patch(f"{address}/approve"))
    ben.does(patch(f"{address}/issue"))


def acknowledge(month: Month, plan: OrderPlan) -> None:
    """The supplier accepts, the day after."""
    month.company[BEN].does(patch(f"{month.address(plan)}/acknowledge"))


def delivery_call(month: Month, plan: OrderPlan, delivery: Delivery) -> Call:
    """The request that enters a delivery."""
    lines = plan.delivered(delivery.quantities)
    return note_call(month, plan, f"{plan.number:02d}-{delivery.day:02d}", lines)


def note_call(month: Month, plan: OrderPlan, number: str, lines: list[Json], **more: bool) -> Call:
    """The request that enters a delivery note with any lines."""
    note = {"purchaseOrderId": month.order(plan), "deliveryNote": f"LS-{number}", "lines": lines}
    return post("/v1/grn", {**note, **more})


def deliver(month: Month, plan: OrderPlan, delivery: Delivery) -> None:
    """Enter what arrived."""
    month.company[NILS].does(delivery_call(month, plan, delivery))


def registrar(plan: OrderPlan) -> Part:
    """Who registers the invoices of an order."""
    return PAUL if plan.number % 2 else IDA


def invoice_number(plan: OrderPlan, bill: Bill) -> str:
    """As the supplier counts its invoices."""
    return f"{plan.vendor.letters}-{plan.number:03d}{bill.day:02d}"


def bill_call(month: Month, plan: OrderPlan, bill: Bill, number: str = "") -> Call:
    """The request that registers an invoice, dated on its day."""
    head = {
        "purchaseOrderId": month.order(plan),
        "supplierInvoiceNumber": number or invoice_number(plan, bill),
        "invoiceDate": str(month.day(bill.day)),
    }
    return post("/v1/invoices", {**head, **plan.billed(bill)})


def register(month: Month, plan: OrderPlan, bill: Bill) -> None:
    """Register what was billed."""
    invoice = month.company[registrar(plan)].does(bill_call(month, plan, bill))
    month.documents[invoice_number(plan, bill)] = invoice["invoiceId"]
