"""What tests of the lists of receiving may ask for."""

import pytest

from tests.projections.play import Play
from tests.projections.receiving.goods import Goods, begin


@pytest.fixture
async def goods(play: Play) -> Goods:
    """People who order and receive."""
    return await begin(play)
