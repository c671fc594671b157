"""The life of an erasure: asked for, the key destroyed, what was made with it listed, then cleaned."""

from dataclasses import dataclass, replace
from enum import StrEnum

from domain.privacy.erasure.commands import (
    Complete,
    ListDocuments,
    RecordKeyDestroyed,
    RequestErasure,
)
from domain.privacy.erasure.events import (
    MOST_DOCUMENTS,
    ErasureCompleted,
    ErasureDocumentsListed,
    ErasureKeyDestroyed,
    ErasureReport,
    ErasureRequested,
)
from domain.privacy.erasure.rules import (
    history_of_the_subject_is_sealed,
    nobody_erases_themselves,
    nothing_is_open_with_the_subject,
)
from domain.shared.context import Context
from domain.shared.ids import ErasureId, Id, SupplierId, UserId
from domain.shared.machine import Decider, Machine, Row
from domain.shared.message import Event


class Status(StrEnum):
    """How far it is."""

    REQUESTED = "Requested"
    KEY_DESTROYED = "KeyDestroyed"
    CLEANING = "Cleaning"
    COMPLETED = "Completed"


@dataclass(frozen=True, slots=True)
class Erasure:
    """An erasure as the history tells it."""

    status: Status | None = None
    subject: UserId | SupplierId | None = None
    reason: str = ""
    requested_by: UserId | None = None
    documents: tuple[Id, ...] = ()
    report: ErasureReport | None = None

    @property
    def whose(self) -> UserId | SupplierId:
        """The subject; asked only of an erasure that exists."""
        assert self.subject is not None
        return self.subject


MACHINE = Machine(
    "erasure",
    (
        Row(
            None,
            RequestErasure,
            ErasureRequested,
            Status.REQUESTED,
            (
                history_of_the_subject_is_sealed,
                nothing_is_open_with_the_subject,
                nobody_erases_themselves,
            ),
        ),
        Row(Status.REQUESTED, RecordKeyDestroyed, ErasureKeyDestroyed, Status.KEY_DESTROYED),
        Row(Status.KEY_DESTROYED, ListDocuments, ErasureDocumentsListed, Status.CLEANING),
        Row(Status.CLEANING, Complete, ErasureCompleted, Status.COMPLETED),
    ),
)


def _request(_: Erasure, command: RequestErasure, context: Context) -> tuple[Event, ...]:
    return (ErasureRequested(**dict(command), requested_by=context.actor),)


def _destroyed(state: Erasure, _: RecordKeyDestroyed, __: Context) -> tuple[Event, ...]:
    return (ErasureKeyDestroyed(subject_id=state.whose),)


def _list(state: Erasure, command: ListDocuments, _: Context) -> tuple[Event, ...]:
    """As many events as it takes; one also when nothing is listed, for the last one goes on."""
    parts = [
        command.documents[first : first + MOST_DOCUMENTS]
        for first in range(0, max(1, len(command.documents)), MOST_DOCUMENTS)
    ]
    return tuple(
        ErasureDocumentsListed(
            subject_id=state.whose, documents=documents, part=number, parts=len(parts)
        )
        for number, documents in enumerate(parts, 1)
    )


def _complete(state: Erasure, command: Complete, _: Context) -> tuple[Event, ...]:
    return (ErasureCompleted(subject_id=state.whose, report=command.report),)


def _requested(state: Erasure, event: ErasureRequested) -> Erasure:
    return replace(
        state, subject=event.subject_id, reason=event.reason, requested_by=event.requested_by
    )


def _unchanged(state: Erasure, _: Event) -> Erasure:
    return state


def _listed(state: Erasure, event: ErasureDocumentsListed) -> Erasure:
    return replace(state, documents=(*state.documents, *event.documents))


def _completed(state: Erasure, event: ErasureCompleted) -> Erasure:
    return replace(state, report=event.report)


ERASURE = Decider(
    machine=MACHINE,
    stream_type="privacy.erasure",
    id_type=ErasureId,
    initial=Erasure(),
    decisions={
        RequestErasure: _request,
        RecordKeyDestroyed: _destroyed,
        ListDocuments: _list,
        Complete: _complete,
    },
    applications={
        ErasureRequested: _requested,
        ErasureKeyDestroyed: _unchanged,
        ErasureDocumentsListed: _listed,
        ErasureCompleted: _completed,
    },
)
"""The aggregate `erasure`."""
