"""What is sealed says nothing to anybody without the key, and everything again with it."""

import asyncio
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import example, given, settings
from hypothesis import strategies as st

from domain.communication.notice.events import NoticeQueued
from domain.identity.user.events import UserRegistered
from domain.purchasing.supplier.events import SupplierBankAccountAdded, SupplierRegistered
from domain.shared.ids import TenantId
from domain.shared.message import Event
from domain.shared.personal import Field, PersonalKind, personal_fields
from infrastructure.event_store.catalogue import domain_events
from infrastructure.event_store.sealed_registry import SealedRegistry
from infrastructure.privacy.key_ring import KeyRing, SubjectKeyLost
from infrastructure.privacy.sealing import KeysMissing, seal, subjects_named, unseal
from tests.golden.corpus import payload_of

TENANT = TenantId("ten_3f2504e0-4f89-41d3-9a0c-0305e82c3301")
USER = "usr_3f2504e0-4f89-41d3-9a0c-0305e82c3302"
SUPPLIER = "sup_3f2504e0-4f89-41d3-9a0c-0305e82c3303"
GOLDEN = Path(__file__).with_name("sealed.json")
PERSONAL = [each for each in domain_events().classes if personal_fields(each)]


class Keys:
    """A table of keys that is a dictionary."""

    def __init__(self, **known: bytes) -> None:
        self.known: dict[str, bytes | None] = dict(known)

    async def load(self, _: TenantId, subjects: Iterable[str]) -> Mapping[str, bytes | None]:
        return {each: self.known[each] for each in subjects if each in self.known}

    async def create(self, tenant: TenantId, subjects: Iterable[str]) -> Mapping[str, bytes | None]:
        for each in subjects:
            self.known.setdefault(each, each[-32:].encode().rjust(32))
        return await self.load(tenant, subjects)


class Desk:
    """Writes and reads as the store does: asks again once it has the keys."""

    def __init__(self, keys: Keys | None = None) -> None:
        self.keys = keys or Keys()
        self.ring = KeyRing(self.keys)
        self.registry = SealedRegistry(domain_events(), self.ring)

    def write(self, event: Event, stream: str = USER) -> str:
        while True:
            try:
                return self.registry.encode(event, stream).decode()
            except KeysMissing as missing:
                asyncio.run(self.registry.prepare(TENANT, missing))

    def read(self, kind: type[Event], payload: str) -> Any:
        while True:
            try:
                return self.registry.decode(kind.event_type, kind.schema_version, payload)
            except KeysMissing as missing:
                asyncio.run(self.registry.learn(missing, [(TENANT, payload)]))

    def erase(self, subject: str) -> None:
        self.keys.known[subject] = None
        self.ring.forget()


def ann(name: str = "Ann Canary", email: str = "ann.canary@example.com") -> UserRegistered:
    return UserRegistered.model_validate({"email": email, "name": name, "roles": ["requester"]})


@pytest.mark.parametrize("kind", PERSONAL, ids=lambda each: each.event_type)
@pytest.mark.parametrize("size", ["full", "minimal"])
def test_what_is_sealed_comes_back_as_it_was(kind: type[Event], size: str) -> None:
    desk, event = Desk(), kind.model_validate(payload_of(kind, size))
    assert desk.read(kind, desk.write(event)) == event


@pytest.mark.parametrize("kind", PERSONAL, ids=lambda each: each.event_type)
def test_without_keys_something_valid_and_visibly_erased_is_left(kind: type[Event]) -> None:
    desk, event = Desk(), kind.model_validate(payload_of(kind))
    payload = desk.write(event)
    for subject in desk.keys.known:
        desk.erase(subject)
    left = desk.read(kind, payload)
    assert left != event
    assert "erased" in left.model_dump_json().lower()
    assert desk.read(kind, desk.write(left)) == left, "what is left can be stored again"


def test_a_stored_payload_says_nothing_of_the_person() -> None:
    payload = Desk().write(ann())
    assert "canary" not in payload.lower()
    assert json.loads(payload)["roles"] == ["requester"]
    assert json.loads(payload)["name"].startswith(f"sealed:1:name:{USER}:")


def test_the_same_value_never_looks_the_same_twice() -> None:
    desk = Desk()
    assert desk.write(ann()) != desk.write(ann())


def test_what_was_stored_before_there_were_keys_is_still_read() -> None:
    assert Desk().read(UserRegistered, domain_events().encode(ann()).decode()) == ann()


def test_one_persons_erasure_leaves_the_others_as_they_are() -> None:
    desk = Desk()
    ann_, ben = desk.write(ann()), desk.write(ann("Ben"), USER.replace("02", "05"))
    desk.erase(USER)
    assert (desk.read(UserRegistered, ann_).name, desk.read(UserRegistered, ben).name) == (
        "Erased",
        "Ben",
    )


@pytest.mark.parametrize("gone", [0, 1])
def test_a_letter_is_gone_with_its_recipient_and_with_whom_it_names(gone: int) -> None:
    desk, letter = Desk(), payload_of(NoticeQueued)
    letter["letter"]["mentions"] = [USER]
    subjects = [letter["letter"]["recipient"]["id"], USER]
    payload = desk.write(NoticeQueued.model_validate(letter))
    desk.erase(subjects[gone])
    assert desk.read(NoticeQueued, payload).letter.text == "Erased"


