"""What an erasure calls for once it was asked for; whoever is killed meanwhile is resumed by the next."""

from collections.abc import Sequence

from application.ports.eraser import Eraser
from application.ports.event_store import RecordedEvent
from application.ports.personal_records import PersonalRecords
from application.privacy.erasure import clean, destroy_key, list_documents
from application.reaction import Reaction, reaction
from domain.privacy.erasure.events import (
    ErasureDocumentsListed,
    ErasureKeyDestroyed,
    ErasureRequested,
)
from domain.shared.ids import ErasureId


class ErasureExecution:
    """Destroys the key, finds out what was made with it, and cleans when the lists have followed."""

    name = "erasure-execution"
    event_types = frozenset(
        event.event_type
        for event in (ErasureRequested, ErasureKeyDestroyed, ErasureDocumentsListed)
    )

    def __init__(self, eraser: Eraser, records: PersonalRecords) -> None:
        self._eraser = eraser
        self._records = records

    async def react(self, recorded: RecordedEvent) -> Sequence[Reaction]:
        """The step after the one that the event tells of."""
        erasure, position = ErasureId(recorded.stream_id), recorded.position
        match recorded.event:
            case ErasureRequested():
                task = destroy_key(erasure, self._eraser)
            case ErasureKeyDestroyed():
                task = list_documents(erasure, position, self._records)
            case ErasureDocumentsListed(part=part, parts=parts) if part == parts:
                task = clean(erasure, position, self._eraser, self._records)
            case _:
                return ()
        return [reaction(self.name, recorded, task)]
