"""What tests of invoicing may ask for."""

import pytest

from tests.application.purchasing.buying import Buying, begin_buying
from tests.application.stage import Stage


@pytest.fixture
async def buying(stage: Stage) -> Buying:
    """A tenant that buys."""
    return await begin_buying(stage)
