"""What an auditor sees of attempts that a guard turned down."""

from typing import ClassVar

from pydantic import JsonValue

from domain.shared.ids import UserId
from domain.shared.message import Event


class CommandRefused(Event):
    """Somebody tried a command and a guard refused it; the document did not change."""

    event_type: ClassVar[str] = "audit.command-refused"

    actor: UserId
    command: str
    document_type: str
    document_id: str
    document_version: int
    refusal: str
    rule: str
    detail: str
    facts: dict[str, JsonValue]
