"""Long work is done in turn: a tenant waits for itself, and there is an end to how much is under way."""

import asyncio
from contextlib import ExitStack
from uuid import uuid4

import pytest

from api.http.failures import ServiceOverloaded, TooManyExports
from api.http.turns import AT_ONCE, MOST, MOST_OF_A_TENANT, Turns
from domain.shared.ids import TenantId


def somebody() -> TenantId:
    return TenantId.of(uuid4())


class Line:
    """Those who ask for turns, in the order in which they have them."""

    def __init__(self) -> None:
        self.turns = Turns()
        self.had: list[TenantId] = []
        self._may_end = asyncio.Semaphore(0)

    def ask(self, tenant: TenantId) -> "asyncio.Task[None]":
        """Ask for a turn, which lasts until one may end."""
        return asyncio.create_task(self._take(tenant))

    async def end(self, turns: int) -> None:
        """Let as many turns end, and others begin."""
        for _ in range(turns):
            self._may_end.release()
        for _ in range(10):
            await asyncio.sleep(0)

    async def _take(self, tenant: TenantId) -> None:
        async with self.turns.turn(tenant):
            self.had.append(tenant)
            await self._may_end.acquire()


async def test_who_asks_for_much_waits_for_themselves_alone() -> None:
    line, greedy, others = Line(), somebody(), [somebody() for _ in range(3)]
    asked = [line.ask(greedy) for _ in range(4)] + [line.ask(each) for each in others]
    await line.end(0)
    assert line.had == [greedy, others[0]]
    assert len(line.had) == AT_ONCE
    await line.end(2)
    assert line.had[AT_ONCE:] == others[1:]
    await line.end(5)
    await asyncio.gather(*asked)
    assert line.had == [greedy, *others, *[greedy] * 3]


async def test_who_gives_up_waiting_keeps_nobody() -> None:
    line, tenant = Line(), somebody()
    first, second, third = (line.ask(tenant) for _ in range(3))
    await line.end(0)
    second.cancel()
    await line.end(2)
    await asyncio.gather(first, third)
    assert second.cancelled()
    assert len(line.had) == 2


def test_a_tenant_has_so_many_places_and_gets_them_back() -> None:
    turns, tenant = Turns(), somebody()
    for _ in range(2):
        with ExitStack() as places:
            for _ in range(MOST_OF_A_TENANT):
                places.enter_context(turns.place(tenant))
            with pytest.raises(TooManyExports), turns.place(tenant):
                pass
            with turns.place(somebody()):
                pass


def test_all_together_have_so_many_places_and_get_them_back() -> None:
    turns = Turns()
    for _ in range(2):
        with ExitStack() as places:
            for _ in range(MOST):
                places.enter_context(turns.place(somebody()))
            with pytest.raises(ServiceOverloaded), turns.place(somebody()):
                pass
