"""Whether the lists say what was played; a month that went otherwise is a failure, whatever it looks like."""

from collections import Counter

from api.cli.complaint import Complaint
from api.cli.demo.finance.figures import Month
from api.cli.demo.plan.month import ORDERS

EXCEPTIONS = Counter(
    {
        "More delivered than ordered": 1,
        "Another article delivered": 1,
        "Less delivered, and no more to come": 1,
        "Billed more than due": 2,
        "Possible duplicate": 1,
        "Disputed by hand": 1,
    }
)
STILL_OPEN = 2
REFUSALS = 14
CURRENCIES = ("EUR", "JPY", "USD")


class NotAsPlayed(Complaint):
    """The lists do not say what was played."""


def verify(month: Month) -> None:
    """Raises NotAsPlayed unless they do."""
    matching = month.matching
    found = Counter(each.what for each in matching.exceptions)
    paid = {payout.amount.currency for payout in month.payouts if payout.paid}
    _expect(month.ordered == ORDERS, f"{month.ordered} orders are listed")
    _expect(found == EXCEPTIONS, f"what did not agree is {dict(found)}")
    _expect(matching.waiting == STILL_OPEN, f"{matching.waiting} invoices wait for somebody")
    _expect(len(month.refusals) == REFUSALS, f"{len(month.refusals)} attempts were recorded")
    _expect(paid == set(CURRENCIES), f"paid was in {sorted(paid)}")


def _expect(holds: bool, otherwise: str) -> None:
    if not holds:
        raise NotAsPlayed(otherwise, "this is a fault of daybook, please report it")
