"""The log for those who verify it themselves, and its verification for those who do not."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import suppress
from typing import Annotated

import orjson
from fastapi import Query
from pydantic import BaseModel, Field

from api.http.answer import NEVER_KEPT, Answer, StreamedAnswer
from api.http.history import may_see
from api.http.operation import Gives
from api.http.past import PARAMETERS, LogPosition
from api.http.querying import Asking, Querying
from api.http.resource import Resource
from application.access_record import Export
from application.audit.proving import NotSealed
from application.failures import PermissionDenied
from application.ports.log_check import Checked, LogCheck
from application.ports.log_exports import Wanted
from domain.shared.ids import Id, TenantId

evidence = Resource("/v1/audit", "Audit")

LINES = "application/x-ndjson"
PACK = "application/zip"


class Upto(BaseModel):
    """How far."""

    model_config = PARAMETERS

    upto: LogPosition | None = Field(
        None,
        description="Only events up to this position; without it, up to the newest checkpoint.",
    )


@evidence.query(
    "/evidence/{stream_id}", "evidence.read", Gives(None, also=(PACK,), or_problems=(409,))
)
async def pack(stream_id: Id, wanted: Annotated[Upto, Query()], asking: Asking) -> Answer:
    """A document's events with proofs, checkpoint and verifier: the same bytes whenever it is asked for."""
    may_see(asking, stream_id)
    services, tenant = asking.services, asking.caller.tenant
    if await services.proofs.trees.covering(tenant, await asking.heard()) is None:
        await services.proofs.sealer.seal(tenant)
    about = Wanted(stream_id=stream_id, upto=wanted.upto)
    content = await services.proofs.exports.evidence(tenant, about)
    await asking.exported(Export("evidence", {"id": str(stream_id)}, 1, PACK))
    named = f'attachment; filename="{stream_id}.zip"'.encode()
    headers = [NEVER_KEPT, (b"content-disposition", named)]
    return Answer(200, content, headers, PACK.encode())


@evidence.query("/log", "log.export", Gives(None, also=(LINES,)))
async def export(wanted: Annotated[Upto, Query()], asking: Asking) -> Answer:
    """The exact bytes that were hashed, a line for each event from the first on."""
    if asking.services.event_access.hidden(asking.caller.roles):
        raise PermissionDenied(
            "the log has events that are not yours to see", operation="log.export"
        )
    tenant = asking.caller.tenant
    newest = await asking.services.proofs.trees.checkpoints(tenant, below=None, limit=1)
    sealed = newest[0].size if newest else 0
    size = wanted.upto or sealed
    if not sealed or size > sealed:
        raise NotSealed(size, sealed)
    await asking.exported(Export("log", {"upto": str(size)}, size, LINES))
    return StreamedAnswer(_lines(asking, size), LINES.encode())


@evidence.query("/verification", "log.verify", Gives(None, also=(LINES,)))
async def verify(asking: Asking) -> Answer:
    """Read the whole log again: a line of JSON as it goes on, and what was found in the last one."""
    await asking.heard()
    tenant = asking.caller.tenant
    check = asking.services.proofs.check(tenant)
    return StreamedAnswer(_progress(check, tenant), LINES.encode())


async def _lines(asking: Querying, size: int) -> AsyncGenerator[bytes, None]:
    async for lines in asking.services.proofs.exports.lines(asking.caller.tenant, size):
        yield lines


async def _progress(check: LogCheck, tenant: TenantId) -> AsyncGenerator[bytes, None]:
    told: asyncio.Queue[tuple[int, int] | None] = asyncio.Queue()
    checking = asyncio.create_task(
        check.check(tenant, lambda done, of: told.put_nowait((done, of)))
    )
    checking.add_done_callback(lambda _: told.put_nowait(None))
    try:
        while (each := await told.get()) is not None:
            yield orjson.dumps({"events": each[0], "of": each[1]}, option=orjson.OPT_APPEND_NEWLINE)
        yield _found(await checking)
    finally:
        checking.cancel()
        with suppress(asyncio.CancelledError):
            await checking


def _found(checked: Checked) -> bytes:
    told = {
        "verified": not checked.findings,
        "events": checked.events,
        "sealed": checked.sealed,
        "checkpoints": checked.checkpoints,
        "root": checked.root.hex(),
        "findings": [
            {"position": each.position, "until": each.until, "problem": each.problem}
            for each in checked.findings
        ],
    }
    return orjson.dumps(told, option=orjson.OPT_APPEND_NEWLINE)
