"""Events of a process log, made by hand."""

from datetime import UTC, datetime, timedelta

from application.process_mining.process_event import ProcessEvent

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def happened(position: int, microseconds: int) -> ProcessEvent:
    """An event of an order of its own, so long after noon."""
    return ProcessEvent(
        id=f"event-{position}",
        type="purchasing.purchase-order.created",
        time=NOON + timedelta(microseconds=microseconds),
        subject=f"po-{position}",
        subject_type="purchase-order",
        is_first=True,
        attributes={"position": position},
        related=[],
        changes={"status": "Draft"},
    )
