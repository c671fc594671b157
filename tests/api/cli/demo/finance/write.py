"""Writes the expected pictures of the sample month again: `python -m tests.api.cli.demo.finance.write`."""

from pathlib import Path

from rich.console import Console

from api.cli.demo.finance.page import report
from api.cli.demo.finance.terminal import NARROW, Picture
from tests.api.cli.demo.finance.sample import MONTH

EXPECTED = Path(__file__).parent / "expected"


def on_a_terminal(console: Console) -> str:
    """What a console shows of the sample month, without blanks at the ends of lines."""
    with console.capture() as captured:
        console.print(Picture(MONTH).draw())
    return "\n".join(line.rstrip() for line in captured.get().splitlines()) + "\n"


def main() -> None:
    """Write both."""
    EXPECTED.mkdir(exist_ok=True)
    console = Console(width=NARROW, highlight=False)
    (EXPECTED / "month.txt").write_text(on_a_terminal(console), encoding="utf-8")
    (EXPECTED / "month.html").write_text(report(MONTH), encoding="utf-8")


if __name__ == "__main__":
    main()
