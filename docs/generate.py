"""Write the generated reference, or with `--check` say which pages no longer tell what the code does."""

import argparse
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from docs.generators.command_line import command_line
from docs.generators.errors import errors
from docs.generators.events import event_schemas, events
from docs.generators.metrics import metrics
from docs.generators.openapi import http_api, openapi
from docs.generators.permissions import permissions
from docs.generators.read_models import read_models
from docs.generators.reporting_views import reporting_views
from docs.generators.reports import reports
from docs.generators.segregation import segregation
from docs.generators.settings import settings
from docs.generators.state_machines import state_machines

TARGET = Path(__file__).parent / "reference" / "generated"

PAGES: Mapping[str, Callable[[], str]] = {
    "state-machines.md": state_machines,
    "events.md": events,
    "events.schema.json": event_schemas,
    "errors.md": errors,
    "permissions.md": permissions,
    "segregation-of-duties.md": segregation,
    "http-api.md": http_api,
    "openapi.json": openapi,
    "read-models.md": read_models,
    "reporting-views.md": reporting_views,
    "reports.md": reports,
    "command-line.md": command_line,
    "settings.md": settings,
    "metrics.md": metrics,
}


def stale(target: Path = TARGET) -> list[str]:
    """The pages that differ from what the code says, and files there that nothing generates."""
    found = [
        name
        for name, page in PAGES.items()
        if not (target / name).exists() or (target / name).read_text() != page()
    ]
    orphans = [path.name for path in target.iterdir() if path.name not in PAGES]
    return sorted([*found, *orphans])


def write(target: Path = TARGET) -> None:
    """Write every page."""
    target.mkdir(parents=True, exist_ok=True)
    for name, page in PAGES.items():
        (target / name).write_text(page())


def main() -> int:
    """The command: exit code 1 when `--check` finds a stale page."""
    parser = argparse.ArgumentParser(prog="python -m docs.generate", description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing")
    if not parser.parse_args().check:
        write()
        return 0
    old = stale()
    if old:
        sys.stderr.write(f"stale: {', '.join(old)}\nhint: make docs\n")
    return 1 if old else 0


if __name__ == "__main__":
    sys.exit(main())
