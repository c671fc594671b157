"""The JSON of OCEL 2.0, read off a process log that is in a file of SQLite, a part at a time."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import orjson

from application.process_mining.process_event import EVENT_ATTRIBUTES, OBJECT_ATTRIBUTES

_AT_ONCE = 200


def as_json(path: Path) -> Iterator[bytes]:
    """The whole log; the same file makes the same bytes."""
    with closing(sqlite3.connect(path, check_same_thread=False)) as log:
        log.row_factory = sqlite3.Row
        yield b'{"eventTypes":' + _types(log, "event", EVENT_ATTRIBUTES)
        yield b',"objectTypes":' + _types(log, "object", OBJECT_ATTRIBUTES)
        yield b',"events":['
        yield from _parts(log.execute("SELECT * FROM event ORDER BY rowid"), _Reader(log).event)
        yield b'],"objects":['
        yield from _parts(log.execute("SELECT * FROM object ORDER BY rowid"), _Reader(log).object)
        yield b"]}\n"


def _types(log: sqlite3.Connection, of: str, attributes: Mapping[str, str]) -> bytes:
    declared = [{"name": name, "type": kind} for name, kind in attributes.items()]
    names = log.execute(f"SELECT ocel_type FROM {of}_map_type ORDER BY ocel_type")  # noqa: S608
    return orjson.dumps([{"name": name, "attributes": declared} for (name,) in names])


def _parts(
    rows: Iterable[sqlite3.Row], told: Callable[[sqlite3.Row], Mapping[str, Any]]
) -> Iterator[bytes]:
    waiting: list[bytes] = []
    between = b""
    for row in rows:
        waiting.append(orjson.dumps(told(row)))
        if len(waiting) == _AT_ONCE:
            yield between + b",".join(waiting)
            waiting, between = [], b","
    if waiting:
        yield between + b",".join(waiting)


class _Reader:
    """Looks up what belongs to one event or object."""

    def __init__(self, log: sqlite3.Connection) -> None:
        self._log = log
        self._tables = {
            (of, kind): f'"{of}_{short}"'
            for of in ("event", "object")
            for kind, short in log.execute(f"SELECT * FROM {of}_map_type")  # noqa: S608
        }

    def event(self, row: sqlite3.Row) -> Mapping[str, Any]:
        """An event with what it says and the objects that it is about."""
        name, kind = row
        table = self._tables["event", kind]
        (found,) = self._log.execute(f"SELECT * FROM {table} WHERE ocel_id = ?", (name,))  # noqa: S608
        links = self._log.execute(
            "SELECT ocel_object_id, ocel_qualifier FROM event_object WHERE ocel_event_id = ? "
            "ORDER BY rowid",
            (name,),
        )
        attributes = [
            {"name": each, "value": found[each]}
            for each in EVENT_ATTRIBUTES
            if found[each] is not None
        ]
        return {
            "id": name,
            "type": kind,
            "time": _time(found["ocel_time"]),
            "attributes": attributes,
            "relationships": _links(links),
        }

    def object(self, row: sqlite3.Row) -> Mapping[str, Any]:
        """An object with what it was when, and the objects that it belongs to."""
        name, kind = row
        table = self._tables["object", kind]
        rows = self._log.execute(
            f"SELECT * FROM {table} WHERE ocel_id = ? ORDER BY rowid",  # noqa: S608
            (name,),
        )
        links = self._log.execute(
            "SELECT ocel_target_id, ocel_qualifier FROM object_object WHERE ocel_source_id = ? "
            "ORDER BY rowid",
            (name,),
        )
        attributes = [
            {"name": each, "time": _time(found["ocel_time"]), "value": found[each]}
            for found in rows
            for each in OBJECT_ATTRIBUTES
            if found[each] is not None
        ]
        return {
            "id": name,
            "type": kind,
            "attributes": attributes,
            "relationships": _links(links),
        }


def _links(rows: Iterable[sqlite3.Row]) -> list[Mapping[str, str]]:
    return [{"objectId": name, "qualifier": qualifier} for name, qualifier in rows]


def _time(text: str) -> str:
    return f"{text.replace(' ', 'T')}Z"
