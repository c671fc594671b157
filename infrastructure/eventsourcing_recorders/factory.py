"""What `PERSISTENCE_MODULE` names: makes the recorders of one application, all on one engine."""

from types import TracebackType
from typing import TypeVar

from eventsourcing.persistence import (
    AggregateRecorder,
    ApplicationRecorder,
    InfrastructureFactory,
    ProcessRecorder,
)
from eventsourcing.utils import Environment, EnvType, resolve_topic

from infrastructure.eventsourcing_recorders.aggregate import DaybookAggregateRecorder
from infrastructure.eventsourcing_recorders.application import DaybookApplicationRecorder
from infrastructure.eventsourcing_recorders.engine import Engine
from infrastructure.eventsourcing_recorders.options import read_options
from infrastructure.eventsourcing_recorders.process import DaybookProcessRecorder
from infrastructure.eventsourcing_recorders.snapshot import DaybookSnapshotRecorder
from infrastructure.eventsourcing_recorders.tracking import DaybookTrackingRecorder

R = TypeVar("R")
EVENTS = "events"


class Factory(InfrastructureFactory[DaybookTrackingRecorder]):
    """An application's way to our log; nothing is opened before it is first used.

    The schema is ours and migrated beforehand, so `CREATE_TABLE` has no meaning here.
    """

    def __init__(self, env: Environment | EnvType | None) -> None:
        """Raises OSError when the environment lacks what we need (see options.py)."""
        super().__init__(env)
        self.engine = Engine(read_options(self.env), self.env.name or "eventsourcing")

    def aggregate_recorder(self, purpose: str = EVENTS) -> AggregateRecorder:
        """Events go to the log; whatever has another purpose, such as snapshots, has its own table."""
        if purpose == EVENTS:
            return DaybookAggregateRecorder(self.engine)
        return DaybookSnapshotRecorder(self.engine, purpose)

    def application_recorder(self) -> ApplicationRecorder:
        """The recorder of the application's sequence."""
        recorder_class = self._named(self.APPLICATION_RECORDER_TOPIC, DaybookApplicationRecorder)
        return recorder_class(self.engine)

    def tracking_recorder(
        self, tracking_recorder_class: type[DaybookTrackingRecorder] | None = None
    ) -> DaybookTrackingRecorder:
        """The recorder of a projection: the given class, else the environment's, else ours."""
        recorder_class = tracking_recorder_class or self._named(
            self.TRACKING_RECORDER_TOPIC, DaybookTrackingRecorder
        )
        return recorder_class(self.engine, self.engine.application)

    def process_recorder(self) -> ProcessRecorder:
        """The recorder of an application that follows others."""
        recorder_class = self._named(self.PROCESS_RECORDER_TOPIC, DaybookProcessRecorder)
        return recorder_class(self.engine, self.engine.application)

    def close(self) -> None:
        """End the engine's thread and its connections."""
        self.engine.close()

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_val: BaseException | None,
        exc_tb: TracebackType | None,
    ) -> None:
        super().__exit__(exc_type, exc_val, exc_tb)
        self.close()

    def _named(self, variable: str, ours: type[R]) -> type[R]:
        topic = self.env.get(variable)
        found: type[R] = resolve_topic(topic) if topic else ours
        assert issubclass(found, ours), f"{variable} must name a kind of {ours.__name__}"
        return found
