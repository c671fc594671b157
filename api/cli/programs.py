"""What every command is made with, so that all of them show their help alike."""

from typing import Any

import typer
from typer.core import TyperGroup

_WHOLE = 10_000


class Commands(TyperGroup):
    """A list of commands with a whole sentence for each; it goes on below where a line is too short."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write the list; a sentence that ends in the middle teaches nobody."""
        commands = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        with formatter.section("Commands"):
            formatter.write_dl(
                [(name, each.get_short_help_str(_WHOLE)) for name, each in commands if each]
            )


def program(*, of_many: bool = False) -> typer.Typer:
    """The application of one module: one command, or `of_many` that are listed when none is named.

    Completion is set up for the whole of `daybook` or not at all, so no part of it offers that.
    """
    return typer.Typer(
        cls=Commands, rich_markup_mode=None, add_completion=False, no_args_is_help=of_many
    )
