"""The library's conformance cases for factories."""

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
from infrastructure.eventsourcing_recorders.aggregate import DaybookAggregateRecorder
from infrastructure.eventsourcing_recorders.application import DaybookApplicationRecorder
from infrastructure.eventsourcing_recorders.process import DaybookProcessRecorder
from infrastructure.eventsourcing_recorders.tracking import DaybookTrackingRecorder
from tests.cluster import Database
from tests.infrastructure.eventsourcing_recorders.environments import environment


class OwnTrackingRecorder(DaybookTrackingRecorder):
    """What a projection of an application's own would bring."""


class TestFactory(cases.InfrastructureFactoryTestCase[Factory]):
    """Selected by `PERSISTENCE_MODULE`, configurable by topics, as the library's own factories are."""

    @pytest.fixture(autouse=True)
    def _on_a_database_of_its_own(self, database: Database) -> None:
        self.env = Environment("", environment(database))

    def expected_factory_class(self) -> type[Factory]:
        return Factory

    def expected_aggregate_recorder_class(self) -> type[AggregateRecorder]:
        return DaybookAggregateRecorder

    def expected_application_recorder_class(self) -> type[ApplicationRecorder]:
        return DaybookApplicationRecorder

    def expected_tracking_recorder_class(self) -> type[TrackingRecorder]:
        return DaybookTrackingRecorder

    def tracking_recorder_subclass(self) -> type[TrackingRecorder]:
        return OwnTrackingRecorder

    def expected_process_recorder_class(self) -> type[ProcessRecorder]:
        return DaybookProcessRecorder
