"""A store whose logs are sealed."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.cluster import Database
from tests.infrastructure.audit.sealed_log import SealedLog, sealed_log


@pytest.fixture
async def log(database: Database, tmp_path: Path) -> AsyncIterator[SealedLog]:
    """Nothing is written yet; every turn signs."""
    async with sealed_log(database, tmp_path) as opened:
        yield opened
