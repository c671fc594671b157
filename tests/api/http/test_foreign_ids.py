"""Wherever an id can travel, one of another tenant is answered like one that does not exist."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from itertools import pairwise
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import orjson
import pytest

from api.http import querying
from api.http.examples import EXAMPLES
from api.http.front_door import FrontDoor
from domain.identity.role import Role
from tests.api.http.asking import Heard, ask
from tests.api.http.estate import Estate, Place, Shown
from tests.api.http.walk import Described, described
from tests.contracts import documented

_DIGEST = re.compile(r"'etag': '\"[0-9a-f]{24}\"'")
"""Of what was asked of a report, which is all that it tells."""

DOCUMENT = documented.api()
OPERATIONS = described(DOCUMENT)
LISTS = [
    each
    for each in OPERATIONS
    if each.method == "GET" and each.takes("cursor") and not each.names_documents
]
Steps = tuple[str | int, ...]


def asked(
    estate: Estate, app: FrontDoor, by: str, method: str, target: str, body: Any = None, **more: str
) -> Heard:
    """One request by the bearer of a token; headers have underscores for hyphens."""
    headers = {"Authorization": f"Bearer {by}"}
    headers |= {name.replace("_", "-"): value for name, value in more.items()}
    if body is not None:
        headers["Content-Type"] = "application/json"
    content = b"" if body is None else orjson.dumps(body)
    return estate.house.inside(lambda _: ask(app, method, target, headers, content))


def admin(estate: Estate, place: Place) -> str:
    """A token of the administrator of a place."""
    return estate.house.token(place.tenant, place.admin, Role.ADMIN)


def id_places(schema: Mapping[str, Any], at: Steps = ()) -> Iterator[tuple[Steps, str]]:
    """Where a body can name something, and the prefix of what can be named there."""
    if "$ref" in schema:
        schema = DOCUMENT["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    for either in schema.get("anyOf", ()):
        yield from id_places(either, at)
    prefix, _, rest = str(schema.get("pattern", "")).removeprefix("^").partition("_")
    if rest.startswith("[0-9a-f]{8}"):
        yield at, prefix
    for name, member in schema.get("properties", {}).items():
        yield from id_places(member, (*at, name))
    if "items" in schema:
        yield from id_places(schema["items"], (*at, 0))


def every_id_in_a_body() -> Iterator[Any]:
    for operation in OPERATIONS:
        described_at = DOCUMENT["paths"][operation.path][operation.method.lower()]
        content = described_at.get("requestBody", {"content": {}})["content"]
        for at, prefix in id_places(content.get("application/json", {}).get("schema", {})):
            yield operation, at, prefix


IN_BODIES = list(every_id_in_a_body())


def naming(body: Any, at: Steps, name: str) -> Any:
    """The body with something else named at a place."""
    changed = deepcopy(body)
    inner = changed
    for step, following in pairwise(at):
        if isinstance(inner, list) and not inner:
            inner.append({})
        elif isinstance(inner, dict):
            inner.setdefault(step, [] if isinstance(following, int) else {})
        inner = inner[step]
    if isinstance(inner, list):
        inner[:] = [name]
    else:
        inner[at[-1]] = name
    return changed


def test_bodies_name_documents_in_many_places() -> None:
    assert len(IN_BODIES) > 10
    assert {"sup", "po", "inv", "usr"} <= {prefix for _, _, prefix in IN_BODIES}


def test_an_id_in_a_body_tells_nothing_of_another_tenant(estate: Estate, app: FrontDoor) -> None:
    afar, findings = estate.afar, []
    for operation, at, prefix in IN_BODIES:
        own = json.loads(afar.family.asked(operation.body))
        told = []
        for family in (estate.missing, estate.here.family):
            body = naming(own, at, family.named(prefix))
            role = min(operation.permission.roles)
            token = estate.token(Shown.OTHER, role, commands=True)
            heard = asked(
                estate,
                app,
                token,
                operation.method,
                operation.target(afar.family),
                body,
                idempotency_key=str(uuid4()),
            )
            told.append(heard.without(family) if heard.status >= 400 else str(heard.status))
            if estate.here.tenant.encode() in heard.body:
                findings.append(f"{operation.name} {at}: tells of the other tenant")
        if told[0] != told[1]:
            findings.append(f"{operation.name} {at}: {told[1]} and not {told[0]}")
    assert findings == []


def _rows(estate: Estate, app: FrontDoor, listing: Described) -> Sequence[Mapping[str, Any]]:
    heard = asked(
        estate, app, _reader(estate, estate.here, listing), "GET", f"{listing.path}?limit=200"
    )
    assert heard.status == 200, listing.name
    rows: Sequence[Mapping[str, Any]] = orjson.loads(heard.body)["items"]
    return rows


def _reader(estate: Estate, place: Place, listing: Described) -> str:
    allowed = listing.permission.reach({Role.ADMIN}) is not None
    role = Role.ADMIN if allowed else Role.PLATFORM_ADMIN
    return estate.house.token(place.tenant, place.admin, role)


def test_a_filter_by_something_of_another_tenant_finds_nothing(
    estate: Estate, app: FrontDoor
) -> None:
    here, tried = estate.here.family, set()
    for listing in LISTS:
        if Role.ADMIN not in listing.permission.roles:
            continue
        for row in _rows(estate, app, listing):
            named = {name: value for name, value in row.items() if listing.takes(name)}
            for name, value in named.items():
                if (listing.name, name) in tried or here.stem not in str(value):
                    continue
                tried.add((listing.name, name))
                told = []
                for family in (here, estate.missing):
                    one = str(value).replace(here.stem, family.stem)
                    target = f"{listing.path}?{name}={quote(one)}"
                    if listing.takes("include"):
                        target += "&include=total"
                    heard = asked(estate, app, admin(estate, estate.there), "GET", target)
                    told.append(_DIGEST.sub("", heard.without(family)))
                assert told[0] == told[1], (listing.name, name)
                assert '"items":[]' in told[0], (listing.name, name)
    assert len(tried) > 15


def test_a_cursor_of_another_tenant_is_no_better_than_one_that_was_made_up(
    estate: Estate, app: FrontDoor
) -> None:
    tried = 0
    for listing in LISTS:
        if Role.ADMIN not in listing.permission.roles:
            continue
        page = asked(estate, app, admin(estate, estate.here), "GET", f"{listing.path}?limit=1")
        cursor = orjson.loads(page.body).get("nextCursor")
        if cursor is None:
            continue
        tried += 1
        told = []
        for one in (cursor, cursor[:-8] + "AAAAAAAA"):
            target = f"{listing.path}?limit=1&cursor={one}"
            told.append(asked(estate, app, admin(estate, estate.there), "GET", target))
        assert [each.status for each in told] == [422, 422], listing.name
        assert told[0].without() == told[1].without(), listing.name
    assert tried > 8


def test_a_cursor_of_a_colleague_is_no_way_around_what_is_ones_own(
    estate: Estate, app: FrontDoor
) -> None:
    seller = estate.tokens[Shown.SAME, Role.SUPPLIER]
    for path in ("/v1/invoices", "/v1/payments", "/v1/credit-notes", "/v1/purchase-orders"):
        page = asked(estate, app, admin(estate, estate.here), "GET", f"{path}?limit=1")
        cursor = orjson.loads(page.body)["nextCursor"]
        heard = asked(estate, app, seller, "GET", f"{path}?limit=1&cursor={cursor}")
        assert heard.status == 422, path


def test_a_key_that_somebody_else_used_before_means_nothing(estate: Estate, app: FrontDoor) -> None:
    key, body = str(uuid4()), EXAMPLES["requisitions.create"]
    house, here, afar = estate.house, estate.here, estate.afar
    colleague = house.token(here.tenant, here.seller, Role.BUYER)
    tokens = (admin(estate, here), colleague, admin(estate, afar))
    told = [
        asked(estate, app, token, "POST", "/v1/requisitions", body, idempotency_key=key)
        for token in tokens
    ]
    assert [heard.status for heard in told] == [201] * 3
    assert len({orjson.loads(heard.body)["id"] for heard in told}) == 3
    assert not any("idempotency-replayed" in heard.headers for heard in told)
    again = asked(
        estate,
        app,
        tokens[2],
        "POST",
        "/v1/requisitions",
        {**body, "costCenter": "1"},
        idempotency_key=key,
    )
    assert again.error == "IdempotencyKeyReused"


def test_a_position_of_another_log_is_a_number_like_any_other(
    estate: Estate, app: FrontDoor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(querying, "LONGEST_WAIT", 0.01)
    head = asked(estate, app, admin(estate, estate.here), "GET", "/v1/events?limit=200")
    far = orjson.loads(head.body)["items"][-1]["position"] + 10_000
    theirs = admin(estate, estate.there)
    for target in ("/v1/events", f"/v1/purchase-orders/{estate.there.family.named('po')}"):
        told = [
            asked(estate, app, theirs, "GET", target, consistency_token=str(far + more))
            for more in (0, 1)
        ]
        assert [heard.error for heard in told] == ["ProjectionLagging"] * 2
    heard = asked(estate, app, theirs, "GET", "/v1/events/stream", last_event_id="0")
    assert heard.status == 200
    assert estate.here.family.stem.encode() not in heard.body
