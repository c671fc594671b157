"""Financing: a bank buys the machine, owns it, and resells it at a markup that is fixed at contract."""

from api.cli.demo.cast import AMARA, BEN, GRETA
from api.cli.demo.client import patch, post
from api.cli.demo.plan.orders import Bill
from api.cli.demo.plan.trade import FINANCIER
from api.cli.demo.play.month import Month
from api.cli.demo.play.refusals import FINANCED, STATE
from api.cli.demo.play.routine import bill_call, order_call, registrar

_INSTALMENTS = 12
_FIRST_DUE = 18


def elected(month: Month) -> None:
    """An order above 50,000.00 is to be financed; the contract fixes the markup before it is issued."""
    company, plan = month.company, month.named("financed")
    ben, amara, greta = company[BEN], company[AMARA], company[GRETA]
    order = month.placed(plan, ben.does(order_call(month, plan)))
    wanted = {
        "bankId": month.suppliers[FINANCIER.name],
        "markupPercent": "4.5",
        "instalments": _INSTALMENTS,
        "firstDueDate": str(month.day(_FIRST_DUE)),
    }
    contract = ben.does(
        post(f"{order}/murabaha", wanted), "elects murabaha for a machine over 80,920.00 EUR"
    )
    month.documents["contract"] = contract["murabahaId"]
    ben.does(patch(f"{order}/submit"))
    amara.does(patch(f"{order}/approve"), "approves the order")
    signed = greta.does(patch(_contract(month, "contract")), "signs: cost, markup and instalments")
    price = signed["price"]
    greta.tells(
        "fixes the price", f"{price['amount']} {price['currency']} in {_INSTALMENTS} months"
    )
    ben.does(patch(f"{order}/issue"))
    ben.does(patch(f"{order}/acknowledge"))
    transfer = patch(_contract(month, "transfer"))
    greta.is_refused(transfer, "takes over a machine that the bank does not own", STATE)
    greta.does(patch(_contract(month, "acquire")), "records that the bank bought it")


def resold(month: Month) -> None:
    """The machine is here: the bank sells it on, and its supplier has nothing to ask of us."""
    company, plan = month.company, month.named("financed")
    bill = bill_call(month, plan, Bill(9, plan.ordered))
    company[registrar(plan)].is_refused(bill, "registers the invoice for the machine", FINANCED)
    sold = patch(_contract(month, "transfer"))
    company[GRETA].does(sold, "records that the bank sold it on to us")
    contract = f"/v1/murabaha/{month.documents['contract']}"
    company.waits_for(contract, "Active", "schedules twelve instalments")


def _contract(month: Month, step: str) -> str:
    return f"/v1/murabaha/{month.documents['contract']}/{step}"
