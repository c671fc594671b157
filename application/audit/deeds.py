"""Recorded events as the walk over duties sees them."""

from application.ports.event_store import RecordedEvent
from domain.audit.segregation.exercise import Deed
from domain.shared.ids import UserId


def deed_of(recorded: RecordedEvent) -> Deed:
    """Who did what by an event: metadata says the actor, who lent them authority, and through which key."""
    said = recorded.metadata
    return Deed(
        recorded.position,
        recorded.stream_id,
        recorded.version,
        recorded.event,
        recorded.occurred_at,
        _user(said.get("actor")),
        _user(said.get("onBehalfOf")),
        said.get("via"),
    )


def _user(text: str | None) -> UserId | None:
    return None if text is None else UserId(text)
