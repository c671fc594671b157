"""The month can be read on any terminal: narrow, without colour, without anything but ASCII."""

import io

import pytest
from rich.console import Console

from api.cli.demo.finance.terminal import NARROW, WIDE, screen
from tests.api.cli.demo.finance.write import EXPECTED, on_a_terminal

RED = "\x1b[31m"


def terminal(width: int, encoding: str = "utf-8", *, seen: bool = False) -> Console:
    """A terminal, or, unless it is seen, a pipe."""
    file = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    return Console(width=width, highlight=False, file=file, force_terminal=seen or None)


def test_the_month_looks_as_it_did() -> None:
    assert on_a_terminal(terminal(NARROW)) == (EXPECTED / "month.txt").read_text()


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_no_line_is_longer_than_the_terminal(width: int) -> None:
    assert max(map(len, on_a_terminal(terminal(width)).splitlines())) <= width


def test_colours_are_there_where_they_can_be_seen_and_only_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    assert RED in on_a_terminal(terminal(NARROW, seen=True))
    assert "\x1b" not in on_a_terminal(terminal(NARROW))


def test_no_colour_is_used_where_none_is_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert RED not in on_a_terminal(terminal(NARROW, seen=True))


def test_a_terminal_that_knows_only_ascii_gets_only_ascii() -> None:
    shown = on_a_terminal(terminal(NARROW, "ascii"))
    assert shown.isascii()
    assert "####" in shown


def test_what_is_piped_is_as_narrow_as_the_narrowest_terminal(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert screen().width == NARROW
    assert capsys.readouterr().out == ""
