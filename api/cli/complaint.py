"""Every failure in two lines on standard error: what is wrong, and what to do about it."""

import importlib
import os
import sys
import traceback
from dataclasses import dataclass
from typing import Any

from api.cli.exit_code import ExitCode


class Complaint(Exception):
    """A failure that a command knows of: its class is its name."""

    code = ExitCode.FAILED

    def __init__(self, sentence: str, hint: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.hint = hint


class WrongUsage(Complaint):
    """What was asked for cannot be understood."""

    code = ExitCode.USAGE


class NotFound(Complaint):
    """What was named does not exist."""


class NotVerified(Complaint):
    """What was checked is not as it should be; the findings are on standard output."""

    code = ExitCode.NOT_VERIFIED


@dataclass(frozen=True, slots=True)
class Told:
    """What is printed of a failure, and the exit code."""

    name: str
    sentence: str
    hint: str = ""
    code: int = ExitCode.FAILED


def tell(failure: Exception) -> int:
    """Print a failure on standard error; returns the exit code."""
    if os.environ.get("DAYBOOK_LOG_LEVEL") == "debug":
        traceback.print_exception(failure)
    told = _known_here(failure) or _told_of(failure)
    lines = [f"error[{told.name}]: {told.sentence}"]
    if told.hint:
        lines.append(f"hint: {told.hint}")
    sys.stderr.write("\n".join(lines) + "\n")
    return told.code


def _known_here(failure: Any) -> Told | None:
    """Complaints, and mistakes of usage, which are told without loading anything else."""
    if isinstance(failure, Complaint):
        return Told(type(failure).__name__, failure.sentence, failure.hint, failure.code)
    if not hasattr(failure, "format_message"):
        return None
    context = getattr(failure, "ctx", None)
    path = context.command_path if context else "daybook"
    message = failure.format_message().rstrip(".")
    if message.startswith("Usage:"):  # nothing was asked for, so what could be is the message
        sys.stderr.write(f"{message}\n\n")
        return Told("WrongUsage", "a command is missing", f"{path} COMMAND --help", ExitCode.USAGE)
    return Told("WrongUsage", message, f"{path} --help", ExitCode.USAGE)


def _told_of(failure: Exception) -> Told:
    told: Told = importlib.import_module("api.cli.failures").told_of(failure)
    return told
