"""One order with all that belongs to it, and the people who stop it and let it go on."""

from tests.machines.oracle.bills import Bills
from tests.machines.oracle.books import INVALID
from tests.machines.oracle.goods import Goods
from tests.machines.oracle.money import Money

DISPUTABLE = frozenset({"Acknowledged", "PartiallyReceived", "Received", "Invoiced"})


class Oracle(Goods, Bills, Money):
    """Where the order should stand."""

    def acknowledge(self) -> str | None:
        """The supplier agrees."""
        if self.status != "Issued":
            return INVALID
        self.status, self.acknowledged = "Acknowledged", True
        return None

    def dispute(self) -> str | None:
        """Somebody stops the order."""
        if self.status not in DISPUTABLE:
            return INVALID
        self.status, self.by_hand, self.disputed = "Disputed", True, set()
        return None

    def resolve(self, *, goes_on: bool) -> str | None:
        """Somebody settles whatever stood in the way."""
        if self.status != "Disputed":
            return INVALID
        self.status = "Approved" if goes_on else "Cancelled"
        self.by_hand, self.disputed = False, set()
        return None
