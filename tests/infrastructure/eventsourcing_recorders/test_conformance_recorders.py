"""The library's own conformance cases, as it ships them, on our recorders and a real PostgreSQL."""

from collections.abc import Iterator

import pytest
from eventsourcing.persistence import (
    AggregateRecorder,
    ApplicationRecorder,
    ProcessRecorder,
    TrackingRecorder,
)
from eventsourcing.tests import persistence as cases
from eventsourcing.utils import Environment

from infrastructure.eventsourcing_recorders import Factory
from tests.cluster import Database
from tests.infrastructure.eventsourcing_recorders.environments import environment


class OnOurLog:
    """Gives each case a factory on a database of its own."""

    factory: Factory

    @pytest.fixture(autouse=True)
    def _on_a_database_of_its_own(self, database: Database) -> Iterator[None]:
        self.factory = Factory(Environment("conformance", environment(database)))
        yield
        self.factory.close()


class TestAggregateRecorder(OnOurLog, cases.AggregateRecorderTestCase):
    """Events of aggregates."""

    def create_recorder(self) -> AggregateRecorder:
        return self.factory.aggregate_recorder()


class TestSnapshotRecorder(OnOurLog, cases.AggregateRecorderTestCase):
    """Snapshots, which lie in a table of their own."""

    def create_recorder(self) -> AggregateRecorder:
        return self.factory.aggregate_recorder(purpose="snapshots")


class TestApplicationRecorder(OnOurLog, cases.ApplicationRecorderTestCase[ApplicationRecorder]):
    """An application's sequence, with writers and readers on many threads."""

    def create_recorder(self) -> ApplicationRecorder:
        return self.factory.application_recorder()

    def test_insert_subscribe(self) -> None:
        """Subscriptions are optional in the library; ours are complete."""
        self.optional_test_insert_subscribe()


class TestTextOriginators(OnOurLog, cases.ApplicationRecorderTestCase[ApplicationRecorder]):
    """The same with aggregates that are named by text."""

    def new_originator_id(self) -> str:
        return f"order-{super().new_originator_id()}"

    def create_recorder(self) -> ApplicationRecorder:
        return self.factory.application_recorder()


class TestNonInterleavingNotificationIDs(OnOurLog, cases.NonInterleavingNotificationIDsBaseCase):
    """Two large inserts at once lie one after the other in the sequence."""

    def create_recorder(self) -> ApplicationRecorder:
        return self.factory.application_recorder()


class TestTrackingRecorder(OnOurLog, cases.TrackingRecorderTestCase):
    """How far an application has followed another."""

    def create_recorder(self) -> TrackingRecorder:
        return self.factory.tracking_recorder()


class TestProcessRecorder(OnOurLog, cases.ProcessRecorderTestCase):
    """Events and tracking in one transaction."""

    def create_recorder(self) -> ProcessRecorder:
        return self.factory.process_recorder()


class TestProcessRecorderAsApplicationRecorder(
    OnOurLog, cases.ApplicationRecorderTestCase[ProcessRecorder]
):
    """A process recorder is an application recorder too."""

    def create_recorder(self) -> ProcessRecorder:
        return self.factory.process_recorder()


def test_every_recorder_case_that_the_library_ships_is_run_here() -> None:
    """A newer version of the library that ships another case must not pass unnoticed."""
    shipped = {
        found
        for found in vars(cases).values()
        if isinstance(found, type)
        and issubclass(found, cases.RecorderTestCase | cases.TrackingRecorderTestCase)
        and found is not cases.RecorderTestCase
    }
    run = {case for found in OnOurLog.__subclasses__() for case in found.__mro__}
    assert shipped <= run
