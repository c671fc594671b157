"""Events and tables, to be taken along as files."""

import orjson

from api.http.answer import PRIVATE, VARIES, Answer
from api.http.exports import FORMS, ExportNames, export_answer
from api.http.operation import Gives
from api.http.querying import Asking
from api.http.resource import Resource

exports = Resource("/v1/exports", "Exports")


@exports.query("", "exports.list", Gives(ExportNames))
async def list_all(asking: Asking) -> Answer:
    """All that can be taken along: the events, and the views for analysts."""
    names = await asking.services.exports.snapshots.names()
    told = orjson.dumps({"items": [{"name": name} for name in names]})
    return Answer(200, told, [PRIVATE, VARIES])


@exports.query("/{table}", "exports.read", Gives(None, also=tuple(FORMS)))
async def take(table: str, asking: Asking) -> Answer:
    """Everything of one name at one moment, as Parquet, CSV or JSON lines by Accept, with its digest."""
    return await export_answer(asking, table)
