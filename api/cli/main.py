"""The command `daybook`: finds the module of the command that is asked for and tells every failure in words.

Nothing heavy is imported here, so that help appears at once.
"""

import importlib
import io
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Annotated, Any, NoReturn

import typer
from typer.main import get_command

from api.cli.catalogue import CATALOGUE, load
from api.cli.exit_code import ExitCode
from api.cli.programs import Commands


class Catalogue(Commands):
    """Shows what the catalogue says of each command; loads the one that is carried out."""

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """The command itself in place of its entry; an unknown one is a usage error."""
        name, entry, rest = super().resolve_command(ctx, args)
        return name, load(name) if name else entry, rest


app = typer.Typer(cls=Catalogue, add_completion=False, no_args_is_help=True, rich_markup_mode=None)


def _print_version(wanted: bool) -> None:
    if wanted:
        version = importlib.import_module("importlib.metadata").version("daybook-core")
        typer.echo(f"daybook {version}")
        raise typer.Exit


@app.callback()
def daybook(
    _: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Show the version and exit."
        ),
    ] = False,
) -> None:
    """An event-sourced business core: procure-to-pay with a history nobody can rewrite.

    Data goes to standard output, messages to standard error. Exit codes: 0 done, 1 failed, 2 wrong usage,
    3 verification failed, 4 conflict, 5 not reachable, 130 interrupted.
    """


def _entry(name: str) -> None:
    def shown() -> NoReturn:
        raise AssertionError("the catalogue loads the command itself")

    app.command(name, help=CATALOGUE[name].sentence)(shown)


for _name in CATALOGUE:
    _entry(_name)


def main() -> NoReturn:
    """The entry point of the program."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Carry a command line out and return its exit code; whatever goes wrong is told on standard error."""
    _open_what_was_closed()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # whatever a terminal can show, it shows
    try:
        with _terminable():
            code = _carry_out(list(arguments))
            sys.stdout.flush()
            return code
    except BrokenPipeError:
        return ExitCode.DONE  # whoever read our output has seen enough
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED
    except Exception as failure:  # noqa: BLE001 - the last place where anything can be told
        told: int = importlib.import_module("api.cli.complaint").tell(failure)
        return told
    finally:
        _give_up_what_cannot_be_written()


def _open_what_was_closed() -> None:
    """Whoever closed a standard stream wants nothing from it; what opens next must not take its place."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode))  # noqa: SIM115 - as long as the program


def _give_up_what_cannot_be_written() -> None:
    """The interpreter flushes once more at its end, and must not complain of what was told already."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _carry_out(arguments: list[str]) -> int:
    command = get_command(app)
    try:
        with command.make_context("daybook", arguments) as context:
            command.invoke(context)
    except typer.Exit as end:
        return end.exit_code
    return ExitCode.DONE


@contextmanager
def _terminable() -> Iterator[None]:
    """A polite kill ends the program like an interruption does: what is open is closed."""
    before = signal.signal(signal.SIGTERM, _terminate)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _terminate(number: int, _: FrameType | None) -> NoReturn:
    sys.exit(128 + number)
