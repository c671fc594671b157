"""What the library hands over comes back as it was, byte for byte."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from domain.shared.ids import Id
from infrastructure.eventsourcing_recorders.translation import (
    event_from,
    origin_stream_of,
    originator_of,
    place_of,
    state_from,
    stream_of,
    version_at,
)

originators = st.uuids() | st.text(min_size=1)


@given(st.binary() | st.text().map(str.encode))
def test_any_state_comes_back_byte_for_byte(state: bytes) -> None:
    event = event_from("shop:Order.Raised", state)
    assert state_from(event.encoding, event.state) == state


@given(st.text(alphabet=st.characters(exclude_characters="\0", exclude_categories=["Cs"])))
def test_text_stays_text_so_that_an_auditor_can_read_it(text: str) -> None:
    assert event_from("shop:Order.Raised", text.encode()).state == text


@given(originators, st.integers(min_value=0, max_value=2**31 - 1))
def test_an_originator_and_its_version_come_back_from_the_log(
    originator: UUID | str, version: int
) -> None:
    stream, place = place_of(originator, version)
    assert place >= 1
    assert originator_of(stream) == originator
    assert type(originator_of(stream)) is type(originator)
    assert version_at(stream, place) == version


@given(originators, originators)
def test_different_originators_have_different_streams(one: UUID | str, other: UUID | str) -> None:
    streams = {stream_of(one), origin_stream_of(one), stream_of(other), origin_stream_of(other)}
    assert len(streams) == (2 if one == other else 4)


@given(originators)
def test_no_stream_of_the_library_can_be_taken_for_a_document_of_ours(
    originator: UUID | str,
) -> None:
    assert all(":" not in kind.prefix for kind in Id.__subclasses__())
    assert stream_of(originator).startswith("es:")
    assert origin_stream_of(originator).startswith("es0:")
