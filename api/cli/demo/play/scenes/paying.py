"""Paying: runs that somebody else approves, a bank that dies, and one that turns a transfer down."""

from decimal import Decimal
from uuid import uuid4

from api.cli.complaint import Complaint
from api.cli.demo.cast import AMARA, GRETA, PAUL, TOMAS
from api.cli.demo.client import Call, Json, UnexpectedAnswer, patch, post
from api.cli.demo.finance.wording import amount
from api.cli.demo.narration import Step
from api.cli.demo.plan.trade import FERRARIS, NEW_ACCOUNT
from api.cli.demo.play.month import Month
from api.cli.demo.play.refusals import DUTIES
from api.plural import count

_RUNS = "/v1/payment-runs"
_BANK, _RUN = "the bank", "payment run"


class PaidTwice(Complaint):
    """The bank booked something else than what was to be paid."""


def first_run(month: Month) -> None:
    """Proposed twice with one key, approved by whom it may be, and taken by a bank that dies over it."""
    company, day = month.company, 8
    preview = company[GRETA].does(_propose(month, day, dryRun=True))
    company[GRETA].tells("looks at what a run would pay", _totals(preview))
    run = _sent_twice(month, _propose(month, day))
    company[TOMAS].is_refused(
        _approval(run), "approves the run to accounts that he confirmed", DUTIES
    )
    month.bank.misbehaves(acceptAndDie=True)
    company[AMARA].does(_approval(run), "approves it")
    month.bank.is_found_dead()
    company.narration.tell(Step(_BANK, "takes the file, and dies before it says so", "no receipt"))
    month.documents[_RUN] = run["paymentRunId"]


def bank_is_back(month: Month) -> None:
    """The file is handed in again, and nothing is paid twice."""
    company = month.company
    month.bank.opens()
    run = _settled(month, "hands the same file in again, and hears of every transfer")
    booked = len(month.bank.transfers())
    if booked != run["transferCount"]:
        raise PaidTwice(f"the bank booked {booked} transfers for {run['transferCount']}")
    company.narration.tell(Step(_BANK, "has booked each transfer once", f"{booked} of {booked}"))
    company[GRETA].tells("sees what paying early was worth", f"{_discounts(run)} less")


def second_run(month: Month) -> None:
    """The bank will report a closed account, in any order and twice."""
    month.bank.misbehaves(
        answerTwice=True,
        reorder=True,
        rejectWith={"reason": "AC04", "text": "Account closed", "iban": FERRARIS.account["iban"]},
    )
    _run(month, 13)


def rejected(month: Month) -> None:
    """What the bank turned down is to be paid again."""
    for transfer in _settled(month, "hears of every transfer")["transfers"]:
        outcome = transfer["outcome"]
        if outcome["verdict"] == "Rejected":
            month.documents["rejected"] = transfer["payments"][0]["paymentId"]
            said = f"{outcome['reasonCode']} {outcome['reason']}"
            what = f"reads that {transfer['supplierName']} was not paid"
            month.company[GRETA].tells(what, said)


def new_account(month: Month) -> None:
    """The supplier has another account; two people see it before anything is paid to it."""
    company, address = month.company, f"{month.supplier(FERRARIS)}/bank-accounts/1"
    account = {**NEW_ACCOUNT, "holder": FERRARIS.name, "currency": FERRARIS.currency}
    company[PAUL].does(patch(f"{address}/change", account), "enters the supplier's new account")
    confirm = patch(f"{address}/confirm")
    company[PAUL].is_refused(confirm, "confirms it himself", DUTIES)
    company[TOMAS].does(confirm, "rings the supplier up, and confirms it")


def last_run(month: Month) -> None:
    """What had failed is tried again."""
    month.bank.misbehaves()
    _run(month, 18)


def paid_at_last(month: Month) -> None:
    """What had failed is paid now."""
    _settled(month, "hears of every transfer")
    payment = month.company[GRETA].sees(f"/v1/payments/{month.documents['rejected']}")
    attempts = count(payment["attempts"], "attempt")
    month.company[GRETA].tells("sees that Ferraris is paid", f"{payment['status']}, {attempts}")


def _approval(run: Json) -> Call:
    """Like everything that pays it needs a key."""
    return patch(f"{_RUNS}/{run['paymentRunId']}/approve", Idempotency_Key=str(uuid4()))


def _run(month: Month, day: int) -> None:
    run = month.company[GRETA].does(_propose(month, day))
    month.company[GRETA].tells("proposes a run", _totals(run))
    month.company[AMARA].does(_approval(run), "approves it")
    month.documents[_RUN] = run["paymentRunId"]


def _propose(month: Month, day: int, **more: bool) -> Call:
    month.company.waits_until_none("/v1/invoices", status="Matched", held="false")
    return post(_RUNS, {"executionDate": str(month.day(day)), **more})


def _sent_twice(month: Month, proposal: Call) -> Json:
    """The same request again, as after a lost connection: one run, and the same answer."""
    greta = month.company[GRETA]
    first, again = greta.send(proposal), greta.send(proposal)
    if first.status_code != 201 or again.content != first.content:
        raise UnexpectedAnswer(again, "the same 201 as before")
    if again.headers.get("Idempotency-Replayed") != "true":
        raise UnexpectedAnswer(again, "Idempotency-Replayed: true")
    greta.tells("proposes a run twice, with one key", "201 one run, one answer")
    return dict(first.json())


def _settled(month: Month, what: str) -> Json:
    return month.company.waits_for(f"{_RUNS}/{month.documents[_RUN]}", "Settled", what)


def _discounts(run: Json) -> str:
    taken: dict[str, Decimal] = {}
    for transfer in run["transfers"]:
        for payment in transfer["payments"]:
            discount = payment["discount"]
            before = taken.get(discount["currency"], Decimal(0))
            taken[discount["currency"]] = before + Decimal(discount["amount"])
    return ", ".join(f"{amount(value)} {currency}" for currency, value in taken.items() if value)


def _totals(run: Json) -> str:
    return ", ".join(
        f"{amount(Decimal(total['amount']))} {total['currency']}" for total in run["totals"]
    )
