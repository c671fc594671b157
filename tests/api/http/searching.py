"""Where canaries can be found: in every table, answer and file, and in what a process remembers."""

import gc
import logging
import types
from collections.abc import Iterator
from typing import Any

import httpx
import psycopg
from psycopg import sql

from api.bootstrap import Daybook
from api.bootstrap.exporting import table_snapshots
from infrastructure.event_store.canonical import Leaf, canonical_json, instant, leaf_hash
from infrastructure.event_store.catalogue import domain_deciders
from infrastructure.event_store.contents import stream_pages
from tests.api.http.canaries import CANARIES, Story
from tests.api.http.company import Json, Person
from tests.api.http.house import House
from tests.cluster import Database


def tables(database: Database) -> Iterator[tuple[str, str]]:
    """Every table of ours with what it says of a canary, one line for each row."""
    with psycopg.connect(database.administrator_dsn) as connection:
        names = connection.execute(
            "SELECT table_schema, table_name FROM information_schema.tables "
            "WHERE table_schema NOT IN ('pg_catalog', 'information_schema') "
            "AND table_type = 'BASE TABLE'"
        ).fetchall()
        assert len(names) > 25
        patterns = [f"%{text}%" for each in CANARIES for text in (each, each.encode().hex())]
        patterns += [f"%{each.lower().encode().hex()}%" for each in ("Canary", "CANARY")]
        patterns += [f"%{each.encode().hex()}%" for each in ("Canary", "CANARY")]
        for schema, name in names:
            table = sql.Identifier(schema, name)
            found = connection.execute(
                sql.SQL("SELECT t::text FROM {} AS t WHERE t::text ILIKE ANY (%s)").format(table),
                (patterns,),
            )
            for (row,) in found.fetchall():
                yield f"{schema}.{name}", row


def ours(story: Story, house: House) -> dict[str, int]:
    """Tables with canaries in rows of the story's tenant, with how many rows."""
    found: dict[str, int] = {}
    for table, row in tables(house.database):
        if story.paying.company.tenant in row:
            found[table] = found.get(table, 0) + 1
    return found


def seen_by_analysts(story: Story, house: House) -> list[str]:
    """Rows with canaries in what analysts of the story's tenant read."""
    tenant = story.paying.company.tenant

    async def looked(daybook: Daybook) -> list[str]:
        names = await table_snapshots(daybook.storage).names()
        rows = [
            (name, row)
            for name in names
            for (row,) in await daybook.storage.pool.ask(
                f"SELECT t::text FROM reporting.{name} AS t", (), tenant
            )
        ]
        return [name for name, row in rows if says_canary(row)]

    return house.inside(looked)


def reads(story: Story, house: House) -> Iterator[httpx.Response]:
    """What every query of the API answers that can be asked at this process."""
    ids = {
        "supplier_id": story.supplier,
        "user_id": story.user,
        "purchase_order_id": story.order["id"],
        "payment_run_id": story.run["id"],
        "subject_id": story.supplier,
        "stream_id": story.run["id"],
        "name": "approval-thresholds",
        "table": "suppliers",
        "position": "1",
    }
    admin = story.admin
    auditor = Person(
        house,
        admin.tenant,
        admin.user,
        house.token(admin.tenant, admin.user, "admin", "auditor", "treasurer"),
    )
    for path, operations in contract(house)["paths"].items():
        if "get" not in operations or "stream" in path.rpartition("/")[2]:
            continue
        asked = path
        for name, value in ids.items():
            asked = asked.replace(f"{{{name}}}", value)
        if "{" in asked:
            listed = auditor.get(asked.partition("/{")[0])
            if not listed.is_success or not (items := listed.json().get("items")):
                continue
            for item in items:
                yield auditor.get(f"{asked.partition('/{')[0]}/{item['id']}")
            continue
        yield auditor.get(asked)
        for accept in ("text/csv",):
            yield auditor.get(asked, {"Accept": accept})
    for stream in (story.supplier, story.user, story.order["id"], story.run["id"]):
        yield auditor.get(f"/v1/streams/{stream}/events")
        yield auditor.get(f"/v1/streams/{stream}/diff", params={"from": 0, "to": 1})
    for place in (f"suppliers/{story.supplier}", f"users/{story.user}"):
        yield auditor.get(f"/v1/{place}", params={"version": 1})
    yield auditor.get(f"/v1/payment-runs/{story.run['id']}/pain001")


