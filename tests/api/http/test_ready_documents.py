"""What is kept is true: an event of anything it was made from removes it, and so does memory's end."""

import random

from api.http.answer import Answer
from api.http.ready_documents import Place, Ready, ReadyDocuments
from domain.shared.ids import TenantId

TENANT = TenantId("ten_3f2504e0-4f89-41d3-9a0c-0305e82c3301")
OTHER = TenantId("ten_3f2504e0-4f89-41d3-9a0c-0305e82c3302")
ANN: Place = ("ann", "/v1/purchase-orders/po_1")
BEN: Place = ("ben", "/v1/purchase-orders/po_1")


def ready(made_from: dict[str, int], tenant: TenantId = TENANT, size: int = 10) -> Ready:
    return Ready(tenant, "", "1", Answer(200, b"x" * size), made_from, good_until=100.0)


def keep(kept: ReadyDocuments, place: Place, document: Ready) -> None:
    kept.keep(kept.begin(document.tenant), place, document)


def test_a_document_is_found_by_the_caller_it_was_made_for() -> None:
    kept = ReadyDocuments()
    document = ready({"po_1": 3})
    keep(kept, ANN, document)
    assert kept.find(ANN, 0.0) is document
    assert kept.find(BEN, 0.0) is None


def test_an_event_of_anything_it_was_made_from_removes_it() -> None:
    kept = ReadyDocuments()
    keep(kept, ANN, ready({"po_1": 3, "usr_ann": 1}))
    keep(kept, BEN, ready({"po_1": 3, "usr_ben": 1}))
    kept.changed(TENANT, {"usr_ann": 2})
    assert kept.find(ANN, 0.0) is None
    assert kept.find(BEN, 0.0) is not None
    kept.changed(TENANT, {"po_1": 4})
    assert len(kept) == 0


def test_news_of_what_was_read_already_removes_nothing() -> None:
    kept = ReadyDocuments()
    keep(kept, ANN, ready({"po_1": 3}))
    kept.changed(TENANT, {"po_1": 3})
    assert kept.find(ANN, 0.0) is not None


def test_another_tenant_removes_nothing() -> None:
    kept = ReadyDocuments()
    keep(kept, ANN, ready({"po_1": 3}))
    kept.changed(OTHER, {"po_1": 9})
    assert kept.find(ANN, 0.0) is not None


def test_what_changed_while_it_was_read_is_not_kept() -> None:
    kept = ReadyDocuments()
    making = kept.begin(TENANT)
    kept.changed(TENANT, {"po_1": 4})
    kept.keep(making, ANN, ready({"po_1": 3}))
    assert kept.find(ANN, 0.0) is None


def test_news_that_comes_in_the_wrong_order_does_not_hide_the_newest() -> None:
    kept = ReadyDocuments()
    making = kept.begin(TENANT)
    kept.changed(TENANT, {"po_1": 5})
    kept.changed(TENANT, {"po_1": 4})
    kept.keep(making, ANN, ready({"po_1": 4}))
    assert kept.find(ANN, 0.0) is None


def test_a_document_that_the_clock_may_change_ends_with_its_time() -> None:
    kept = ReadyDocuments()
    keep(kept, ANN, ready({"po_1": 3}))
    assert kept.find(ANN, 99.9) is not None
    assert kept.find(ANN, 100.0) is None
    assert len(kept) == 0


def test_the_least_recently_used_goes_when_memory_ends() -> None:
    kept = ReadyDocuments(most_bytes=3 * 1600)
    for number in range(3):
        keep(kept, ("ann", str(number)), ready({f"po_{number}": 1}, size=1000))
    kept.find(("ann", "0"), 0.0)
    keep(kept, ("ann", "3"), ready({"po_3": 1}, size=1000))
    assert kept.find(("ann", "1"), 0.0) is None
    assert kept.find(("ann", "0"), 0.0) is not None


def test_nothing_is_left_behind_after_any_history() -> None:
    draw = random.Random(7)
    kept = ReadyDocuments(most_bytes=20_000)
    for step in range(5_000):
        stream = f"po_{draw.randrange(50)}"
        if draw.random() < 0.6:
            keep(kept, (f"u{draw.randrange(3)}", stream), ready({stream: step, "policy": 1}))
        else:
            kept.changed(TENANT, {stream: step + 1})
    kept.changed(TENANT, {"policy": 2})
    assert len(kept) == 0
    assert (kept._bytes, kept._places, kept._being_made) == (0, {}, {})
