"""A tenant that lets people register themselves."""

import pytest

from application.identity.tenant import set_self_registration
from tests.application.identity.newcomers import OPEN
from tests.application.stage import ROOT, Stage


@pytest.fixture
async def opened(stage: Stage) -> Stage:
    """A tenant in which whoever has an address of example.com may register."""
    await stage.opened()
    await stage.do(ROOT, set_self_registration(OPEN))
    return stage
