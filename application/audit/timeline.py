"""What an evidence pack tells people: its events one after the other, from the very bytes that are proved."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

LONGEST_VALUE = 200
_SEALED = "sealed:"


def timeline(events: Iterable[tuple[int, bytes]]) -> str:
    """Plain text, the same for the same events; what is personal stays sealed."""
    return "".join(f"{entry}\n" for position, data in events for entry in _entry(position, data))


def _entry(position: int, data: bytes) -> Iterator[str]:
    event = json.loads(data)
    metadata = event["metadata"]
    yield f"{event['occurredAt']}  #{position}  {event['eventType']}"
    yield f"    document  {event['stream']}, version {event['version']}"
    yield f"    by        {metadata.get('actor', 'nobody')}"
    if metadata.get("onBehalfOf"):
        yield f"    for       {metadata['onBehalfOf']}"
    if event["recordedAt"] != event["occurredAt"]:
        yield f"    recorded  {event['recordedAt']}"
    for name, value in sorted(_plain(event["payload"]).items()):
        yield f"    {name}: {value}"
    yield ""


def _plain(payload: Mapping[str, Any]) -> dict[str, str]:
    """What can be said in a line; the rest is in the events themselves."""
    told: dict[str, str] = {}
    for name, value in payload.items():
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        if text.startswith(_SEALED):
            text = "(personal, sealed)"
        line = " ".join(text.split())
        told[name] = line if len(line) <= LONGEST_VALUE else f"{line[:LONGEST_VALUE]} ..."
    return told
