"""Whatever was stored once can be read for ever."""

import json
from datetime import datetime
from typing import Annotated, Any, ClassVar, Self

import pytest
from pydantic import Field, model_validator

from domain.shared.message import Event
from infrastructure.event_store.catalogue import domain_deciders, domain_events
from tests.contracts.notes import TornOff
from tests.golden.corpus import KINDS, Golden, stored
from tests.golden.sample import samples

CORPUS = tuple(stored())


def test_every_event_version_has_a_full_and_a_minimal_payload() -> None:
    known = {Golden(*key, kind) for key in domain_events().keys for kind in KINDS}
    assert known - set(CORPUS) == set(), "add them by: python -m tests.golden.write"


@pytest.mark.parametrize("golden", CORPUS, ids=lambda golden: golden.path.stem)
def test_a_golden_payload_is_read(golden: Golden) -> None:
    read, payload = _read(golden)
    assert read.event_type == golden.event_type
    if read.schema_version == golden.schema_version:
        assert _says(json.loads(domain_events().encode(read)), payload)


@pytest.mark.parametrize("golden", CORPUS, ids=lambda golden: golden.path.stem)
def test_a_golden_payload_comes_back_unchanged_once_stored_again(golden: Golden) -> None:
    registry = domain_events()
    read, _ = _read(golden)
    encoded = registry.encode(read)
    again = registry.decode(read.event_type, read.schema_version, encoded)
    assert (again, registry.encode(again)) == (read, encoded)


def test_every_event_of_a_machine_is_registered() -> None:
    registry = domain_events()
    for decider in domain_deciders().values():
        for event_class in decider.machine.events:
            assert registry.class_of(event_class.event_type) is event_class


class Paid(Event):
    """A class with what makes samples hard."""

    event_type: ClassVar[str] = "test.paid"

    iban: Annotated[str, Field(examples=["DE89370400440532013000"])] | None = None
    account: Annotated[str, Field(pattern="^[0-9]+$")] | None = None
    least: Annotated[str, Field(examples=["10.00"])]
    most: Annotated[str, Field(examples=["10.00"])]
    parts: Annotated[tuple[TornOff, ...], Field(min_length=2)]
    at: datetime
    memo: str | None = None

    @model_validator(mode="after")
    def _one_account_and_in_order(self) -> Self:
        if (self.iban is None) == (self.account is None) or self.least >= self.most:
            raise ValueError("not like this")
        return self


def test_samples_hold_to_the_rules_of_the_class_and_are_always_the_same() -> None:
    made = samples(Paid)
    assert made == samples(Paid)
    assert made["minimal"] == {
        "iban": "DE89370400440532013000",
        "least": "10.00",
        "most": "30.00",
        "parts": [{}, {}],
        "at": "2026-03-31T09:30:00.123456Z",
    }
    by = "usr_3f2504e0-4f89-41d3-9a0c-0305e82c3301"
    assert made["full"] == {
        **made["minimal"],
        "account": None,
        "memo": "Steel bolts, zinc plated",
        "parts": [{"by": by}, {"by": by}],
    }


def _read(golden: Golden) -> tuple[Event, Any]:
    text = golden.path.read_bytes()
    event = domain_events().decode(golden.event_type, golden.schema_version, text)
    return event, json.loads(text)


def _says(whole: Any, part: Any) -> bool:
    """Whether everything that `part` says is said by `whole`, which may say more."""
    if isinstance(part, dict):
        return all(name in whole and _says(whole[name], part[name]) for name in part)
    if isinstance(part, list):
        return len(part) == len(whole) and all(map(_says, whole, part))
    return bool(whole == part)
