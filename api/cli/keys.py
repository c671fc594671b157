"""`daybook keys`: the keys that sign access tokens."""

import typer

from api.bootstrap.operating import load_settings, rotate_keys
from api.cli.output import say

app = typer.Typer(rich_markup_mode=None, no_args_is_help=True)


@app.callback()
def keys() -> None:
    """See to the keys that sign access tokens."""


@app.command()
def rotate() -> None:
    """Sign with a new key from now on; tokens that the older ones signed stay good until they expire."""
    rotate_keys(load_settings())
    say("a new key signs from now on")
