"""Which class an event's type name stands for. The names are contracts, class and path are not."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import orjson

from domain.shared.ids import TenantId
from domain.shared.message import Event
from infrastructure.event_store.canonical import canonical_json
from infrastructure.privacy.sealing import KeysMissing

Payload = dict[str, Any]
Decode = Callable[[str | bytes], Event]


class UnknownEventType(Exception):
    """The log holds, or should hold, an event that this version of the product has no class for."""

    def __init__(self, event_type: str, schema_version: int) -> None:
        super().__init__(f"no decoder for {event_type} version {schema_version}")
        self.event_type = event_type
        self.schema_version = schema_version


class AmbiguousEventType(Exception):
    """Two classes, or two upcasters, claim the same event type and version."""


@dataclass(frozen=True, slots=True)
class Upcaster:
    """Turns a payload of `from_version` into one of the next version; pure, dict to dict."""

    event_type: str
    from_version: int
    upcast: Callable[[Payload], Payload]


class Decoders(dict[tuple[str, int], Decode]):
    """(type name, schema version) to what reads such a payload; raises `UnknownEventType`.

    Each is made when the first such payload comes, as most processes never meet most kinds of events.
    """

    def __init__(self) -> None:
        super().__init__()
        self.makers: dict[tuple[str, int], Callable[[], Decode]] = {}

    def __missing__(self, key: tuple[str, int]) -> Decode:
        if key not in self.makers:
            raise UnknownEventType(*key)
        decode = self[key] = self.makers[key]()
        return decode


class EventRegistry:
    """Maps event classes to (type name, schema version) and back; complete once made."""

    def __init__(self, classes: Iterable[type[Event]], upcasters: Iterable[Upcaster] = ()) -> None:
        self._classes: dict[str, type[Event]] = {}
        self.decoders = Decoders()
        for event_class in classes:
            self._add_class(event_class)
        chains: dict[tuple[str, int], Upcaster] = {}
        for upcaster in upcasters:
            key = (upcaster.event_type, upcaster.from_version)
            if key in chains or key in self.decoders.makers:
                raise AmbiguousEventType(f"two ways to read {key[0]} version {key[1]}")
            chains[key] = upcaster
        for event_type, version in chains:
            self._add_chain(event_type, version, chains)

    @property
    def keys(self) -> tuple[tuple[str, int], ...]:
        """Every (type name, schema version) that can be read, sorted."""
        return tuple(sorted(self.decoders.makers))

    @property
    def classes(self) -> tuple[type[Event], ...]:
        """Every event class, sorted by type name."""
        return tuple(self._classes[name] for name in sorted(self._classes))

    def class_of(self, event_type: str) -> type[Event]:
        """The class of a type name's newest version; raises `UnknownEventType`."""
        try:
            return self._classes[event_type]
        except KeyError:
            raise UnknownEventType(event_type, 0) from None

    def encode(self, event: Event, stream_id: str = "") -> bytes:
        """The payload as canonical JSON; raises `UnknownEventType` and `Unstorable`.

        A class that is not registered could be written but never read again, so it is refused here.
        """
        event_class = type(event)
        if self._classes.get(event_class.event_type) is not event_class:
            raise UnknownEventType(event_class.event_type, event_class.schema_version)
        return canonical_json(event_class.__pydantic_serializer__.to_python(event, mode="json"))

    async def prepare(self, tenant: TenantId, missing: KeysMissing) -> None:
        """Have what `encode` missed the next time."""
        raise missing

    async def learn(self, missing: KeysMissing, payloads: Iterable[tuple[TenantId, str]]) -> None:
        """Have what these payloads need the next time they are decoded."""
        raise missing

    def decode(self, event_type: str, schema_version: int, payload: str | bytes) -> Event:
        """The event that a stored payload stands for; raises `UnknownEventType`."""
        return self.decoders[event_type, schema_version](payload)

    def _add_class(self, event_class: type[Event]) -> None:
        name = event_class.event_type
        if name in self._classes:
            raise AmbiguousEventType(f"{name} is {self._classes[name]} and {event_class}")
        self._classes[name] = event_class
        key = name, event_class.schema_version
        self.decoders.makers[key] = lambda: event_class.__pydantic_validator__.validate_json

    def _add_chain(
        self, event_type: str, version: int, chains: dict[tuple[str, int], Upcaster]
    ) -> None:
        newest = self.class_of(event_type).schema_version
        missing = [step for step in range(version, newest) if (event_type, step) not in chains]
        if missing or version >= newest:
            raise UnknownEventType(event_type, missing[0] if missing else version)
        steps = tuple(chains[event_type, step].upcast for step in range(version, newest))

        def decode(payload: str | bytes) -> Event:
            upcast: Payload = orjson.loads(payload)
            for step in steps:
                upcast = step(upcast)
            return self.decoders[event_type, newest](orjson.dumps(upcast))

        self.decoders.makers[event_type, version] = lambda: decode
