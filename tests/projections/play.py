"""A tenant with people, and a read side that follows what they do."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import orjson
import psycopg

from application.desk import Done, Task
from application.policy_reactor import PolicyReactor
from application.ports.read_models import Page, PageQuery
from application.purchasing import purchase_order, requisition, supplier
from application.purchasing.policies import OrderResumption, RequisitionRouting
from domain.purchasing.purchase_order import commands as order_commands
from domain.purchasing.requisition import commands as requisition_commands
from domain.purchasing.supplier import commands as supplier_commands
from domain.shared.ids import PurchaseOrderId, RequisitionId, SupplierId, UserId
from infrastructure.event_store.catalogue import domain_events
from infrastructure.event_store.follower import Follower, Sources
from infrastructure.event_store.heads import Heads
from infrastructure.event_store.progress import CheckpointProgress
from infrastructure.postgres.pool import Pool, open_pool
from projections.catalogue import DOCUMENTS, LISTS, all_projections
from projections.folds import Folds
from projections.purchasing.approval_inbox import ApprovalInbox
from projections.purchasing.approvers import PostgresApprovers
from projections.purchasing.requisitions import PostgresUnroutedRequisitions
from projections.read_models import PostgresReadModels
from tests.application.stage import RandomIdentifiers, Stage, set_up
from tests.cluster import Database

PATIENCE = 20.0
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Play:
    """People who act, and the read side that shows what came of it."""

    stage: Stage
    database: Database
    pool: Pool
    heads: Heads
    progress: CheckpointProgress
    read_models: PostgresReadModels
    admin: UserId

    async def do(self, actor: UserId, task: Task) -> Done:
        """Somebody does something."""
        return await self.stage.do(actor, task)

    async def page(self, name: str, **filters: str) -> list[dict[str, Any]]:
        """The rows of a list once it shows all that has happened."""
        page = await self.answer(name, PageQuery(filters=filters))
        rows: list[dict[str, Any]] = orjson.loads(page.items)
        return rows

    async def answer(self, name: str, query: PageQuery) -> Page:
        """A page of a list once it shows all that has happened."""
        await self.caught_up(name)
        return await self.read_models.page(self.stage.tenant, name, query)

    async def caught_up(self, *names: str) -> int:
        """Wait until lists show all that has happened; the position of that."""
        tenant = self.stage.tenant
        head = await self.stage.store.head(tenant)
        for name in names:
            assert await self.read_models.reached(tenant, name, head, PATIENCE), name
        return head

    def query(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """Rows, as an analyst with all rights would see them."""
        with psycopg.connect(self.database.administrator_dsn, autocommit=True) as connection:
            return connection.execute(statement.encode(), values).fetchall()

    async def supplier(self, name: str = "Nuts & Bolts", **terms: Any) -> SupplierId:
        """An active supplier."""
        given = {"name": name, "country": "DE", "currency": "EUR", "payment_terms": "NET30"}
        command = supplier_commands.Register.model_validate({**given, **terms})
        done = await self.do(self.admin, supplier.register_supplier(command))
        supplier_id = SupplierId(_id(done))
        activate = supplier.activate_supplier(supplier_id, supplier_commands.Activate())
        await self.do(self.admin, activate)
        return supplier_id

    async def order(
        self, by: UserId, supplier_id: SupplierId, price: str = "100.00", **more: Any
    ) -> PurchaseOrderId:
        """A draft of an order of one piece."""
        command = order_commands.Create.model_validate(
            {
                "supplier_id": supplier_id,
                "currency": "EUR",
                "lines": [line(price)],
                **more,
            }
        )
        return PurchaseOrderId(_id(await self.do(by, purchase_order.create_order(command))))

    async def submitted_order(
        self, by: UserId, supplier_id: SupplierId, price: str = "100.00"
    ) -> PurchaseOrderId:
        """An order that waits for approval; the next one will be younger."""
        order_id = await self.order(by, supplier_id, price)
        await self.do(by, purchase_order.submit_order(order_id, order_commands.Submit()))
        self.stage.later(MINUTE)
        return order_id

    async def requisition(
        self, by: UserId, price: str = "100.00", *, submit: bool = True, **more: Any
    ) -> RequisitionId:
        """A requisition of one piece, submitted unless said otherwise; the next one will be younger."""
        command = requisition_commands.Create.model_validate(
            {"justification": "We need it", "lines": [line(price)], **more}
        )
        submitting = requisition_commands.Submit() if submit else None
        task = requisition.create_requisition(command, submitting)
        requisition_id = RequisitionId(_id(await self.do(by, task)))
        self.stage.later(MINUTE)
        return requisition_id


def line(price: str, sku: str = "BOLT-1") -> Mapping[str, Any]:
    """One piece at a price in euros."""
    return {
        "sku": sku,
        "description": "A bolt",
        "quantity": "1",
        "unit": "EA",
        "unit_price": {"amount": price, "currency": "EUR"},
    }


@asynccontextmanager
async def played(
    database: Database, *, reacting: bool = True, email: str = "admin@example.com"
) -> AsyncIterator[Play]:
    """An open tenant whose events are followed, with reactions unless said otherwise."""
    async with set_up(database) as stage, open_pool(database.dsn, size=4) as pool:
        heads, progress = Heads(), CheckpointProgress(pool)
        stage.store.on_commit(heads.announce)
        inbox = ApprovalInbox(stage.states, stage.clock, RandomIdentifiers())
        play = Play(
            stage=stage,
            database=database,
            pool=pool,
            heads=heads,
            progress=progress,
            read_models=PostgresReadModels(pool, progress, DOCUMENTS, (inbox.listing, *LISTS)),
            admin=await stage.opened(email),
        )
        routing = RequisitionRouting(
            PostgresApprovers(pool, progress), PostgresUnroutedRequisitions(pool, progress)
        )
        policies = (routing, OrderResumption()) if reacting else ()
        folds = Folds(stage.states)
        follower = Follower(
            Sources(database.dsn, domain_events(), heads, progress),
            all_projections(stage.store, folds, folds.forget),
            [PolicyReactor(policy, stage.desk) for policy in policies],
        )
        async with follower.following():
            yield play
        await progress.close()


def _id(done: Done) -> str:
    assert done.folded is not None
    return done.folded.stream_id
