"""Folding documents again with today's code, and what differs from what the projections keep."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from api.bootstrap import UNREACHABLE
from api.bootstrap.operating import Daybook, StreamName, domain_deciders
from api.http.differences import differences
from application.ports.event_store import RecordedEvent, Upto
from application.ports.states import Folded
from domain.shared.ids import TenantId
from projections.catalogue import DOCUMENTS
from projections.document_projection import ReadModel

PATIENCE = 5.0
"""Seconds that the projections get to reach where the log ended when the check began."""

Finding = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Refolded:
    """How many events a stream has, and what is wrong with it."""

    events: int
    findings: Sequence[Finding] = ()


class Refold:
    """Folds streams of one tenant as they were at a position; compares when asked to."""

    def __init__(self, daybook: Daybook, tenant: TenantId, head: int, compares: bool) -> None:
        self._daybook = daybook
        self.tenant = tenant
        self._head = head
        self._compares = compares
        self._models = {model.decider.stream_type: model for model in DOCUMENTS}

    @classmethod
    async def of(cls, daybook: Daybook, tenant: TenantId, compares: bool) -> "Refold":
        """As the log stands now; the projections get some seconds to reach that."""
        head = await daybook.storage.store.head(tenant)
        if compares:
            reached = daybook.read_side.read_models.reached
            await asyncio.gather(*(reached(tenant, m.name, head, PATIENCE) for m in DOCUMENTS))
        return cls(daybook, tenant, head, compares)

    async def stream(self, name: StreamName) -> Refolded:
        """Fold one stream; whatever today's code cannot do with it is a finding."""
        try:
            events = await self._events(name, Upto(position=self._head))
            folded = _fold(name, events)
            if folded is None or not self._compares or name.stream_type not in self._models:
                return Refolded(len(events))
            model = self._models[name.stream_type]
            return Refolded(len(events), [each async for each in self._compared(model, folded)])
        except UNREACHABLE:
            raise
        except Exception as failure:  # noqa: BLE001 - old events may break any line of today's code
            problem = f"cannot be folded: {type(failure).__name__}: {failure}"
            return Refolded(0, [self._finding(name.stream_id, problem=problem)])

    async def _compared(self, model: ReadModel[Any], folded: Folded[Any]) -> AsyncIterator[Finding]:
        read_models, stream_id = self._daybook.read_side.read_models, folded.stream_id
        ready = await read_models.document(self.tenant, model.name, stream_id)
        if ready is None:
            yield self._finding(stream_id, problem="is not projected")
            return
        if ready.version < folded.version:
            behind = f"is projected at version {ready.version} of {folded.version}"
            yield self._finding(stream_id, problem=behind)
            return
        if ready.version > folded.version:  # it changed since the check began
            name = StreamName(stream_id, model.decider.stream_type)
            again = _fold(name, await self._events(name, Upto(version=ready.version)))
            assert again is not None
            folded = again
        before, after = orjson.loads(ready.body), orjson.loads(model.document(folded))
        for change in differences(before, after):
            yield self._finding(
                stream_id,
                problem="differs",
                path=change["path"],
                projected=change.get("from"),
                folded=change.get("to"),
            )

    async def _events(self, name: StreamName, upto: Upto) -> list[RecordedEvent]:
        return await self._daybook.storage.store.stream(self.tenant, name.stream_id, upto=upto)

    def _finding(self, stream_id: str, **found: Any) -> Finding:
        return {"tenantId": self.tenant, "id": stream_id, **found}


def _fold(name: StreamName, events: Sequence[RecordedEvent]) -> Folded[Any] | None:
    """The folded stream; None for streams that no decider folds, like the records of refusals."""
    decider = domain_deciders().get(name.stream_type)
    if decider is None or not events:
        return None
    return Folded(name.stream_id, decider.initial).after(decider, events)
