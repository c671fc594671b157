"""The play: a week of buying, with everything that a purchase can meet before the goods arrive."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from api.cli.demo.client import Call, Json, UnexpectedAnswer, patch, post
from api.cli.demo.company import AMARA, BEN, GRETA, LENA, MARA, PAUL, TOMAS, Company, Person
from api.cli.demo.trade import (
    BERGMANN,
    CASCADE,
    FIXTURES,
    GUIDES,
    HOSHINO,
    LAMPS,
    LENSES,
    VENDORS,
    WIPES,
    Vendor,
    microscopes,
)

DUTIES = (403, "SegregationOfDutiesViolation")
LEVEL = (403, "InsufficientApprovalAuthority")
STALE = (412, "PreconditionFailed")
STATE = (409, "InvalidStateTransition")


@dataclass(slots=True)
class Play:
    """What the story leaves behind for the picture."""

    company: Company
    suppliers: dict[str, str] = field(default_factory=dict)
    order: str = ""
    agreed_at: datetime | None = None
    agreed_version: int = 0
    amended_version: int = 0
    asked_for_lamps: Person | None = None

    @property
    def names(self) -> dict[str, str]:
        """Who the ids of people and suppliers are."""
        suppliers = {supplier: name for name, supplier in self.suppliers.items()}
        return {**self.company.names, **suppliers}


def perform(play: Play) -> None:
    """Play it all; raises a Complaint when the server does not answer as it should."""
    _suppliers(play)
    requisition = _requisition(play)
    _order(play, requisition)
    _amendment(play)
    _dispute(play)
    _other_orders(play)


def _suppliers(play: Play) -> None:
    company = play.company
    company.it_becomes(0, "08:50", "Three suppliers, each account seen by two people")
    ben, paul, greta = company[BEN], company[PAUL], company[GRETA]
    for vendor in VENDORS:
        supplier = ben.does(post("/v1/suppliers", vendor.registration))["id"]
        play.suppliers[vendor.name] = supplier
        accounts = f"/v1/suppliers/{supplier}/bank-accounts"
        paul.does(post(accounts, vendor.bank_account))
        confirm = patch(f"{accounts}/1/confirm")
        if vendor is BERGMANN:
            paul.is_refused(confirm, "confirms the bank account that he entered", DUTIES)
        greta.does(confirm)
        ben.does(patch(f"/v1/suppliers/{supplier}/activate"))
        ben.tells(f"takes up {vendor.name} ({vendor.currency})", "Active")


def _requisition(play: Play) -> str:
    company = play.company
    company.it_becomes(0, "09:20", "A requisition finds its approver")
    mara = company[MARA]
    asked = {
        "justification": "Incoming inspection of the new lens line",
        "costCenter": "OPTICS",
        "submit": True,
        "lines": [microscopes("2"), LENSES],
    }
    raised = mara.does(post("/v1/requisitions", asked), "asks for two microscopes and four lenses")
    path = f"/v1/requisitions/{raised['id']}"
    routed = company.waits_for(path, "ManagerReview", "chooses who is to approve it")
    mara.is_refused(patch(f"{path}/approve"), "approves what she asked for", DUTIES)
    company.it_becomes(0, "11:05", "Approved, and ordered")
    chosen = company.who_is(routed["approval"]["approver"])
    chosen.does(patch(f"{path}/approve", {"comment": "Needed for the audit"}), "approves it")
    return path


def _order(play: Play, requisition: str) -> None:
    company = play.company
    ben, lena = company[BEN], company[LENA]
    supplier = {"supplierId": play.suppliers[BERGMANN.name]}
    converted = ben.does(patch(f"{requisition}/convert", supplier), "orders it from Bergmann Optik")
    play.order = converted["purchaseOrderId"]
    path = _path(play.order)
    ben.does(patch(f"{path}/submit"), "submits the order over 4,162.00 EUR")
    lena.is_refused(patch(f"{path}/approve"), "approves it with level L1, where L2 is due", LEVEL)
    company[TOMAS].does(patch(f"{path}/approve"), "approves it")
    ben.does(patch(f"{path}/issue"), "sends it to the supplier")
    company.it_becomes(1, "10:30", "The supplier accepts")
    agreed = ben.does(patch(f"{path}/acknowledge", {"comment": "AB-20991"}), "records it")
    play.agreed_version = agreed["version"]
    play.agreed_at = company.it_becomes(1, "14:15", "Amara goes away until Friday")
    days = {"firstDay": str(company.day(2)), "lastDay": str(company.day(4))}
    grant = {"delegate": lena.user_id, **days, "comment": "Board meeting in Oslo"}
    company[AMARA].does(post("/v1/delegations", grant), "lends her level L3 to Lena Fuchs")


def _amendment(play: Play) -> None:
    company, path = play.company, _path(play.order)
    company.it_becomes(2, "09:40", "Four microscopes more: a new revision, a higher level")
    ben, lena = company[BEN], company[LENA]
    document = ben.sees(path)
    more = {
        "reason": "The second shift starts in March",
        "lines": [{**microscopes("6"), "poLine": 1}, {**LENSES, "poLine": 2}],
    }
    ben.does(
        patch(f"{path}/amend", more, If_Match=f'"{document["version"]}"'),
        "amends it to 11,722.00 EUR",
    )
    lena.does(patch(f"{path}/approve"), "approves it on Amara's behalf")
    ben.does(patch(f"{path}/issue"), "sends revision 2")
    accepted = ben.does(patch(f"{path}/acknowledge"), "records that it is accepted")
    play.amended_version = accepted["version"]
    stale = patch(f"{path}/dispute", {"reason": "late"}, If_Match=f'"{document["version"]}"')
    company[PAUL].is_refused(stale, "acts on a version that he saw on Tuesday", STALE)


def _dispute(play: Play) -> None:
    company, path = play.company, _path(play.order)
    company.it_becomes(3, "15:10", "A dispute, and back again")
    reason = {"reason": "Price list of 1 March says 1,980.00 for the microscope"}
    company[PAUL].does(patch(f"{path}/dispute", reason), "disputes the price")
    cancel = Call("DELETE", f"{path}?reason=too+late")
    company[BEN].is_refused(cancel, "cancels the disputed order", STATE)
    company.it_becomes(4, "09:15", "The supplier gives in")
    settled = {"comment": "Bergmann keeps to 1,890.00"}
    company[TOMAS].does(patch(f"{path}/resolve-approve", settled), "settles it")
    company.waits_for(path, "Acknowledged", "takes the order back to where it stood")


def _other_orders(play: Play) -> None:
    company = play.company
    company.it_becomes(4, "11:00", "Other orders")
    ben, lena = company[BEN], company[LENA]
    fixtures = _sent_twice(ben, _order_of(play, CASCADE, FIXTURES, exchangeRate="0.9215"))
    ben.does(patch(f"{fixtures}/submit"))
    lena.does(patch(f"{fixtures}/approve"), "approves it: 589.76 EUR is within L1")
    ben.does(patch(f"{fixtures}/issue"))
    ben.does(Call("DELETE", f"{fixtures}?reason=Supplier+cannot+deliver"), "cancels it again")
    guides = ben.does(_order_of(play, HOSHINO, GUIDES, exchangeRate="0.0061"))
    ben.does(patch(f"{_path(guides['id'])}/submit"), "submits an order over 1,250,000 JPY")
    ben.does(_order_of(play, BERGMANN, WIPES), "drafts an order over 268.00 EUR")
    lamps = {"justification": "Ring lights for bench 3", "submit": True, "lines": [LAMPS]}
    asked = lena.does(post("/v1/requisitions", lamps), "asks for three ring lights")
    path = f"/v1/requisitions/{asked['id']}"
    routed = company.waits_for(path, "ManagerReview", "chooses who is to approve it")
    play.asked_for_lamps = company.who_is(routed["approval"]["approver"])


def _sent_twice(ben: Person, order: Call) -> str:
    """The same request again, as after a lost connection: one order, and the same answer."""
    first, again = ben.send(order), ben.send(order)
    if again.content != first.content or first.status_code != 201:
        raise UnexpectedAnswer(again, "the same 201 as before")
    if again.headers.get("Idempotency-Replayed") != "true":
        raise UnexpectedAnswer(again, "Idempotency-Replayed: true")
    ben.tells("sends an order over 640.00 USD twice, with one key", "201 one order, one answer")
    return _path(first.json()["id"])


def _order_of(play: Play, vendor: Vendor, ordered: Json, **more: str) -> Call:
    body = {"supplierId": play.suppliers[vendor.name], "currency": vendor.currency}
    due = play.company.day(4) + timedelta(days=21)
    return post(
        "/v1/purchase-orders", {**body, "deliveryDate": str(due), "lines": [ordered], **more}
    )


def _path(order: str) -> str:
    return f"/v1/purchase-orders/{order}"
