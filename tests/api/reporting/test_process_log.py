"""A process log is what OCEL 2.0 asks for, says what the log says, and is the same bytes every time."""

import json
import re
import sqlite3
from collections import Counter, defaultdict
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import fromstring

import jsonschema_rs
import pytest

from api.reporting.process_export import directly_follows, write_log
from api.reporting.process_json import as_json
from api.reporting.process_picture import as_picture, duration
from application.process_mining.directly_follows import Follows, Graph
from application.process_mining.objects import EVENT_TYPES, OBJECTS, TYPE_OF_STREAM
from tests.application.audit.backtest.past import Past
from tests.application.purchasing.buying import begin_buying
from tests.application.stage import Stage, set_up
from tests.cluster import Database

SCHEMA = json.loads(Path(__file__).with_name("ocel_schema.json").read_text(encoding="utf-8"))
INVOICES = 20


@dataclass(frozen=True)
class Played:
    """What happened, and the process log of it."""

    stage: Stage
    head: int
    raw: list[dict[str, Any]]
    path: Path
    log: dict[str, Any]


@pytest.fixture
async def played(database: Database, tmp_path: Path) -> AsyncIterator[Played]:
    async with set_up(database) as stage:
        past = Past(await begin_buying(stage), pause=timedelta(hours=5))
        await past.play(INVOICES)
        head, path = await stage.store.head(stage.tenant), tmp_path / "log.sqlite"
        await write_log(stage.store, stage.tenant, head, path)
        log = json.loads(b"".join(as_json(path)))
        yield Played(stage, head, await past.raw(), path, log)


def of_process(played: Played) -> list[dict[str, Any]]:
    """The events of the log that are about objects of the process."""
    return [event for event in played.raw if event["type"] in EVENT_TYPES]


async def test_it_is_what_the_standard_asks_for(played: Played) -> None:
    log = played.log
    jsonschema_rs.validate(SCHEMA, log, validate_formats=True)
    for what in ("event", "object"):
        declared = {
            each["name"]: {one["name"]: one["type"] for one in each["attributes"]}
            for each in log[f"{what}Types"]
        }
        kinds = {"string": str, "integer": int, "float": float}
        for each in log[f"{what}s"]:
            for attribute in each["attributes"]:
                kind = kinds[declared[each["type"]][attribute["name"]]]
                assert isinstance(attribute["value"], kind)
        assert {each["type"] for each in log[f"{what}s"]} == set(declared)
        ids = [each["id"] for each in log[f"{what}s"]]
        assert len(ids) == len(set(ids))
    known = {each["id"] for each in log["objects"]}
    for each in (*log["events"], *log["objects"]):
        assert {one["objectId"] for one in each["relationships"]} <= known
    with closing(sqlite3.connect(played.path)) as file:
        assert file.execute("PRAGMA foreign_key_check").fetchall() == []
        assert file.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        (count,) = file.execute("SELECT count(*) FROM event_object").fetchone()
        assert count == sum(len(each["relationships"]) for each in log["events"])


async def test_it_says_what_the_log_says_and_leaves_nothing_of_the_process_out(
    played: Played,
) -> None:
    events, told = of_process(played), played.log["events"]
    assert [each["type"] for each in told] == [event["type"] for event in events]
    for event, each in zip(events, told, strict=True):
        said = {one["name"]: one["value"] for one in each["attributes"]}
        assert datetime.fromisoformat(each["time"]) - event["at"] < timedelta(milliseconds=1)
        assert said["position"] == event["position"]
        documents = [
            one["objectId"] for one in each["relationships"] if one["qualifier"] == "document"
        ]
        assert documents == [event["stream"]]
        named = set(
            re.findall(r"\b(?:sup|req|po|grn|inv|crn|pay|run|mur)_[0-9a-f-]{36}", str(event))
        )
        assert {one["objectId"] for one in each["relationships"]} == named


async def test_the_order_of_the_log_is_the_order_of_the_times(played: Played) -> None:
    times = [each["time"] for each in played.log["events"]]
    assert times == sorted(set(times))


async def test_objects_have_what_they_were_when_and_whom_they_belong_to(played: Played) -> None:
    objects = {each["id"]: each for each in played.log["objects"]}
    invoice = next(
        event for event in played.raw if event["type"] == "invoicing.supplier-invoice.matched"
    )
    history = [event for event in played.raw if event["stream"] == invoice["stream"]]
    told = objects[invoice["stream"]]
    said = defaultdict(list)
    for attribute in told["attributes"]:
        said[attribute["name"]].append((attribute["time"], attribute["value"]))
    assert said["status"][0] == ("1970-01-01T00:00:00Z", "Registered")
    assert said["status"][-1][1] == "Matched"
    (*_, (_, amount)) = said["amount"]
    revised = [event for event in history if "totals" in event["payload"]][-1]["payload"]
    assert amount == float(revised["totals"]["gross"]["amount"])
    links = {(one["qualifier"], one["objectId"]) for one in told["relationships"]}
    order = history[0]["payload"]["purchaseOrderId"]
    assert {("purchase-order", order), ("supplier", history[0]["payload"]["supplierId"])} <= links
    statuses = [value for _, value in said["status"]]
    assert all(one != other for one, other in pairwise(statuses))


