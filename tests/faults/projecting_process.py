"""A process in which many people work at once, and whose projections follow what everybody does.

Arguments: the address of the database, where the keys are kept, the tenant, a buyer, an approver, a supplier,
a name for its random choices, and how many commands each of its people tries. It says ``ready`` and works
once it is told a line, says ``half`` half-way and ``done`` at the end, and follows until it is killed.
"""

import asyncio
import random
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from psycopg_pool import PoolTimeout

from api.bootstrap.process import Daybook, Part, running_on
from application.desk import Task
from application.failures import Failure
from application.ports.event_store import StoreOverloaded, StoreUnavailable
from application.purchasing import purchase_order as orders
from application.purchasing import requisition as requisitions
from application.request import Request
from domain.purchasing.purchase_order import commands as order
from domain.purchasing.requisition import commands as requisition
from domain.shared.ids import PurchaseOrderId, SupplierId, TenantId, UserId
from domain.shared.refusal import Refused
from infrastructure.settings import Settings
from tests.projections.play import line

PEOPLE = 6
_EXPECTED = (Refused, Failure, StoreUnavailable, StoreOverloaded, PoolTimeout, psycopg.Error)


@dataclass(frozen=True)
class Scene:
    """Who works for whom, at which supplier."""

    tenant: TenantId
    buyer: UserId
    boss: UserId
    supplier: SupplierId


@dataclass
class Worker:
    """One of many at their desks; orders are everybody's, so that they get in each other's way."""

    daybook: Daybook
    scene: Scene
    chance: random.Random
    placed: list[PurchaseOrderId] = field(default_factory=list)

    async def work(self, commands: int) -> None:
        """Try so many things; what is refused or cut off is not tried again."""
        for _ in range(commands):
            with suppress(*_EXPECTED):
                await self._one()

    async def _one(self) -> None:
        kind = self.chance.randrange(6) if self.placed else 0
        if kind == 0:
            await self._place()
        elif kind == 1:
            await self._do(self.scene.buyer, self._requisition())
        else:
            await self._go_on(kind, self.chance.choice(self.placed[-8:]))

    async def _go_on(self, kind: int, one: PurchaseOrderId) -> None:
        buyer, boss = self.scene.buyer, self.scene.boss
        if kind == 2:
            await self._do(buyer, orders.submit_order(one, order.Submit()))
        elif kind == 3:
            await self._do(boss, orders.approve_order(one, order.Approve()))
        elif kind == 4:
            await self._do(boss, orders.reject_order(one, order.Reject(reason="No.")))
        else:
            await self._do(buyer, orders.issue_order(one, order.Issue()))

    async def _place(self) -> None:
        price = f"{self.chance.randrange(1, 900)}.{self.chance.randrange(10, 100)}"
        command = order.Create.model_validate(
            {"supplier_id": self.scene.supplier, "currency": "EUR", "lines": [line(price)]}
        )
        self.placed.append(
            PurchaseOrderId(await self._do(self.scene.buyer, orders.create_order(command)))
        )

    def _requisition(self) -> Task:
        command = requisition.Create.model_validate(
            {"justification": "We need it", "lines": [line("10.00")]}
        )
        submitting = requisition.Submit() if self.chance.random() < 0.5 else None
        return requisitions.create_requisition(command, submitting)

    async def _do(self, actor: UserId, task: Task) -> str:
        done = await self.daybook.desk.carry_out(Request(self.scene.tenant, actor), task)
        assert done.folded is not None
        return done.folded.stream_id


async def work(dsn: str, home: str, scene: Scene, name: str, commands: int) -> None:
    """Until the process is killed."""
    placed: list[PurchaseOrderId] = []
    settings = Settings(home=Path(home), pool_size=4)
    async with running_on(dsn, settings, frozenset({Part.PROJECTIONS})) as daybook:
        people = [
            Worker(daybook, scene, random.Random(f"{name} {number}"), placed)
            for number in range(PEOPLE)
        ]
        print("ready", flush=True)
        await asyncio.to_thread(sys.stdin.readline)
        for word in ("half", "done"):
            await asyncio.gather(*(each.work(commands // 2) for each in people))
            print(word, flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    address, folder, whose, asks, signs, sells, named, how_many = sys.argv[1:]
    there = Scene(TenantId(whose), UserId(asks), UserId(signs), SupplierId(sells))
    asyncio.run(work(address, folder, there, named, int(how_many)))
