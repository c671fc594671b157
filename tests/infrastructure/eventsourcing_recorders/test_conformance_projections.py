"""The library's projection cases: a view of ours and an event-sourced projection follow our log."""

from collections.abc import Iterator
from typing import ClassVar

import psycopg
import pytest
from eventsourcing.persistence import Tracking
from eventsourcing.tests import projection as cases
from eventsourcing.utils import Environment
from psycopg import Connection
from psycopg.rows import TupleRow

from infrastructure.eventsourcing_recorders import Factory
from infrastructure.eventsourcing_recorders.tracking import DaybookTrackingRecorder
from tests.cluster import Database
from tests.infrastructure.eventsourcing_recorders.environments import environment

_TABLE = """
CREATE SCHEMA shop;
GRANT USAGE ON SCHEMA shop TO daybook_app;
CREATE TABLE shop.event_counters (name text PRIMARY KEY, counted integer NOT NULL);
GRANT SELECT, INSERT, UPDATE ON shop.event_counters TO daybook_app;
"""


class CountersView(DaybookTrackingRecorder, cases.EventCountersView):
    """Counts events in a table of its own, in the transaction that moves the tracking."""

    def get_created_event_counter(self) -> int:
        return self._counted("created")

    def get_subsequent_event_counter(self) -> int:
        return self._counted("subsequent")

    def incr_created_event_counter(self, tracking: Tracking) -> None:
        self._count("created", tracking)

    def incr_subsequent_event_counter(self, tracking: Tracking) -> None:
        self._count("subsequent", tracking)

    def _counted(self, name: str) -> int:
        with self.transaction() as connection:
            row = connection.execute(
                "SELECT counted FROM shop.event_counters WHERE name = %s", (name,)
            ).fetchone()
        return row[0] if row else 0

    def _count(self, name: str, tracking: Tracking) -> None:
        with self.transaction() as connection:
            self._add_one(connection, name)
            self.move(connection, tracking)

    def _add_one(self, connection: Connection[TupleRow], name: str) -> None:
        connection.execute(
            "INSERT INTO shop.event_counters AS c VALUES (%s, 1) "
            "ON CONFLICT (name) DO UPDATE SET counted = c.counted + 1",
            (name,),
        )


class WithCounters:
    """A database that has the view's table."""

    env: ClassVar[dict[str, str]]

    @pytest.fixture(autouse=True)
    def _on_a_database_of_its_own(self, database: Database) -> None:
        with psycopg.connect(database.owner_dsn) as connection:
            connection.execute(_TABLE)
        type(self).env = environment(database)


class TestView(WithCounters, cases.EventCountersViewTestCase):
    """Counters and tracking move together or not at all."""

    @pytest.fixture(autouse=True)
    def _with_a_factory(self, _on_a_database_of_its_own: None) -> Iterator[None]:
        self.factory = Factory(Environment("eventcounters", self.env))
        yield
        self.factory.close()

    def construct_event_counters_view(self) -> CountersView:
        view = self.factory.tracking_recorder(CountersView)
        assert isinstance(view, CountersView)
        return view


class TestProjection(WithCounters, cases.AggregateEventCountersProjectionTestCase):
    """A projection follows an application through a subscription."""

    view_class = CountersView


class TestEventSourcedProjection(cases.EventSourcedProjectionTestCase):
    """A projection that keeps its result as events of its own, in a tenant of its own."""

    @pytest.fixture(autouse=True)
    def _on_a_database_of_its_own(self, database: Database) -> None:
        type(self).env = environment(database, "Application", "Counters")
