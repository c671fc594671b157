"""What every test may ask for."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

import pytest
from hypothesis import HealthCheck, settings

from tests.cluster import HOME, Database, Session, TestCluster, work_in_memory

# How long an example takes says nothing on a machine that others use too.
settings.register_profile(
    "daybook",
    deadline=None,
    max_examples=30,
    suppress_health_check=[HealthCheck.too_slow],
    print_blob=True,
)
settings.register_profile("thorough", parent=settings.get_profile("daybook"), max_examples=500)
settings.load_profile("daybook")

_SESSION = pytest.StashKey[Session]()


def _end_the_session(_signal: int, _frame: FrameType | None) -> None:
    pytest.exit("terminated", returncode=143)


def pytest_configure(config: pytest.Config) -> None:
    """The process that was started by a person owns the folder; its workers inherit its name.

    What that person set for a deployment of theirs does not reach the tests. `make test-long` tries more
    examples everywhere.
    """
    if config.option.markexpr == "long or not long":
        settings.load_profile("thorough")
    for name in [*os.environ]:
        if name == "DATABASE_URL" or (name.startswith("DAYBOOK_") and name != HOME):
            del os.environ[name]
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        # Whoever started us in the background made us deaf to Ctrl-C; our children must not inherit that.
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if HOME not in os.environ:
        work_in_memory()
        config.stash[_SESSION] = Session()
        signal.signal(signal.SIGTERM, _end_the_session)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Nothing outlives the session, not even one that was interrupted."""
    session = config.stash.get(_SESSION, None)
    if session is not None:
        session.close()


@pytest.fixture(scope="session")
def cluster() -> Iterator[TestCluster]:
    """The PostgreSQL of this session, running; made for tests and not safe at a power failure."""
    with TestCluster(Path(os.environ[HOME])).running() as running:
        yield running


@pytest.fixture
def database(cluster: TestCluster) -> Iterator[Database]:
    """A fresh migrated database, dropped afterwards: `.dsn` for the application, `.owner_dsn`."""
    fresh = cluster.clone()
    yield fresh
    cluster.drop(fresh)


@pytest.fixture
def empty_database(cluster: TestCluster) -> Iterator[Database]:
    """A fresh database that no migration has seen, dropped afterwards."""
    fresh = cluster.empty()
    yield fresh
    cluster.drop(fresh)
