"""Facts follow an order step by step, and read nothing anew that another projection has folded just now."""

from typing import Any

import pytest

from application.ports.event_store import RecordedEvent
from domain.purchasing.purchase_order.machine import PURCHASE_ORDER
from domain.shared.ids import TenantId
from projections.document_projection import streams_of
from projections.folds import Folds
from tests.contracts.in_memory_states import InMemoryStates
from tests.machines.company import OURS, new_store
from tests.projections.reporting.history import chapters


class CountedStates(InMemoryStates):
    """Counts how often history is read."""

    reads = 0

    async def load_at(self, *asked: Any) -> Any:
        """As the store tells it."""
        self.reads += 1
        return await super().load_at(*asked)


Orders = tuple[CountedStates, list[RecordedEvent]]


@pytest.fixture
def orders() -> Orders:
    """The story's longest order, and the states behind it."""
    store = new_store()
    for recorded in chapters():
        store._logs[OURS].append(recorded)
        store._streams[recorded.stream_id].append(recorded)
    of_orders = [one for one in chapters() if one.stream_type == PURCHASE_ORDER.stream_type]
    return CountedStates(store), max(streams_of(of_orders).values(), key=len)


async def test_steps_are_every_version_in_between(orders: Orders) -> None:
    states, history = orders
    steps = await Folds(states).steps(PURCHASE_ORDER, history)
    assert [(before.version, after.version) for before, after in steps] == [
        (recorded.version - 1, recorded.version) for recorded in history
    ]
    assert steps[-1][1].state == PURCHASE_ORDER.fold([one.event for one in history])


async def test_what_another_projection_folded_just_now_is_not_read_again(orders: Orders) -> None:
    states, history = orders
    folds = Folds(states)
    for at in range(0, len(history), 3):
        batch = history[at : at + 3]
        folded = await folds.after(PURCHASE_ORDER, batch)
        assert (await folds.steps(PURCHASE_ORDER, batch))[-1][1] == folded
    assert states.reads == 0


async def test_steps_of_the_past_and_after_a_loss_of_memory_are_read(orders: Orders) -> None:
    states, history = orders
    folds = Folds(states)
    whole = await folds.steps(PURCHASE_ORDER, history)
    assert await folds.steps(PURCHASE_ORDER, history[2:4]) == whole[2:4]
    folds.forget(TenantId(history[0].tenant))
    assert await folds.steps(PURCHASE_ORDER, history[5:]) == whole[5:]
    assert states.reads == 2
    assert folds.kept_bytes > 0
