"""Lists: a page of ready rows, by the filters and orders that the list itself declares."""

import json
import time
from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlencode

import orjson

from api.csv_table import as_csv
from api.http.answer import JSON, PRIVATE, VARIES, Answer, Header, digest_of, etag, position
from api.http.binding import query_parameters
from api.http.failures import Fault, InvalidRequest
from api.http.headers import acceptable, none_match
from api.http.kept_pages import KeptPage
from api.http.past import whole_number
from api.http.querying import LONGEST_WAIT, Querying, lagging, until_a_day_may_begin
from api.http.withholding import shown, withheld
from application.access_record import Export
from application.ports.read_models import (
    MOST_ROWS,
    USUAL_ROWS,
    FilterKind,
    ListShape,
    Page,
    PageQuery,
)
from domain.identity.tenant.machine import PLATFORM

CSV = "text/csv"
CSV_TYPE = b"text/csv; charset=utf-8; header=present"
_NOT_TOLD = "(not told)"
OFFERED = ("application/json", CSV)


async def page_of(asking: Querying, name: str, only: Mapping[str, str] | None = None) -> Answer:
    """One page of the list `name`; `only` are filters that the caller cannot choose."""
    exchange, services, tenant = asking.exchange, asking.services, asking.caller.tenant
    media_type = acceptable(exchange, OFFERED)
    fixed, owner = only or {}, await asking.owner()
    query = exchange.scope["query_string"].decode("latin-1")
    whose = "everybody's" if owner is None else f"of {owner}"
    question = (tenant, name, query, media_type, whose, *fixed.values())
    heard = services.live_log.position(tenant)
    page = services.pages.find(question, heard, time.monotonic())
    if page is None or page.position < asking.wanted:
        page = await _read(asking, name, fixed, owner)
        if tenant != PLATFORM:  # its list of tenants follows the logs of all of them
            services.pages.keep(question, page)
    if none_match(exchange, page.tag):
        return Answer(304, headers=page.answer.headers_of_304())
    if media_type == CSV:
        await asking.exported(Export(name, _narrowed(asking, name, fixed), page.rows, CSV))
    return page.answer


def _narrowed(asking: Querying, name: str, fixed: Mapping[str, str]) -> Mapping[str, str]:
    """What a table was asked for; a cursor says nothing to people, and searched words may name some."""
    given = query_parameters(asking.exchange) | dict(fixed)
    filters = asking.services.read_models.shape(name).filters
    words = {each.name for each in filters if each.kind is FilterKind.CONTAINS}
    return {
        each: _NOT_TOLD if each in words else given[each]
        for each in sorted(given)
        if each != "cursor"
    }


async def _read(
    asking: Querying, name: str, fixed: Mapping[str, str], owner: str | None
) -> KeptPage:
    read_models, tenant = asking.services.read_models, asking.caller.tenant
    reach, media_type = asking.exchange.reach, acceptable(asking.exchange, OFFERED)
    given = query_parameters(asking.exchange)
    shape = read_models.shape(name)
    query = _asked(shape, given, fixed, withheld(reach, name))
    query = replace(query, owner=owner)
    if asking.wanted and not await read_models.reached(tenant, name, asking.wanted, LONGEST_WAIT):
        raise lagging(asking.wanted)
    good_until = time.monotonic() + until_a_day_may_begin(asking.services.clock.now(tenant))
    page = await read_models.page(tenant, name, query)
    page = replace(page, items=shown(reach, name, page.items))
    is_csv = media_type == CSV
    body = as_csv(page.items) if is_csv else _json(page)
    tag = digest_of(body)
    headers = [
        etag(tag),
        PRIVATE,
        VARIES,
        position(page.position),
        *_next(asking.exchange.path_text(), given, page),
    ]
    content_type = CSV_TYPE if is_csv else JSON
    rows = len(orjson.loads(page.items)) if is_csv else 0
    return KeptPage(tag, Answer(200, body, headers, content_type), page.position, good_until, rows)


def _asked(
    shape: ListShape, given: Mapping[str, str], only: Mapping[str, str], hidden: frozenset[str]
) -> PageQuery:
    """The page that was asked for; what is not shown cannot be asked for either."""
    filters = {each.name for each in shape.filters} - set(only) - hidden
    known = filters | {"limit", "cursor", "sort", "include"}
    faults = [
        _fault(name, "is not a parameter of this list") for name in given if name not in known
    ]
    faults += [_fault(name, "must not be empty") for name in given if not given[name]]
    if given.get("include", "total") != "total":
        faults.append(_fault("include", "can only be total"))
    sort = given.get("sort")
    if sort is not None and sort.removeprefix("-") not in shape.sorts:
        orders = ", ".join(sorted(shape.sorts))
        faults.append(_fault("sort", f"must be one of {orders}, with - before it for descending"))
    limit = _limit(given, faults)
    if faults:
        raise InvalidRequest(faults)
    return PageQuery(
        filters={name: given[name] for name in given if name in filters} | dict(only),
        sort=sort,
        limit=limit,
        cursor=given.get("cursor"),
        include_total="include" in given,
    )


def _limit(given: Mapping[str, str], faults: list[Fault]) -> int:
    try:
        limit = int(whole_number(given.get("limit", str(USUAL_ROWS))))
    except ValueError:
        limit = 0
    if not 1 <= limit <= MOST_ROWS:
        faults.append(_fault("limit", f"must be a whole number from 1 to {MOST_ROWS}"))
    return limit


def _fault(name: str, message: str) -> Fault:
    return Fault(f"/{name}", message, "query")


def _json(page: Page) -> bytes:
    body = b'{"items":%b' % page.items
    if page.next_cursor is not None:
        body += b',"nextCursor":%b' % json.dumps(page.next_cursor).encode()
    if page.total is not None:
        body += b',"total":%d' % page.total
    return body + b"}"


def _next(path: str, given: Mapping[str, str], page: Page) -> list[Header]:
    headers: list[Header] = []
    if page.total is not None:
        headers.append((b"total-count", b"%d" % page.total))
    if page.next_cursor is not None:
        query = urlencode({**given, "cursor": page.next_cursor})
        headers.append((b"link", f'<{path}?{query}>; rel="next"'.encode()))
    return headers
