"""`daybook keys`: the keys that sign access tokens, and those that personal data is sealed under."""

from typing import Annotated

import typer

from api.bootstrap.operating import (
    Daybook,
    add_master_key,
    load_settings,
    retire_keys,
    rewrap_keys,
    rotate_keys,
    signing_keys,
)
from api.cli.output import Format, Output, say, write_rows
from api.cli.programs import program
from api.cli.workplace import every_tenant, work

app = program(of_many=True)

_COLUMNS = ("kid", "file", "since", "until")


@app.callback()
def keys() -> None:
    """See to the keys of tokens and of personal data."""


@app.command("list")
def list_all(*, output: Output = Format.TABLE) -> None:
    """List the keys that tokens are verified with; the one without an end signs."""
    write_rows(signing_keys(load_settings()), _COLUMNS, output)


@app.command()
def rotate() -> None:
    """Sign with a new key from now on; tokens that the older ones signed stay good until they expire."""
    rotate_keys(load_settings())
    say("a new key signs from now on")


@app.command()
def retire(
    *,
    at_once: Annotated[
        bool,
        typer.Option(
            "--at-once", help="Also keys whose tokens are still good, as after a theft of keys."
        ),
    ] = False,
    output: Output = Format.TABLE,
) -> None:
    """Remove the keys whose tokens have all expired; the one that signs always stays."""
    write_rows(retire_keys(load_settings(), at_once=at_once), _COLUMNS, output)


@app.command("rotate-master")
def rotate_master() -> None:
    """Wrap the keys of all people with a new master key; the old one may be deleted afterwards.

    With DAYBOOK_MASTER_KEY or its file, put the new key in front of the old one yourself, then do this.
    """
    add_master_key(load_settings())

    async def rewrapped(daybook: Daybook) -> int:
        return sum([await rewrap_keys(daybook, tenant) async for tenant in every_tenant(daybook)])

    say(f"{work(rewrapped)} keys are wrapped with the newest master key now")
