"""Type names are contracts: classes may move, old payloads are still read."""

from typing import Any, ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from domain.shared.message import Event
from infrastructure.event_store.registry import (
    AmbiguousEventType,
    EventRegistry,
    UnknownEventType,
    Upcaster,
)
from tests.contracts.notes import REGISTRY, Noted, TornOff, Unregistered


class Priced(Event):
    """The third version keeps amount and currency apart."""

    event_type: ClassVar[str] = "test.priced"
    schema_version: ClassVar[int] = 3

    amount: str
    currency: str


def _rename(payload: dict[str, Any]) -> dict[str, Any]:
    return {"price": payload["cost"]}


def _split(payload: dict[str, Any]) -> dict[str, Any]:
    amount, currency = payload["price"].split()
    return {"amount": amount, "currency": currency}


CHAIN = (Upcaster("test.priced", 2, _split), Upcaster("test.priced", 1, _rename))


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_an_event_is_read_back_equal_from_text_and_from_bytes(text: str) -> None:
    event = Noted(text=text, more={"n": [1]})
    encoded = REGISTRY.encode(event)
    assert REGISTRY.decode("test.noted", 2, encoded) == event
    assert REGISTRY.decode("test.noted", 2, encoded.decode()) == event


def test_payloads_are_camel_case_with_sorted_keys_and_no_space() -> None:
    class Sorted(Event):
        """Fields in no order."""

        event_type: ClassVar[str] = "test.sorted"
        z_last: str
        a_first: int

    assert EventRegistry((Sorted,)).encode(Sorted(z_last="é", a_first=1)) == (
        '{"aFirst":1,"zLast":"é"}'.encode()
    )


@pytest.mark.parametrize(
    ("version", "payload"),
    [
        (1, b'{"cost": "7 EUR"}'),
        (2, b'{"price": "7 EUR"}'),
        (3, b'{"amount": "7", "currency": "EUR"}'),
    ],
)
def test_every_older_version_is_led_up_to_the_newest(version: int, payload: bytes) -> None:
    registry = EventRegistry((Priced,), CHAIN)
    assert registry.decode("test.priced", version, payload) == Priced(amount="7", currency="EUR")
    assert registry.keys == (("test.priced", 1), ("test.priced", 2), ("test.priced", 3))


@pytest.mark.parametrize(("event_type", "version"), [("test.noted", 3), ("test.none", 1)])
def test_an_unknown_type_or_version_is_a_typed_error(event_type: str, version: int) -> None:
    with pytest.raises(UnknownEventType) as unknown:
        REGISTRY.decode(event_type, version, b"{}")
    assert (unknown.value.event_type, unknown.value.schema_version) == (event_type, version)


def test_an_event_that_could_not_be_read_back_is_not_written() -> None:
    with pytest.raises(UnknownEventType):
        REGISTRY.encode(Unregistered())
    with pytest.raises(UnknownEventType):
        REGISTRY.class_of("test.unregistered")


def test_a_payload_that_the_class_does_not_take_is_an_error() -> None:
    with pytest.raises(ValidationError):
        REGISTRY.decode("test.noted", 2, b'{"text": "a", "surprise": 1}')


def test_two_classes_with_one_name_are_refused() -> None:
    class Again(Event):
        """Claims a name that is taken."""

        event_type: ClassVar[str] = "test.noted"

    with pytest.raises(AmbiguousEventType):
        EventRegistry((Noted, Again))


@pytest.mark.parametrize(
    "upcasters",
    [(*CHAIN, CHAIN[0]), (*CHAIN, Upcaster("test.priced", 3, _split))],
    ids=["twice the same step", "a step for the newest version"],
)
def test_two_ways_to_read_a_version_are_refused(upcasters: tuple[Upcaster, ...]) -> None:
    with pytest.raises(AmbiguousEventType):
        EventRegistry((Priced,), upcasters)


@pytest.mark.parametrize(
    "upcaster",
    [CHAIN[1], Upcaster("test.priced", 7, _split), Upcaster("test.none", 1, _split)],
    ids=["a step is missing", "beyond the newest", "no such type"],
)
def test_an_upcaster_that_leads_nowhere_is_refused(upcaster: Upcaster) -> None:
    with pytest.raises(UnknownEventType):
        EventRegistry((Priced,), (upcaster,))


def test_classes_and_keys_are_listed_in_order() -> None:
    assert REGISTRY.classes == (Noted, TornOff)
    assert REGISTRY.keys == (("test.noted", 1), ("test.noted", 2), ("test.torn-off", 1))
