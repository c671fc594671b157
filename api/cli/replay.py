"""`daybook replay`: fold documents from their events with today's code, and compare."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Self

import typer

from api.bootstrap.operating import Daybook, StreamName, stream_count, stream_pages
from api.cli.asking import Tenant, asking
from api.cli.complaint import NotFound, NotVerified, WrongUsage
from api.cli.counting import bar
from api.cli.output import Format, Output, say, write_rows
from api.cli.programs import program
from api.cli.refold import Finding, Refold
from api.cli.workplace import chosen_tenant, every_tenant, tenant_of_document, work
from api.plural import count
from domain.shared.ids import parse_id

app = program()

_AT_ONCE = 16
_COLUMNS = ("id", "problem", "path", "projected", "folded")


@dataclass(frozen=True)
class Replayed:
    """What is folded, and whether it is compared."""

    id: Annotated[str | None, typer.Argument(metavar="[ID]", help="The id of one document.")] = None
    all: Annotated[
        bool, typer.Option("--all", help="Every document, of every tenant unless one is named.")
    ] = False
    check: Annotated[
        bool, typer.Option("--check", help="Compare with what the projections keep.")
    ] = False
    tenant: Tenant = ""
    output: Output = Format.TABLE


@app.command()
@asking(Replayed)
def replay(replayed: Replayed) -> None:
    """Fold documents again, and compare with what is shown.

    Without --check nothing is compared, only folded. What differs, or cannot be folded, is printed; then
    the program ends with 3.
    """
    if (replayed.id is None) != replayed.all:
        raise WrongUsage("say which document, or --all", "daybook replay --all --check")
    findings = work(lambda daybook: _replay(daybook, replayed))
    if findings:
        write_rows(findings, _COLUMNS, replayed.output)
        hint = "while nobody runs `daybook serve`, projections fall behind; else report it"
        raise NotVerified(_found(len(findings), replayed.check), hint)
    if replayed.output is not Format.TABLE:
        write_rows([], _COLUMNS, replayed.output)


async def _replay(daybook: Daybook, replayed: Replayed) -> list[Finding]:
    if replayed.id is not None:
        return await _one(daybook, replayed, replayed.id)
    if replayed.tenant:
        tenants = [await chosen_tenant(daybook, replayed.tenant)]
    else:
        tenants = [tenant async for tenant in every_tenant(daybook)]
    counts = [await stream_count(daybook.storage.pool, tenant) for tenant in tenants]
    refolds = [await Refold.of(daybook, tenant, replayed.check) for tenant in tenants]
    with _Told(sum(counts), replayed.check) as told:
        for refold in refolds:
            async for page in stream_pages(daybook.storage.pool, refold.tenant):
                await _fold_page(refold, page, told)
    return told.findings


async def _one(daybook: Daybook, replayed: Replayed, text: str) -> list[Finding]:
    stream_id = parse_id(text)
    tenant = await tenant_of_document(daybook, replayed.tenant, stream_id)
    events = await daybook.storage.store.stream(tenant, stream_id)
    if not events:
        raise NotFound(f"there is no {stream_id}", "daybook events tail")
    refold = await Refold.of(daybook, tenant, replayed.check)
    with _Told(1, replayed.check) as told:
        await _fold_page(refold, [StreamName(stream_id, events[0].stream_type)], told)
    return told.findings


async def _fold_page(refold: Refold, page: Sequence[StreamName], told: "_Told") -> None:
    slots = asyncio.Semaphore(_AT_ONCE)

    async def one(name: StreamName) -> None:
        async with slots:
            refolded = await refold.stream(name)
        told.tell(refolded.events, refolded.findings)

    async with asyncio.TaskGroup() as group:
        for name in page:
            group.create_task(one(name))


def _found(findings: int, compared: bool) -> str:
    return count(findings, "difference") if compared else f"{findings:,} cannot be folded"


class _Told:
    """Progress on a terminal's standard error, and a sentence at the end anywhere."""

    def __init__(self, streams: int, compares: bool) -> None:
        self.findings: list[Finding] = []
        self._compares = compares
        self._events = 0
        self._streams = 0
        self._begun = time.monotonic()
        self._progress = bar("folding", "events")
        self._task = self._progress.add_task("", total=streams, rate=0.0)

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def tell(self, events: int, findings: Sequence[Finding]) -> None:
        """One more stream is folded."""
        self.findings += findings
        self._events += events
        self._streams += 1
        self._progress.update(self._task, advance=1, rate=self._rate())

    def __exit__(self, *_: object) -> None:
        self._progress.stop()
        say(
            f"{count(self._events, 'event')} of {count(self._streams, 'document')} folded"
            f"{' and compared' if self._compares else ''}, {self._rate():,.0f} events/s; "
            f"{_found(len(self.findings), self._compares)}"
        )

    def _rate(self) -> float:
        return self._events / max(time.monotonic() - self._begun, 1e-6)
