"""The registry of a log in which what is said of people is sealed, each of them under a key of their own.

Events without personal fields are written and read as by any registry. The keys are looked up by whoever can
wait: a codec that lacks one raises `KeysMissing`, and is asked again once `prepare` or `learn` has it.
"""

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from domain.shared.ids import TenantId
from domain.shared.message import Event
from domain.shared.personal import Field, personal_fields, subjects_in
from infrastructure.event_store.canonical import canonical_json
from infrastructure.event_store.registry import Decode, EventRegistry
from infrastructure.privacy.key_ring import KeyRing
from infrastructure.privacy.sealing import (
    MARK,
    KeysMissing,
    escape,
    seal,
    subjects_named,
    unseal,
)

_MARK = MARK.encode()


class SealedRegistry(EventRegistry):
    """The same classes and versions as another registry has."""

    def __init__(self, plain: EventRegistry, ring: KeyRing) -> None:
        super().__init__(plain.classes)
        self._plain = plain
        self.decoders.makers.update(plain.decoders.makers)
        self._ring = ring
        self._personal: Mapping[type[Event], tuple[Field, ...]] = {
            each: fields for each in plain.classes if (fields := personal_fields(each))
        }
        names = {each.event_type for each in self._personal}
        for key in plain.keys:
            if key[0] in names:
                self.decoders.makers[key] = partial(self._opening, *key)

    def encode(self, event: Event, stream_id: str = "") -> bytes:
        """The payload as canonical JSON, sealed; raises `KeysMissing` as well."""
        fields = self._personal.get(type(event))
        if fields is None:
            return super().encode(event)
        payload = self._payload(event)
        if missing := self._ring.missing(subjects_in(payload, fields, stream_id)):
            raise KeysMissing(missing)
        count = seal(payload, fields, (event.event_type, stream_id), self._ring.find)
        sealed = canonical_json(payload)
        if sealed.count(_MARK) == count:
            return sealed
        payload = escape(self._payload(event), fields)
        seal(payload, fields, (event.event_type, stream_id), self._ring.find)
        return canonical_json(payload)

    async def prepare(self, tenant: TenantId, missing: KeysMissing) -> None:
        """Have keys to seal with, new ones for those who have none."""
        await self._ring.create(tenant, missing.subjects)

    async def learn(self, missing: KeysMissing, payloads: Iterable[tuple[TenantId, str]]) -> None:
        """Have the keys that are `missing`, and those that these payloads name; raises `SubjectKeyLost`.

        A payload without personal fields may hold a text that only looks sealed, and name whoever its
        writer liked: whose key is needed says the reader alone, and the others of a page in their turn.
        """
        named: dict[TenantId, set[str]] = {}
        for tenant, payload in payloads:
            if payload and MARK in payload:
                named.setdefault(tenant, set()).update(subjects_named(payload))
        for tenant, subjects in named.items():
            await self._ring.learn(tenant, subjects, missing.subjects)

    def _payload(self, event: Event) -> dict[str, Any]:
        payload: dict[str, Any] = type(event).__pydantic_serializer__.to_python(event, mode="json")
        return payload

    def _opening(self, event_type: str, schema_version: int) -> Decode:
        return partial(self._open, event_type, self._plain.decoders[event_type, schema_version])

    def _open(self, event_type: str, decode: Decode, payload: str | bytes) -> Event:
        text = payload if isinstance(payload, str) else payload.decode()
        return decode(unseal(text, event_type, self._ring.find) if MARK in text else text)
