"""A policy whose process is killed before, in the middle of or after its effect has that effect once."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from application.purchasing import purchase_order as orders
from application.purchasing import requisition as requisitions
from domain.purchasing.purchase_order import commands as order
from tests.application.murabaha.financing import Financing, begin_financing
from tests.application.stage import set_up
from tests.cluster import Database
from tests.faults.killing import MOMENTS, Fate, gone_on, killed


async def routed(financing: Financing) -> None:
    """Cleo was asked to approve a requisition."""
    buying = financing.buying
    ask = requisitions.ask_approver(await buying.requisition(), buying.cleo)
    await buying.stage.do(buying.ben, ask)


async def asked_for(financing: Financing) -> None:
    """Somebody submitted a requisition."""
    await financing.buying.requisition()


async def resolved(financing: Financing) -> None:
    """A dispute about an acknowledged order is settled."""
    order_id = await financing.buying.acknowledged()
    await financing.do(orders.dispute_order(order_id, order.Dispute(reason="scratched")))
    await financing.do(orders.resolve_dispute(order_id, order.ResolveApprove()))


async def issued(financing: Financing) -> None:
    """Acme got an order."""
    await financing.buying.acknowledged()


async def transferred(financing: Financing) -> None:
    """The bank sold the goods on."""
    await financing.transferred()


async def remitted(financing: Financing) -> None:
    """The bank got the first instalment."""
    _, contract_id = await financing.active()
    await financing.remit(contract_id, 1)


async def settled(financing: Financing) -> None:
    """The bank got the last instalment."""
    _, contract_id = await financing.active()
    for number in (1, 2):
        await financing.remit(contract_id, number)
    await financing.deliver()
    await financing.remit(contract_id, 3)


async def cancelled(financing: Financing) -> None:
    """The order of a contract is off."""
    order_id, _ = await financing.contracted()
    await financing.do(orders.cancel_order(order_id, order.Cancel(reason="we moved")))


Story = Callable[[Financing], Awaitable[None]]
CASES: list[tuple[str, Story, Mapping[str, int]]] = [
    ("requisition-routing", asked_for, {"purchasing.requisition.routed": 1}),
    (
        "order-resumption",
        resolved,
        {"purchasing.purchase-order.reissued": 1, "purchasing.purchase-order.acknowledged": 2},
    ),
    ("approver-notices", routed, {"communication.notice.queued": 1}),
    ("supplier-notices", issued, {"communication.notice.queued": 1}),
    (
        "murabaha-activation",
        transferred,
        {"murabaha.contract.activated": 1, "payments.payment.scheduled": 3},
    ),
    ("murabaha-outcome", remitted, {"murabaha.contract.instalment-paid": 1}),
    (
        "murabaha-outcome",
        settled,
        {
            "murabaha.contract.instalment-paid": 3,
            "murabaha.contract.settled": 1,
            "purchasing.purchase-order.paid": 1,
            "purchasing.purchase-order.closed": 1,
        },
    ),
    ("murabaha-ending", cancelled, {"murabaha.contract.cancelled": 1}),
]


@dataclass(frozen=True)
class Killing:
    """What a killed process worked on, and where it kept its keys."""

    database: Database
    home: Path


@pytest.fixture
def killing(database: Database, tmp_path: Path) -> Killing:
    """A database of the test's own."""
    return Killing(database, tmp_path)


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize(
    ("name", "story", "effects"),
    CASES,
    ids=[f"{name}-{story.__name__}" for name, story, _ in CASES],
)
async def test_a_killed_reaction_has_its_effect_once(
    killing: Killing, name: str, story: Story, effects: Mapping[str, int], moment: str
) -> None:
    database, fate = killing.database, Fate(name, moment, killing.home)
    async with set_up(database, killing.home) as stage:
        await story(await begin_financing(stage))
        await killed(database, fate)
        async with gone_on(database, stage, fate):
            types = await stage.types()
            assert {effect: types.count(effect) for effect in effects} == effects
