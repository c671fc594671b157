"""Every event type that the log may hold, with its fields; as a page, and as JSON Schema."""

import json
from collections.abc import Iterator, Sequence
from itertools import groupby

from docs.generators.json_fields import describe, fields, sentence, shared
from docs.generators.markdown import code, link, page, slug
from domain.shared.message import Event
from domain.shared.personal import Field, personal_fields
from infrastructure.event_store.catalogue import domain_events

_INTRODUCTION = (
    "What the log may hold. The type name and its schema version are a contract: a version once "
    "written is readable for ever, and a changed event is a new version beside the old one. "
    "Payloads are plain JSON in camelCase; amounts, quantities and rates are text. "
    f"The same as JSON Schema is in {link('events.schema.json', 'events.schema.json')}.\n\n"
    "Around the payload every event has `position`, `streamId`, `streamType`, `version`, `eventId`, "
    "`type`, `schemaVersion`, `occurredAt` (the tenant's time), `recordedAt` (real time), `leafHash` "
    "and `metadata`: `actor`, `requestId`, `correlationId`, `causationId`, `idempotencyKey`, "
    "`traceparent`, `client` and `via`, as far as they are known."
)


def events() -> str:
    """The page."""
    classes = domain_events().classes
    groups = [(name, list(group)) for name, group in groupby(classes, _stream)]
    contents = " · ".join(link(name, f"#{slug(name)}") for name, _ in groups)
    parts = []
    for name, group in groups:
        parts.append(f"## {name}")
        parts += [_section(event) for event in group]
    types = [f"### {name}\n\n{describe(schema)}" for name, schema in shared(classes).items()]
    rest = [contents, *parts, "## Types that events share", *types]
    return page("Events", _INTRODUCTION, *rest)


def event_schemas() -> str:
    """One JSON Schema per event type and version."""
    schemas = {
        f"{event.event_type} {event.schema_version}": event.model_json_schema(mode="serialization")
        for event in domain_events().classes
    }
    return json.dumps(schemas, indent=1, ensure_ascii=False) + "\n"


def _stream(event: type[Event]) -> str:
    """The part of the type name that says what it happened to."""
    return event.event_type.rpartition(".")[0] or event.event_type


def _section(event: type[Event]) -> str:
    said = f"{code(event.__name__)}, version {event.schema_version}."
    return f"### {event.event_type}\n\n{sentence(event.__doc__)} {said}{_sealed(event)}\n\n{fields(event)}"


def _sealed(event: type[Event]) -> str:
    """Which of its fields are personal."""
    names = [code(name) for name in _names(personal_fields(event))]
    return f" Sealed: {', '.join(names)}." if names else ""


def _names(fields: Sequence[Field], within: str = "") -> Iterator[str]:
    for field in fields:
        if field.kind is None:
            yield from _names(field.inside, f"{within}{field.name}.")
        else:
            yield f"{within}{field.name}"
