"""`daybook migrate`: bring the database's schema up to date, or say what that would do."""

from typing import Annotated

import typer

from api.bootstrap.operating import (
    Migration,
    apply_migrations,
    database_of,
    load_settings,
    plan_migrations,
)
from api.cli.output import Format, Output, Row, say, write_rows
from api.cli.programs import program

app = program()


@app.command()
def migrate(
    *,
    plan: Annotated[
        bool, typer.Option("--plan", help="Say what would be done, and do nothing.")
    ] = False,
    output: Output = Format.TABLE,
) -> None:
    """Bring the database's schema up to date.

    Each migration runs in a transaction of its own; what was applied before is left alone.
    """
    with database_of(load_settings()) as address:
        found = plan_migrations(address)
        if plan:
            rows = [*_rows("applied", found.applied), *_rows("pending", found.pending)]
        else:
            rows = _rows("applied", apply_migrations(address))
            say(f"{len(rows)} applied now, {len(found.applied)} were before")
    write_rows(rows, ("number", "name", "state"), output)


def _rows(state: str, migrations: tuple[Migration, ...]) -> list[Row]:
    return [{"number": each.number, "name": each.name, "state": state} for each in migrations]
