"""What may be asked of an erasure; all but the request is given by the product itself."""

from domain.privacy.erasure.events import ErasureReport
from domain.shared.ids import Id, SupplierId, UserId
from domain.shared.message import Command
from domain.shared.text import Reason


class RequestErasure(Command):
    """Have a user or a supplier forgotten. The reason stays, so it should name nobody."""

    subject_id: UserId | SupplierId
    reason: Reason


class RecordKeyDestroyed(Command):
    """Record that the subject's key is gone."""


class ListDocuments(Command):
    """Record which documents said something of the subject."""

    documents: tuple[Id, ...]


class Complete(Command):
    """Record that everything was cleaned."""

    report: ErasureReport
