"""What tests of financing may ask for."""

import pytest

from tests.application.murabaha.financing import Financing, begin_financing
from tests.application.stage import Stage


@pytest.fixture
async def financing(stage: Stage) -> Financing:
    """A tenant that has orders financed."""
    return await begin_financing(stage)
