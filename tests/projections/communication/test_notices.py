"""The list of notices is what those who deliver them work off, the oldest first."""

from uuid import UUID, uuid4

import orjson

from application.communication.notice import (
    Occasion,
    Wording,
    mark_delivered,
    mark_failed,
    tell_supplier,
    tell_user,
)
from application.documents.notice import render
from application.ports.event_store import LogQuery, Upto
from application.work import Work
from domain.communication.notice.commands import MarkDelivered, MarkFailed
from domain.communication.notice.letter import Subject
from domain.communication.notice.machine import NOTICE, notice_id
from domain.shared.ids import NoticeId, PurchaseOrderId, SupplierId
from projections.communication.notices import NOTICES
from projections.document_projection import DocumentProjection
from projections.folds import Folds
from tests.projections.play import MINUTE, Play

ORDER = PurchaseOrderId("po_3f2504e0-4f89-41d3-9a0c-0305e82c3301")


async def words(_: Work) -> Wording:
    """What is said."""
    return Wording("Purchase Order 7", "Ten chairs, please.")


def because_of(event_id: UUID) -> Occasion:
    """An event of the order."""
    return Occasion(event_id, Subject(document_id=ORDER, version=4))


async def told(play: Play, supplier: SupplierId) -> NoticeId:
    """A supplier is to be told; the next one will be told later."""
    event_id = uuid4()
    await play.do(play.admin, tell_supplier(supplier, because_of(event_id), words))
    play.stage.later(MINUTE)
    return notice_id(event_id, supplier)


async def test_what_waits_comes_by_age_and_leaves_the_list_when_it_is_delivered(play: Play):
    supplier = await play.supplier("Nuts & Bolts", email="sales@bolts.example")
    first, second, third = [await told(play, supplier) for _ in range(3)]
    await play.do(play.admin, mark_delivered(first, MarkDelivered()))
    await play.do(play.admin, mark_failed(second, MarkFailed(reason="mailbox full")))
    assert [row["id"] for row in await play.page("notices")] == [first, second, third]
    assert [row["id"] for row in await play.page("notices", status="Queued")] == [third]
    (failed,) = await play.page("notices", status="Failed")
    assert failed == {
        "id": second,
        "noticeId": second,
        "status": "Failed",
        "version": 2,
        "recipient": {
            "kind": "supplier",
            "id": supplier,
            "name": "Nuts & Bolts",
            "email": "sales@bolts.example",
        },
        "about": {"documentId": ORDER, "version": 4},
        "subject": "Purchase Order 7",
        "createdAt": "2026-03-01T12:01:00Z",
        "updatedAt": "2026-03-01T12:03:00Z",
    }


async def test_notices_are_found_by_recipient_document_and_words(play: Play):
    supplier, other = await play.supplier("Bolts"), await play.supplier("Paper")
    mine = await told(play, supplier)
    await told(play, other)
    event_id = uuid4()
    await play.do(play.admin, tell_user(play.admin, because_of(event_id), words))
    for filters in ({"recipientId": supplier}, {"q": "bolts"}):
        assert [row["id"] for row in await play.page("notices", **filters)] == [mine]
    (own,) = await play.page("notices", recipientId=play.admin)
    assert own["id"] == notice_id(event_id, play.admin)
    assert own["recipient"]["email"] == "admin@example.com"
    assert len(await play.page("notices", documentId=ORDER)) == 3
    assert await play.page("notices", q="carrots") == []


async def test_the_ready_document_is_the_rendered_one_however_often_events_come(play: Play):
    notice = await told(play, await play.supplier())
    await play.do(play.admin, mark_delivered(notice, MarkDelivered(reference="250-1")))
    await play.caught_up("notices")
    events = await play.stage.store.log(play.stage.tenant, LogQuery(stream_type=NOTICE.stream_type))
    for batch in (events, events[:1], events[1:]):
        async with play.pool.reaching(play.stage.tenant) as connection:
            projection = DocumentProjection(NOTICES, Folds(play.stage.states))
            await projection.apply(batch, connection)
    ready = await play.read_models.document(play.stage.tenant, "notices", notice)
    folded = await play.stage.states.load_at(play.stage.tenant, NOTICE, notice, Upto())
    assert ready is not None
    assert orjson.loads(ready.body) == orjson.loads(render(folded))
