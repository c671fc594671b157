"""An installation of its own for every test."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from tests.api.cli.command_line import CommandLine, surroundings
from tests.cluster import Database


@pytest.fixture
def environment(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> dict[str, str]:
    """What an installation on a migrated database is told by its environment; this process too."""
    chosen = surroundings(tmp_path, database)
    for name in ("NO_COLOR", "DAYBOOK_TENANT", "DAYBOOK_LOG_LEVEL", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    for name, value in chosen.items():
        monkeypatch.setenv(name, value)
    return chosen


@pytest.fixture
def daybook(
    environment: dict[str, str], capfd: pytest.CaptureFixture[str]
) -> Iterator[CommandLine]:
    """The command line on that installation, in this process."""
    handlers = logging.root.handlers[:]
    yield CommandLine(capfd)
    logging.root.handlers[:] = handlers
    structlog.reset_defaults()


@pytest.fixture
def tenant(daybook: CommandLine) -> str:
    """A sandbox with an administrator, Ann."""
    opened = daybook(
        "tenant", "create", "Acme", "--admin", "ann@example.com", "--sandbox", "-o", "json"
    )
    tenant: str = opened.json["tenantId"]
    return tenant
