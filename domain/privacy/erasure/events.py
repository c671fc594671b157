"""What happens to an erasure. It names its subject by id alone, so that it can be told for ever."""

from typing import Annotated, ClassVar

from pydantic import Field

from domain.shared.ids import Id, SupplierId, UserId
from domain.shared.message import Event, Message
from domain.shared.text import Reason

Count = Annotated[int, Field(ge=0, examples=[1])]

MOST_DOCUMENTS = 500
"""Of one event; more are listed by several."""


class ErasureReport(Message):
    """What was cleaned beside the key: documents made anew, and rows that held the subject's data."""

    documents: Count
    credentials: Count
    sessions: Count
    snapshots: Count
    answers: Count


class ErasureRequested(Event):
    """Somebody is to be forgotten; from now on nothing new can happen with them."""

    event_type: ClassVar[str] = "privacy.erasure.requested"

    subject_id: UserId | SupplierId
    reason: Reason
    requested_by: UserId


class ErasureKeyDestroyed(Event):
    """Whatever was sealed for the subject can be read by nobody any more."""

    event_type: ClassVar[str] = "privacy.erasure.key-destroyed"

    subject_id: UserId | SupplierId


class ErasureDocumentsListed(Event):
    """These documents said something of the subject; lists that show them are made anew from here."""

    event_type: ClassVar[str] = "privacy.erasure.documents-listed"

    subject_id: UserId | SupplierId
    documents: Annotated[tuple[Id, ...], Field(max_length=MOST_DOCUMENTS)]
    part: Annotated[int, Field(ge=1)]
    parts: Annotated[int, Field(ge=1)]


class ErasureCompleted(Event):
    """Nothing of the subject is left outside of backups."""

    event_type: ClassVar[str] = "privacy.erasure.completed"

    subject_id: UserId | SupplierId
    report: ErasureReport
