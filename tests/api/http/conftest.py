"""A real server on a free loopback port over a real database, shared by the tests of one worker."""

from collections.abc import Iterator

import pytest

from api.bootstrap import Daybook, http_application
from api.http.front_door import FrontDoor
from tests.api.http.company import Company
from tests.api.http.estate import Estate
from tests.api.http.house import House
from tests.api.http.trusting import Outside, trusting
from tests.cluster import TestCluster


@pytest.fixture(scope="session")
def house(cluster: TestCluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The product as its callers find it, on a database of this worker's own."""
    database = cluster.clone()
    with House(database, tmp_path_factory.mktemp("daybook")).open() as opened:
        yield opened
    cluster.drop(database)


@pytest.fixture
def company(house: House) -> Company:
    """A tenant of the test's own, opened through the public API."""
    return Company.opened(house)


@pytest.fixture(scope="session")
def outside(house: House, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outside]:
    """A process that trusts another issuer; whoever rotates its keys or stops it, makes it good again."""
    with trusting(house, tmp_path_factory.mktemp("issuer")) as opened:
        yield opened


@pytest.fixture(scope="session")
def estate(house: House) -> Estate:
    """Tenants with a document of every kind."""
    return Estate.built(house)


@pytest.fixture(scope="session")
def app(house: House) -> FrontDoor:
    """The front door of the house, without a socket before it."""

    async def made(daybook: Daybook) -> FrontDoor:
        return http_application(daybook)

    return house.inside(made)
