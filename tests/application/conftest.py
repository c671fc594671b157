"""What tests of use cases may ask for."""

from collections.abc import AsyncIterator

import pytest

from tests.application.stage import Stage, set_up
from tests.cluster import Database


@pytest.fixture
async def stage(database: Database) -> AsyncIterator[Stage]:
    """Use cases on a database of the test's own; no tenant is open yet."""
    async with set_up(database) as made:
        yield made