def says_canary(text: str) -> bool:
    """Whether a text says one of them, however it is written."""
    return any(each.lower() in text.lower() for each in CANARIES)


def listed(house: House, tenant: str) -> dict[str, list[str]]:
    """Every row of every list of the tenant."""
    found: dict[str, list[str]] = {}
    with psycopg.connect(house.database.administrator_dsn) as connection:
        names = connection.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'projections'"
        ).fetchall()
        for (name,) in names:
            rows = connection.execute(
                sql.SQL("SELECT t::text FROM projections.{} AS t WHERE tenant_id = %s").format(
                    sql.Identifier(name)
                ),
                (tenant,),
            )
            found[name] = sorted(row[0] for row in rows.fetchall())
    return found


def contract(house: House) -> Json:
    """The OpenAPI document as it is served."""
    return dict(house.http.get("/openapi.json").json())


def hashes(house: House) -> list[tuple[Any, ...]]:
    """Every event by place with its hash, which is right."""
    with psycopg.connect(house.database.administrator_dsn) as connection:
        rows = connection.execute(
            "SELECT tenant_id, position, stream_id, stream_type, version, event_id::text, event_type,"
            " schema_version, payload, metadata, occurred_at, recorded_at, leaf_hash"
            " FROM daybook.events ORDER BY recorded_at, tenant_id, position"
        ).fetchall()
    for row in rows:
        *name, payload, metadata, occurred, recorded, leaf = (row[0], *row[2:])
        values = (canonical_json(payload), canonical_json(metadata), instant(occurred))
        assert leaf_hash(Leaf._make((*name, *values, instant(recorded)))) == leaf
    return [(row[0], row[1], row[-1]) for row in rows]


def in_file(path: Any) -> bool:
    """Whether a file says a canary."""
    return says_canary(path.read_bytes().decode("latin-1"))


async def replayed(daybook: Daybook, story: Story) -> int:
    """Fold every document of the tenant with today's code; how many there are."""
    tenant, count = story.paying.company.tenant, 0
    async for page in stream_pages(daybook.storage.pool, tenant):
        for stream in page:
            events = await daybook.storage.store.stream(tenant, stream.stream_id)
            decider = domain_deciders().get(stream.stream_type)
            if decider is not None:
                state = decider.fold([one.event for one in events])
                assert state.status is not None
                assert not says_canary(repr(state))
                count += 1
    return count


async def remembered(daybook: Daybook) -> list[str]:
    """What is reachable from the memories of the process and says a canary."""
    storage = daybook.storage
    texts = reachable(
        storage.states,
        storage.ready,
        storage.ring,
        storage.sweep,
        daybook.tokens,
        daybook.desk,
        daybook.read_side,
    )
    return [text[:80] for text in texts if says_canary(text)]


def reachable(*memories: object) -> list[str]:
    """Every text that can be reached from objects of the process."""
    waiting: list[Any] = [*memories]
    skipped = (type, types.ModuleType, types.FunctionType, types.CodeType, logging.Logger)
    seen: set[int] = set()
    found: list[str] = []
    while waiting:
        one = waiting.pop()
        if id(one) in seen or isinstance(one, skipped):
            continue
        seen.add(id(one))
        if isinstance(one, str | bytes):
            found.append(one if isinstance(one, str) else one.decode("latin-1"))
            continue
        waiting += gc.get_referents(one)
    assert len(seen) > 10_000
    return found
