"""The commands of tutorial and how-to pages run as they stand, and print what the pages show."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docs.walkthrough import ROOT, Shell

TUTORIAL = ROOT / "docs/tutorial/first-purchase.md"


def free_port() -> int:
    """A port that nobody listens on at present."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    """A reader's terminal after the tutorial, on a server of their own."""
    folder = tmp_path_factory.mktemp("reader")
    environment = {"DAYBOOK_HOME": str(folder / "home"), "DAYBOOK_PORT": str(free_port())}
    shell = Shell(folder, environment)
    try:
        shell.follow(TUTORIAL.read_text())
        yield shell
    finally:
        shell.close()


def test_the_tutorial_works_as_it_is_written(reader: Shell) -> None:
    printed, _ = reader.run('as "$BEN" GET "/v1/purchase-orders/$ORDER" | pick status version')
    assert printed.split() == ["Acknowledged", "5"]
