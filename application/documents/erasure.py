"""An erasure as the API shows it."""

from datetime import datetime

from application.ports.states import Folded
from domain.privacy.erasure.events import ErasureReport
from domain.privacy.erasure.machine import Erasure, Status
from domain.shared.ids import ErasureId, SupplierId, UserId
from domain.shared.message import Message


class ErasureDocument(Message):
    """Who was forgotten, why, and how far it is; `report` says at the end what was cleaned."""

    id: ErasureId
    erasure_id: ErasureId
    status: Status
    version: int
    subject_id: UserId | SupplierId
    reason: str
    report: ErasureReport | None
    requested_by: UserId
    created_at: datetime
    updated_at: datetime


def document(folded: Folded[Erasure]) -> ErasureDocument:
    """What a folded erasure looks like to others."""
    erasure, erasure_id = folded.state, ErasureId(folded.stream_id)
    assert erasure.status
    assert erasure.requested_by
    assert folded.created_at
    assert folded.updated_at
    return ErasureDocument(
        id=erasure_id,
        erasure_id=erasure_id,
        status=erasure.status,
        version=folded.version,
        subject_id=erasure.whose,
        reason=erasure.reason,
        report=erasure.report,
        requested_by=erasure.requested_by,
        created_at=folded.created_at,
        updated_at=folded.updated_at,
    )


def render(folded: Folded[Erasure]) -> bytes:
    """The document as JSON."""
    return document(folded).model_dump_json().encode()
