"""Moments of history, as options name them."""

from typing import Any

from pydantic import ValidationError

from api.cli.complaint import WrongUsage
from api.http.past import Past


def past(option: str, moment: str | None, version: int | None = None) -> Past:
    """What HTTP calls `asOf`, under the name that the command line has for it."""
    if moment is not None and version is not None:
        raise WrongUsage(f"{option} and --version exclude each other")
    asked: dict[str, Any] = {"asOf": moment, "version": version}
    try:
        return Past.model_validate(asked)
    except ValidationError as refused:
        message = refused.errors()[0]["msg"].removeprefix("Value error, ")
        raise WrongUsage(f"{option} {message}") from None
