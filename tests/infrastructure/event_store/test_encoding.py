"""What an append becomes before it meets the database."""

from datetime import UTC, datetime, timedelta
from uuid import RFC_4122, UUID

import pytest

from infrastructure.event_store.encoding import encode_append
from tests.contracts.notes import REGISTRY, START, appending, notes, on, once, pad, tenant


def ids(recorded_at: datetime, count: int = 1) -> list[UUID]:
    """The ids that events recorded at an instant are given."""
    append = appending(tenant(), on(pad(), 0, *notes(*"x" * count)))
    encoded = encode_append(append, recorded_at, REGISTRY)
    return [UUID(bytes=row.event_id) for row in encoded.rows]


def test_event_ids_are_version_7_uuids_that_tell_their_millisecond() -> None:
    for event_id in ids(START, count=50):
        assert (event_id.variant, event_id.version) == (RFC_4122, 7)
        assert event_id.int >> 80 == int(START.timestamp() * 1000)


def test_event_ids_never_repeat_and_later_ones_sort_behind() -> None:
    earlier, later = ids(START, 2000), ids(START + timedelta(milliseconds=1), 2000)
    assert len({*earlier, *later}) == 4000
    assert max(earlier) < min(later)


def test_an_instant_before_the_epoch_of_uuids_is_no_time_to_record_anything() -> None:
    with pytest.raises(OverflowError):
        ids(datetime(1969, 12, 31, tzinfo=UTC))


def test_versions_follow_on_from_the_expected_one_and_size_counts_what_is_sent() -> None:
    small = encode_append(appending(tenant(), on(pad(), 7, *notes("a", "b"))), START, REGISTRY)
    assert [int.from_bytes(row.packed[2][4:], "big") for row in small.rows] == [8, 9]
    large = encode_append(
        appending(tenant(), on(pad(), 7, *notes("a" * 10_000)), key=once("k", answer=b"x" * 5_000)),
        START,
        REGISTRY,
    )
    assert large.size > 15_000 > small.size
