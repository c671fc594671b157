"""Buying: suppliers, a requisition and its approval, an amendment, and an order that is called off."""

from functools import partial

from api.cli.demo.cast import AMARA, BEN, LENA, MARA, NILS, PAUL, TOMAS
from api.cli.demo.client import Call, Json, patch, post
from api.cli.demo.plan.orders import Bill, Delivery
from api.cli.demo.plan.trade import BERGMANN, FINANCIER, OWN_ACCOUNTS, VENDORS, Vendor
from api.cli.demo.play.month import Month
from api.cli.demo.play.refusals import DUTIES, LEVEL, NOT_BILLABLE, STALE, STATE
from api.cli.demo.play.routine import bill_call, delivery_call, registrar


def suppliers(month: Month) -> None:
    """Before the first day: each supplier is taken up, and its account is seen by two people."""
    company = month.company
    company[TOMAS].does(Call("PUT", "/v1/policies/paying-accounts", {"accounts": [*OWN_ACCOUNTS]}))
    vendors = (*VENDORS, FINANCIER)
    month.at_once([partial(_take_up, month, vendor) for vendor in vendors])
    currencies = sorted({vendor.currency for vendor in vendors})
    company[BEN].tells(f"takes up {len(vendors)} suppliers ({', '.join(currencies)})", "Active")


def _take_up(month: Month, vendor: Vendor) -> None:
    company = month.company
    ben, paul, tomas = company[BEN], company[PAUL], company[TOMAS]
    month.suppliers[vendor.name] = ben.does(post("/v1/suppliers", vendor.registration))["id"]
    address = month.supplier(vendor)
    paul.does(post(f"{address}/bank-accounts", vendor.bank_account))
    if vendor is BERGMANN:
        confirm = patch(f"{address}/bank-accounts/1/confirm")
        paul.is_refused(confirm, "confirms the bank account that he entered himself", DUTIES)
    tomas.does(patch(f"{address}/bank-accounts/1/confirm"))
    ben.does(patch(f"{address}/activate"))


def requisition(month: Month) -> None:
    """Two microscopes are asked for, approved by somebody else, and ordered."""
    company, plan = month.company, month.named("microscopes")
    mara, ben = company[MARA], company[BEN]
    asked = {
        "justification": "Incoming inspection of the new lens line",
        "costCenter": "OPTICS",
        "submit": True,
        "lines": _wanted(month, "2"),
    }
    raised = mara.does(post("/v1/requisitions", asked), "asks for two microscopes and four lenses")
    path = f"/v1/requisitions/{raised['id']}"
    routed = company.waits_for(path, "ManagerReview", "chooses who is to approve it")
    mara.is_refused(patch(f"{path}/approve"), "approves what she asked for", DUTIES)
    chosen = company.who_is(routed["approval"]["approver"])
    chosen.does(patch(f"{path}/approve", {"comment": "Needed for the audit"}), "approves it")
    supplier = {"supplierId": month.suppliers[BERGMANN.name]}
    converted = ben.does(patch(f"{path}/convert", supplier), "orders it from Bergmann Optik")
    order = month.placed(plan, converted)
    ben.does(patch(f"{order}/submit"), "submits the order over 4,162.00 EUR")
    approve = patch(f"{order}/approve")
    company[LENA].is_refused(approve, "approves it with level L1, where L2 is due", LEVEL)
    company[TOMAS].does(approve, "approves it")
    ben.does(patch(f"{order}/issue"), "sends it to the supplier")


def _wanted(month: Month, microscopes: str) -> list[Json]:
    plan = month.named("microscopes")
    first, second = (line.on_paper(plan.vendor.currency) for line in plan.lines)
    return [{**first, "quantity": microscopes}, second]


def delegation(month: Month) -> None:
    """The supplier accepts, and somebody goes away."""
    company = month.company
    order = month.address(month.named("microscopes"))
    company[BEN].does(
        patch(f"{order}/acknowledge", {"comment": "AB-20991"}), "notes that it is accepted"
    )
    month.agreed_at = month.now
    days = {"firstDay": str(month.day(1)), "lastDay": str(month.day(4))}
    grant = {"delegate": company[LENA].user_id, **days, "comment": "Board meeting in Oslo"}
    company[AMARA].does(post("/v1/delegations", grant), "lends her level L3 to Lena Fuchs")


def amendment(month: Month) -> None:
    """Six in place of two: a new revision, and a higher level."""
    company, plan = month.company, month.named("microscopes")
    ben, order = company[BEN], month.address(plan)
    seen = f'"{ben.sees(order)["version"]}"'
    lines = [{**line, "poLine": number} for number, line in enumerate(plan.paper, 1)]
    more = {"reason": "The second shift starts in March", "lines": lines}
    ben.does(patch(f"{order}/amend", more, If_Match=seen), "amends it to 13,949.18 EUR with tax")
    company[LENA].does(patch(f"{order}/approve"), "approves it on Amara's behalf")
    ben.does(patch(f"{order}/issue"), "sends revision 2")
    ben.does(patch(f"{order}/acknowledge"))
    stale = patch(f"{order}/dispute", {"reason": "late"}, If_Match=seen)
    company[PAUL].is_refused(stale, "acts on a version that he saw before", STALE)


def called_off(month: Month) -> None:
    """An order is cancelled before it is accepted."""
    company, plan = month.company, month.named("called off")
    cancel = Call("DELETE", f"{month.address(plan)}?reason=Cannot+be+delivered+before+March")
    company[BEN].does(cancel, "cancels an order over 3,344.00 USD")


def turned_away(month: Month) -> None:
    """What arrives for it all the same is turned away, and its bill too."""
    company, plan = month.company, month.named("called off")
    arrives = delivery_call(month, plan, Delivery(7, plan.ordered))
    company[NILS].is_refused(arrives, "takes goods of the cancelled order", STATE)
    bill = bill_call(month, plan, Bill(7, plan.ordered))
    company[registrar(plan)].is_refused(bill, "registers its invoice", NOT_BILLABLE)
