"""The whole month: sixty orders, of which something happens to seventeen."""

from collections.abc import Sequence

from api.cli.demo.plan.orders import OrderPlan
from api.cli.demo.plan.planted import PLANTED
from api.cli.demo.plan.routine import routine
from api.cli.demo.plan.trade import VENDORS

ORDERS = 60


def planned() -> Sequence[OrderPlan]:
    """Every order by its number."""
    ordinary = routine(ORDERS - len(PLANTED), len(PLANTED) + 1, VENDORS)
    return (*PLANTED, *ordinary)
