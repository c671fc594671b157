"""The event stores that one contract holds for."""

from collections.abc import AsyncIterator

import pytest

from application.ports.event_store import EventStore
from tests.contracts.in_memory_event_store import InMemoryEventStore
from tests.contracts.notes import REGISTRY
from tests.contracts.stores import postgres_store


@pytest.fixture(params=["memory", "postgres"])
async def store(request: pytest.FixtureRequest) -> AsyncIterator[EventStore]:
    """In memory and on PostgreSQL: a test that asks for a store is run on both."""
    if request.param == "memory":
        yield InMemoryEventStore(REGISTRY)
    else:
        async with postgres_store(request.getfixturevalue("database")) as (real, _):
            yield real
