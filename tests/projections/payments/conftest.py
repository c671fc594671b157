"""What tests of the lists of payments may ask for."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

import pytest

from projections.payments.due_amounts import PostgresDuePayments
from tests.application.payments.treasury import Treasury, begin_paying
from tests.cluster import Database
from tests.projections.play import Play, played


@dataclass(frozen=True)
class Ledger:
    """A tenant that pays, with lists that follow what it does."""

    play: Play
    treasury: Treasury
    due: PostgresDuePayments


@pytest.fixture
async def ledger(database: Database) -> AsyncIterator[Ledger]:
    """A tenant that pays, beside the one of the play."""
    async with played(database, email="somebody@example.com") as play:
        stage = play.stage.elsewhere()
        due = PostgresDuePayments(play.pool, play.progress, stage.store)
        yield Ledger(replace(play, stage=stage), await begin_paying(stage), due)