async def test_the_same_events_are_the_same_bytes_and_later_ones_change_nothing_before(
    played: Played, tmp_path: Path
) -> None:
    stage = played.stage
    again = tmp_path / "again.sqlite"
    await write_log(stage.store, stage.tenant, played.head, again)
    assert again.read_bytes() == played.path.read_bytes()
    early = tmp_path / "early.sqlite"
    until = played.head // 2
    count = await write_log(stage.store, stage.tenant, until, early)
    before = json.loads(b"".join(as_json(early)))
    assert before["events"] == played.log["events"][:count]
    assert count == sum(event["position"] <= until for event in of_process(played))


async def test_nobody_is_named_in_it(played: Played) -> None:
    content = b"".join(as_json(played.path)) + played.path.read_bytes()
    for name in (b"Acme", b"ann@example.com", b"Ada Admin"):
        assert name not in content


async def test_what_follows_what_is_counted_as_anybody_would(played: Played) -> None:
    stage = played.stage
    assert len({event["at"] for event in played.raw}) > 10, "there is time between the events"
    for kind in ("purchase-order", "supplier-invoice", "goods-receipt"):
        graph = await directly_follows(stage.store, stage.tenant, played.head, kind)
        histories, spent = defaultdict(list), defaultdict(list)
        last: dict[str, tuple[str, datetime]] = {}
        for event in of_process(played):
            stream, (context, _, activity) = event["stream"], event["type"].rpartition(".")
            if context == OBJECTS[kind].stream_type:
                histories[stream].append(activity)
                if stream in last:
                    before, at = last[stream]
                    spent[before, activity].append(event["at"] - at)
                last[stream] = activity, event["at"]
        arcs = Counter(pair for told in histories.values() for pair in pairwise(told))
        assert {(each.before, each.after): each.times for each in graph.follows} == arcs
        means = {arc: sum(times_, timedelta()) / len(times_) for arc, times_ in spent.items()}
        assert {(each.before, each.after): each.mean_seconds for each in graph.follows} == {
            arc: int(Fraction(mean / timedelta(microseconds=1)) / 10**6 + Fraction(1, 2))
            for arc, mean in means.items()
        }
        assert graph.activities == Counter(name for told in histories.values() for name in told)
        assert graph.begins == Counter(told[0] for told in histories.values())
        assert graph.ends == Counter(told[-1] for told in histories.values())
        assert graph.objects == len(histories)


def test_the_description_of_a_picture_counts_one_arc_as_one() -> None:
    arc = Follows("created", "issued", 1, 60)
    once = Graph("order", 1, {"created": 1, "issued": 1}, {"created": 1}, {"issued": 1}, (arc,))
    said = fromstring(as_picture(once, 2)).findtext("{http://www.w3.org/2000/svg}desc")
    assert str(said).endswith("follows which: 2 kinds of events, 1 arc; the figures are beside it.")


async def test_the_picture_shows_every_activity_and_arc_and_is_the_same_bytes(
    played: Played,
) -> None:
    stage = played.stage
    graph = await directly_follows(stage.store, stage.tenant, played.head, "purchase-order")
    picture = as_picture(graph, played.head)
    assert picture == as_picture(graph, played.head)
    drawn = fromstring(picture)
    texts = [text.text or "" for text in drawn.iter("{http://www.w3.org/2000/svg}text")]
    assert set(graph.activities) <= set(texts)
    paths = [
        each for each in drawn.iter("{http://www.w3.org/2000/svg}path") if each.get("marker-end")
    ]
    assert len(paths) == len(graph.follows)
    for each in graph.follows:
        assert f"{each.times:,} · {duration(each.mean_seconds)}" in texts
    boxes = [
        (each.get("x"), each.get("y"))
        for each in drawn.iter("{http://www.w3.org/2000/svg}rect")
        if each.get("class") == "node"
    ]
    assert len(boxes) == len(set(boxes)) == len(graph.activities)


def test_every_object_has_a_type_of_its_own() -> None:
    assert len(TYPE_OF_STREAM) == len(OBJECTS)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, "0 s"), (59, "59 s"), (61, "1 min"), (7_260, "2 h 1 min"), (183_600, "2 d 3 h")],
)
def test_times_are_told_in_their_largest_units(seconds: int, said: str) -> None:
    assert duration(seconds) == said
