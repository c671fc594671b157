"""What tests of payments may ask for."""

import pytest

from tests.application.payments.treasury import Treasury, begin_paying
from tests.application.stage import Stage


@pytest.fixture
async def treasury(stage: Stage) -> Treasury:
    """A tenant that pays."""
    return await begin_paying(stage)
