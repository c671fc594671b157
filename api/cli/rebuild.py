"""`daybook projections rebuild`: make projections anew beside the ones that people read."""

import asyncio
import time
from dataclasses import asdict, dataclass
from typing import Annotated, Self

import typer

from api.bootstrap.following import list_names
from api.bootstrap.operating import load_settings
from api.bootstrap.rebuilding import Rebuilt, rebuilding, wish
from api.cli.asking import asking
from api.cli.complaint import NotFound, NotVerified, WrongUsage
from api.cli.counting import bar
from api.cli.logs import write_logs
from api.cli.output import Format, Output, Row, say, write_rows

_COLUMNS = ("name", "rows", "rowsBefore", "differences", "swapped")
_TELL_SECONDS = 5.0


@dataclass(frozen=True)
class Wanted:
    """What is rebuilt, and what is to be done with what an earlier process left."""

    names: Annotated[
        list[str] | None,
        typer.Argument(help="Names of projections, as `status` shows them."),
    ] = None
    all: Annotated[bool, typer.Option("--all", help="Every projection.")] = False
    accept: Annotated[
        bool, typer.Option("--accept", help="Swap, although the rows are not what they were.")
    ] = False
    afresh: Annotated[
        bool, typer.Option("--afresh", help="Begin again instead of going on with what is there.")
    ] = False
    abandon: Annotated[
        bool, typer.Option("--abandon", help="Drop what an earlier rebuild left, and do no more.")
    ] = False
    output: Output = Format.TABLE


@asking(Wanted)
def rebuild(wanted: Wanted) -> None:
    """Make projections anew from the log, and swap them in.

    People read and write meanwhile. The new rows are compared with those shown so far, and swapped in
    when they are the same; else the program says where they differ and ends with 3, and the same command
    with --accept swaps them in. Killed, it goes on where it was when it is run again.
    """
    names = _chosen(wanted)
    settings = load_settings()
    write_logs(settings, least="warning")

    async def run() -> list[Rebuilt]:
        wishes = wish(afresh=wanted.afresh, accept=wanted.accept)
        with Watching() as watching:
            async with rebuilding(settings, names, wishes, watching) as making:
                if wanted.abandon:
                    await making.abandon()
                    return []
                return await making.run()

    done = asyncio.run(run())
    if wanted.abandon:
        say(f"nothing is left of a rebuild of {', '.join(names)}")
        return
    write_rows([_row(each) for each in done], _COLUMNS, wanted.output)
    if unlike := [each.projection for each in done if not each.swapped]:
        again = f"daybook projections rebuild {' '.join(unlike)} --accept"
        raise NotVerified(f"rows of {', '.join(unlike)} are not what they were", again)


def _chosen(wanted: Wanted) -> list[str]:
    known = list_names()
    if bool(wanted.names) == wanted.all:
        raise WrongUsage("say which projections, or --all", "daybook projections status")
    if wanted.all:
        return list(known)
    for name in wanted.names or ():
        if name not in known:
            raise NotFound(f"there is no projection {name}", "daybook projections status")
    return list(dict.fromkeys(wanted.names or ()))


def _row(rebuilt: Rebuilt) -> Row:
    return {
        "name": rebuilt.projection,
        "rows": rebuilt.rows,
        "rowsBefore": rebuilt.live_rows,
        "differences": [
            f"{each.table} of {each.tenant}: {each.next_rows} rows, were {each.live_rows}"
            for each in rebuilt.differences
        ]
        or None,
        "swapped": rebuilt.swapped,
        "unlike": [asdict(each) for each in rebuilt.differences],
    }


class Watching:
    """A bar on a terminal's standard error; elsewhere a line now and then."""

    def __init__(self) -> None:
        self._begun = self._told = time.monotonic()
        self._done = self._total = 0
        self._progress = bar("{task.description}", "events")
        self._task = self._progress.add_task("reading", total=0, rate=0.0)

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()
        if self._done:
            say(f"{self._done:,} events, {self._rate():,.0f} events/s")

    def expect(self, events: int) -> None:
        """So many events are to be walked from here."""
        self._total = self._done + events
        self._progress.update(self._task, total=self._total, description="reading")

    def advance(self, events: int) -> None:
        """So many have been."""
        self._done += events
        self._progress.update(self._task, completed=self._done, rate=self._rate())
        now = time.monotonic()
        if self._progress.disable and now > self._told + _TELL_SECONDS:
            self._told = now
            left = max(self._total - self._done, 0) / max(self._rate(), 1e-6)
            of_all = f"{self._done:,} of {self._total:,} events"
            say(f"{of_all}, {self._rate():,.0f} events/s, {left:.0f} s left")

    def say(self, what: str) -> None:
        """Something else takes time now."""
        self._progress.update(self._task, description=what)
        if self._progress.disable:
            say(what)

    def _rate(self) -> float:
        return self._done / max(time.monotonic() - self._begun, 1e-6)