@given(count=st.integers(1, 14), gone=st.none() | st.integers(0, 13), text=st.text(max_size=20))
@settings(max_examples=40, deadline=None)
@example(count=9, gone=None, text="nine").via("the last count of one digit")
@example(count=10, gone=None, text="ten").via("the first of two digits")
@example(count=12, gone=10, text="twelve").via("somebody who is gone behind two digits")
def test_what_belongs_to_any_number_of_people_comes_back_until_one_of_them_is_gone(
    count: int, gone: int | None, text: str
) -> None:
    desk, field = Desk(), Field("text", PersonalKind.TEXT, (("of",),), ())
    people = [USER.replace("02", f"{number:02}") for number in range(10, 10 + count)]
    asyncio.run(desk.ring.create(TENANT, people))
    payload: dict[str, Any] = {"of": people, "text": text}
    assert seal(payload, (field,), ("a.letter", USER), desk.ring.find) == 1
    stored = json.dumps(payload)
    assert payload["text"].startswith(f"sealed:{count}:text:{people[-1]}:")
    assert subjects_named(stored) == {people[-1]}
    left = text
    if gone is not None and gone < count:
        desk.keys.known[people[gone]] = None
        desk.ring.forget()
        asyncio.run(desk.ring.learn(TENANT, people))
        left = "Erased"
    opened = json.loads(unseal(stored, "a.letter", desk.ring.find))
    assert opened == {"of": people, "text": left}


@pytest.mark.parametrize(
    "text",
    [
        f"sealed:1:name:{USER}:AAAA",
        "sealed:0:text::AAAA",
        f"sealed:10:name:{USER}:AAAA",
        "sealed:",
        f'x": "sealed:1:name:{USER}:AAAA',
        '"sealed:1:',
    ],
)
def test_nobody_can_write_what_is_taken_for_sealed(text: str) -> None:
    desk = Desk()
    registered = SupplierRegistered.model_validate(
        payload_of(SupplierRegistered) | {"name": text, "taxId": text[:64]}
    )
    assert desk.read(SupplierRegistered, desk.write(registered, SUPPLIER)) == registered
    confirmed = payload_of(SupplierBankAccountAdded)
    confirmed["account"]["holder"] = text
    added = SupplierBankAccountAdded.model_validate(confirmed)
    assert desk.read(SupplierBankAccountAdded, desk.write(added, SUPPLIER)) == added


def test_a_free_text_that_looks_sealed_stays_what_it_is() -> None:
    desk = Desk()
    kind = domain_events().class_of("invoicing.supplier-invoice.released")
    event = kind.model_validate(payload_of(kind) | {"comment": f"sealed:1:name:{USER}:AAAA"})
    assert desk.read(kind, desk.write(event)) == event


def test_a_personal_text_that_looks_sealed_stays_what_it_is_beside_another_that_does() -> None:
    desk, letter = Desk(), payload_of(NoticeQueued)
    letter["letter"]["recipient"]["name"] = f"sealed:1:name:{USER}:AAAA"
    letter["letter"]["subject"] = "sealed:0:text::AAAA"
    queued = NoticeQueued.model_validate(letter)
    assert desk.read(NoticeQueued, desk.write(queued)) == queued


def test_a_free_text_that_names_a_subject_does_not_keep_others_from_being_read() -> None:
    desk = Desk()
    created = domain_events().class_of("purchasing.requisition.created")
    text = f"sealed:1:name:{USER.replace('02', '99')}:AAAA"
    spoof = desk.write(created.model_validate(payload_of(created) | {"justification": text}))
    payload = desk.write(ann())
    desk.ring.forget()
    with pytest.raises(KeysMissing) as missing:
        desk.registry.decode(UserRegistered.event_type, 1, payload)
    page = [(TENANT, spoof), (TENANT, payload)]
    asyncio.run(desk.registry.learn(missing.value, page))
    assert desk.registry.decode(UserRegistered.event_type, 1, payload) == ann()


def test_a_sealed_text_that_was_moved_is_not_opened() -> None:
    desk = Desk()
    payload = json.loads(desk.write(ann()))
    payload["email"] = payload["name"]
    with pytest.raises(InvalidTag):
        desk.read(UserRegistered, json.dumps(payload))


def test_something_new_about_somebody_erased_is_not_stored() -> None:
    desk = Desk()
    desk.write(ann())
    desk.erase(USER)
    payload = desk.write(ann())
    assert "canary" not in payload.lower()
    assert desk.read(UserRegistered, payload).name == "Erased"


def test_a_lost_key_is_not_taken_for_an_erasure() -> None:
    payload = Desk().write(ann())
    with pytest.raises(SubjectKeyLost):
        Desk().read(UserRegistered, payload)


def test_an_erasure_is_not_outrun_by_whoever_was_just_looking_the_key_up() -> None:
    class Slow(Keys):
        async def load(
            self, tenant: TenantId, subjects: Iterable[str]
        ) -> Mapping[str, bytes | None]:
            found = await super().load(tenant, subjects)
            if self.known[USER] is not None:
                desk.erase(USER)  # after it was read and before it is kept
            return found

    first = Desk()
    payload = first.write(ann())
    desk = Desk(Slow(**{USER: first.keys.known[USER] or b""}))
    assert desk.read(UserRegistered, payload).name == "Erased"


def test_what_was_sealed_once_is_read_for_ever() -> None:
    golden = json.loads(GOLDEN.read_text())
    desk = Desk(Keys(**{name: bytes.fromhex(key) for name, key in golden["keys"].items()}))
    for each in golden["events"]:
        event = desk.read(domain_events().class_of(each["type"]), json.dumps(each["sealed"]))
        assert json.loads(domain_events().encode(event)) == each["plain"]
