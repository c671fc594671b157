"""What the players share: the company, the orders by number and name, and working at once."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

from api.cli.demo.bank import Bank
from api.cli.demo.client import Json
from api.cli.demo.company import Company
from api.cli.demo.plan.orders import OrderPlan
from api.cli.demo.plan.trade import Vendor

_AT_ONCE = 6
_WEEK, _WORKING_DAYS = 7, 5
_BEFORE = "07:30"

Task = Callable[[], None]


class Month:
    """The month while it is played; what it keeps are ids, to know what the next step is about."""

    def __init__(self, company: Company, bank: Bank, plans: Sequence[OrderPlan]) -> None:
        self.company = company
        self.bank = bank
        self.plans = plans
        self.suppliers: dict[str, str] = {}
        self.documents: dict[str, str] = {}
        self.now = datetime.now(UTC)
        self.agreed_at = self.now
        self._named = {plan.name: plan for plan in plans if plan.name}
        self._orders: dict[int, str] = {}
        self._monday = company.today + timedelta(days=_WEEK - company.today.weekday())

    @property
    def first_day(self) -> date:
        """Next Monday, because the clock of a sandbox goes forward only."""
        return self.day(0)

    def opens(self, taking_up: "Callable[[Month], None]") -> None:
        """Before the first day the suppliers are taken up."""
        self.it_becomes(0, _BEFORE, "Suppliers, and accounts that two people see")
        taking_up(self)

    def day(self, number: int) -> date:
        """A working day; five of them are a week."""
        weeks, weekday = divmod(number, _WORKING_DAYS)
        return self._monday + timedelta(days=_WEEK * weeks + weekday)

    def it_becomes(self, number: int, clock: str, title: str = "") -> datetime:
        """Move the company's clock to a time of a working day, and with a title begin a chapter."""
        self.now = self.company.it_becomes(self.day(number), clock, title)
        return self.now

    def named(self, name: str) -> OrderPlan:
        """The plan of an order that something happens to."""
        return self._named[name]

    def supplier(self, vendor: Vendor) -> str:
        """The address of a supplier."""
        return f"/v1/suppliers/{self.suppliers[vendor.name]}"

    def placed(self, plan: OrderPlan, order: Json) -> str:
        """Remember which order it became; returns its address."""
        self._orders[plan.number] = order["purchaseOrderId"]
        return self.address(plan)

    def order(self, plan: OrderPlan) -> str:
        """The id of an order."""
        return self._orders[plan.number]

    def address(self, plan: OrderPlan) -> str:
        """Where an order is found."""
        return f"/v1/purchase-orders/{self._orders[plan.number]}"

    def is_placed(self, plan: OrderPlan) -> bool:
        """False until somebody ordered it."""
        return plan.number in self._orders

    def at_once(self, tasks: Sequence[Task]) -> None:
        """Do them all, several at the same time; raises what the first one that fails raises."""
        with ThreadPoolExecutor(max_workers=_AT_ONCE) as at_once:
            for done in [at_once.submit(task) for task in tasks]:
                done.result()
