"""Receiving: what is taken at the limit, and what is not beyond it."""

from decimal import Decimal

from api.cli.demo.cast import BEN, NILS
from api.cli.demo.client import Json, patch, post
from api.cli.demo.plan.orders import Bill, OrderPlan
from api.cli.demo.plan.trade import OTHER_FIXTURE
from api.cli.demo.play.month import Month
from api.cli.demo.play.refusals import BEYOND, BLOCKED, DISCREPANCY
from api.cli.demo.play.routine import bill_call, note_call, registrar


def up_to_the_limit(month: Month) -> None:
    """100 kg are ordered and 60 are here: 42 more are within 2 %, and a gram more is not."""
    plan = month.named("glass up to the limit")
    taker = month.company[NILS]
    second = note_call(month, plan, "02-06", plan.delivered((Decimal(42),)))
    taker.does(second, "takes 42 kg of glass: 102 of 100 ordered")
    third = note_call(month, plan, "02-06-2", plan.delivered((Decimal("0.001"),)))
    taker.is_refused(third, "takes one gram more", BEYOND)


def beyond_the_limit(month: Month) -> None:
    """102.001 kg of 100: held until somebody else sends back what is too much."""
    plan = month.named("glass beyond the limit")
    note = note_call(month, plan, "03-07", plan.delivered((Decimal("102.001"),)))
    held = month.company[NILS].is_refused(note, "takes 102.001 kg of 100 ordered", DISCREPANCY)
    sent_back = patch(f"/v1/grn/{held['grnId']}/return", {"comment": "The surplus goes back"})
    month.company[BEN].does(sent_back, "sends back what is too much")


def other_article(month: Month) -> None:
    """The total fits and the article does not: held, and nothing of the order is matched meanwhile."""
    plan = month.named("other fixtures")
    line: Json = {"poLine": 1, "sku": OTHER_FIXTURE.sku, "receivedQuantity": str(plan.ordered[0])}
    held = month.company[NILS].is_refused(
        note_call(month, plan, "04-08", [line]),
        "takes eight FIX-8 where FIX-7 are due",
        DISCREPANCY,
    )
    early = bill_call(month, plan, Bill(8, plan.ordered))
    month.company[registrar(plan)].is_refused(early, "registers their invoice", BLOCKED)
    month.company[BEN].does(patch(f"/v1/grn/{held['grnId']}/return"), "sends them all back")


def sold_out(month: Month) -> None:
    """The supplier sends 46 of 50 and says that there are no more."""
    plan = month.named("sold out")
    note = note_call(month, plan, "15-09", plan.delivered((Decimal(46),)), final=True)
    held = month.company[NILS].is_refused(
        note, "takes 46 filters of 50, the last that there are", DISCREPANCY
    )
    month.documents["sold out"] = held["grnId"]


def sold_out_accepted(month: Month) -> None:
    """The buyer makes do with that."""
    accept = patch(f"/v1/grn/{month.documents['sold out']}/accept", {"comment": "46 will do"})
    month.company[BEN].does(accept, "makes do with 46")


def three_go_back(month: Month) -> None:
    """Goods that were taken turn out to be bent."""
    plan = month.named("three go back")
    taken = month.company[NILS]
    note = _first_note(month, plan)
    gone = {"reason": "Bent in transit", "lines": [{"poLine": 1, "quantity": "3"}]}
    taken.does(post(f"/v1/grn/{note}/returns", gone), "returns three of ten linear guides")


def _first_note(month: Month, plan: OrderPlan) -> str:
    notes = month.company[BEN].sees("/v1/grn", purchaseOrderId=month.order(plan))["items"]
    note: str = notes[0]["grnId"]
    return note
