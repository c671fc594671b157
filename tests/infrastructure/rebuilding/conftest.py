"""A tenant in which something has happened."""

from collections.abc import AsyncIterator

import pytest

from application.purchasing import purchase_order as tasks
from domain.purchasing.purchase_order import commands
from tests.cluster import Database
from tests.projections.play import Play, played


@pytest.fixture
async def play(database: Database) -> AsyncIterator[Play]:
    """Three orders at a supplier, one of them approved and issued; every projection has seen all of it."""
    async with played(database) as playing:
        buyer, supplier = await playing.stage.user("bea", "buyer"), await playing.supplier()
        boss = await playing.stage.user("boss", "approver", level="L3")
        for number in range(3):
            order = await playing.submitted_order(buyer, supplier, f"{number + 1}00.00")
            if number == 2:
                await playing.do(boss, tasks.approve_order(order, commands.Approve()))
                await playing.do(buyer, tasks.issue_order(order, commands.Issue()))
        await playing.caught_up("purchase-orders", "users", "suppliers", "approval-inbox")
        yield playing
