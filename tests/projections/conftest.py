"""What tests of the read side may ask for."""

from collections.abc import AsyncIterator

import pytest

from tests.cluster import Database
from tests.projections.play import Play, played


@pytest.fixture
async def play(database: Database) -> AsyncIterator[Play]:
    """An open tenant whose events are followed by projections and policies."""
    async with played(database) as playing:
        yield playing
