"""What the tests of the recorders share."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from eventsourcing.utils import Environment

from infrastructure.eventsourcing_recorders import Factory
from tests.cluster import Database
from tests.infrastructure.eventsourcing_recorders.environments import environment


@pytest.fixture
def variables(database: Database) -> dict[str, str]:
    """The environment of one application with a tenant of its own."""
    return environment(database)


@pytest.fixture
def factory(variables: dict[str, str]) -> Iterator[Factory]:
    """A factory of that application, closed afterwards."""
    with ExitStack() as stack:
        yield stack.enter_context(Factory(Environment("shop", variables)))
