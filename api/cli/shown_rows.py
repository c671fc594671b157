"""What people read, held against the log: every row of every projection, in all its columns."""

from collections.abc import Iterator

import orjson

from api.bootstrap.operating import Daybook
from api.bootstrap.rebuilding import RowCheck, RowsChecked, UnlikeRow, Value
from api.cli.output import Row
from api.cli.refold import PATIENCE
from api.http.differences import differences
from application.ports.log_check import Tell
from domain.shared.ids import TenantId


async def rows_not_as_logged(
    daybook: Daybook, check: RowCheck, tenant: TenantId, tell: Tell
) -> list[Row]:
    """What is wrong with the rows of a tenant; the projections get some seconds to reach the log's end."""
    head = await daybook.storage.store.head(tenant)
    names = [each.name for each in check.projections]
    for name in names:
        await daybook.storage.progress.reached(name, tenant, head, PATIENCE)
    checked = await check.check(tenant, tell)
    return [{"tenantId": tenant, **found} for found in _findings(checked, head)]


def _findings(checked: RowsChecked, head: int) -> Iterator[Row]:
    for name, place in checked.places.items():
        if place < head:
            yield {"id": name, "problem": f"is projected up to position {place} of {head}"}
    for each in checked.not_taken:
        problem = f"cannot take position {each.position}: {each.why}"
        yield {"id": each.projection, "position": each.position, "problem": problem}
    for row in checked.unlike:
        yield from _of_row(row)


def _of_row(row: UnlikeRow) -> Iterator[Row]:
    place = {"table": row.table, "id": row.id}
    if not row.is_shown:
        yield {**place, "problem": "is not projected"}
    elif not row.is_made:
        yield {**place, "problem": "is shown, and not in the log"}
    for value in row.values:
        for change in _changes(value):
            yield {**place, "problem": "differs", "column": value.column, **change}


def _changes(value: Value) -> Iterator[Row]:
    """The places of a document that differ; the whole value where it is none, or only written otherwise."""
    if value.json and value.shown is not None and value.made is not None:
        found = list(differences(orjson.loads(value.shown), orjson.loads(value.made)))
        if found:
            for change in found:
                yield {
                    "path": change["path"],
                    "projected": change.get("from"),
                    "folded": change.get("to"),
                }
            return
    yield {"path": None, "projected": value.shown, "folded": value.made}
