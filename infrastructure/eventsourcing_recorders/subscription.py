"""Notifications as they come: woken by our own commits at once and by other processes' announcements."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from eventsourcing.persistence import ListenNotifySubscription

if TYPE_CHECKING:
    from infrastructure.eventsourcing_recorders.application import DaybookApplicationRecorder


class DaybookSubscription(ListenNotifySubscription["DaybookApplicationRecorder"]):
    """Reads on whenever the engine rings; its one thread ends with the `with` block."""

    def __init__(
        self,
        recorder: "DaybookApplicationRecorder",
        gt: int | None = None,
        topics: Sequence[str] = (),
    ) -> None:
        super().__init__(recorder, gt, topics)
        recorder.engine.ring(self._has_been_notified)

    def __exit__(self, *args: object, **kwargs: Any) -> None:
        """Stop, and wait for the thread."""
        try:
            super().__exit__(*args, **kwargs)
        finally:
            self._recorder.engine.unring(self._has_been_notified)
