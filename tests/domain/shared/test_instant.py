"""An instant is one in every time zone, and none lies where no calendar reaches."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from pydantic import TypeAdapter, ValidationError

from domain.shared.instant import Instant

instants: TypeAdapter[datetime] = TypeAdapter(Instant)


def test_an_instant_is_kept_in_utc() -> None:
    there = datetime(2026, 4, 1, 2, tzinfo=timezone(timedelta(hours=2)))
    assert instants.validate_python(there) == datetime(2026, 4, 1, tzinfo=UTC)
    assert instants.validate_json('"2026-04-01T02:00:00+02:00"').tzinfo is UTC


@pytest.mark.parametrize(
    "instant",
    [
        "2026-04-01T00:00:00",
        "0001-01-01T00:00:00+14:00",
        "1969-12-31T23:59:59Z",
        "1970-01-01T00:00:00+01:00",
        "2998-12-31T23:59:59-01:00",
        "2999-01-01T00:00:00Z",
        "9999-12-31T23:59:59-23:00",
    ],
)
def test_an_instant_without_an_offset_or_out_of_reach_is_none(instant: str) -> None:
    with pytest.raises(ValidationError):
        instants.validate_python(instant)
