"""Draws what `daybook demo` prints: runs it in a terminal of its own and keeps the screen as an SVG.

`python -m docs.picture` writes docs/images/demo.svg again. Nothing in it comes from elsewhere: a test runs
the demo once more and compares, word by word.
"""

import fcntl
import html
import os
import pty
import re
import struct
import subprocess
import sys
import tempfile
import termios
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

TARGET = Path(__file__).parent / "images" / "demo.svg"
COLUMNS = 100
END = "The report, for a browser:"
"""What follows is for whoever ran it: where the report is, and how to log in."""

_ROWS = 200
_FONTS = "ui-monospace, 'SFMono-Regular', Menlo, Consolas, 'DejaVu Sans Mono', monospace"
_FORMAT = """\
<svg class="rich-terminal" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{ font-family: FONTS; font-size: {char_height}px; line-height: {line_height}px; }}
.{unique_id}-title {{ font-family: FONTS; font-size: 16px; font-weight: bold; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}" />
</clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
""".replace("FONTS", _FONTS)
_THEME = TerminalTheme(
    (22, 27, 34),
    (222, 226, 230),
    [
        (60, 66, 74), (255, 123, 114), (86, 211, 100), (227, 179, 65),
        (108, 182, 255), (210, 168, 255), (86, 212, 221), (201, 209, 217),
    ],
)  # fmt: skip
_TEXT = re.compile(r'<text class="demo-r\d+" x="([\d.]+)" y="([\d.]+)"[^>]*>([^<]*)</text>')


def main() -> None:
    """Run the demo and write the picture."""
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(draw(screen_of_the_demo()))


@dataclass(frozen=True, slots=True)
class Shown:
    """What the demo printed on a terminal, colours included, and what it told beside it."""

    printed: str
    told: str

    @property
    def screen(self) -> str:
        """What was printed, up to how to go on."""
        return self.printed.partition(END)[0].strip("\n")


def screen_of_the_demo() -> str:
    """What the demo prints on a terminal, colours included, up to how to go on."""
    with tempfile.TemporaryDirectory(prefix="daybook-picture-") as home:
        Path(home).chmod(0o711)
        return demo_in(Path(home)).screen


def demo_in(home: Path) -> Shown:
    """Play the demo on a machine of its own, with its report in a folder there."""
    told = home / "told.txt"
    command = [sys.executable, "-m", "api.cli", "demo", "--report", f"{home}/report"]
    with told.open("w") as beside:
        printed = _in_a_terminal(command, home, beside)
    return Shown(printed.replace("\r\n", "\n"), told.read_text())


def draw(printed: str) -> str:
    """Text with colours as an SVG that loads nothing from anywhere."""
    with Path(os.devnull).open("w") as nowhere:
        console = Console(record=True, width=COLUMNS, file=nowhere, force_terminal=True)
        console.print(Text.from_ansi(printed))
        return console.export_svg(
            title="daybook demo", theme=_THEME, code_format=_FORMAT, unique_id="demo"
        )


def text_of(picture: str) -> str:
    """The words of a picture, line by line; what the lines are drawn with is left out."""
    lines: dict[float, list[str]] = {}
    for _, y, text in _TEXT.findall(picture):
        lines.setdefault(float(y), []).append(html.unescape(text))
    return "\n".join(" ".join("".join(line).split()) for _, line in sorted(lines.items()))


def _in_a_terminal(command: list[str], home: Path, beside: TextIO) -> str:
    """Standard output of a command that sees a terminal; standard error goes to a file."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", _ROWS, COLUMNS, 0, 0))
    environment = {name: os.environ[name] for name in os.environ if not name.startswith("DAYBOOK_")}
    environment |= {"DAYBOOK_HOME": str(home), "TERM": "xterm-256color", "LANG": "C.UTF-8"}
    environment |= {"COLUMNS": str(COLUMNS), "LINES": str(_ROWS)}
    environment.pop("DATABASE_URL", None)
    with subprocess.Popen(
        command, stdout=theirs, stderr=beside, stdin=theirs, env=environment
    ) as process:
        os.close(theirs)
        printed = _read_to_the_end(ours)
    os.close(ours)
    if process.returncode != 0:
        raise SystemExit(f"the demo ended with {process.returncode}, see {beside.name}")
    return printed.decode()


def _read_to_the_end(terminal: int) -> bytes:
    """A terminal whose other side is closed answers with an error in place of an end."""
    parts = []
    try:
        while part := os.read(terminal, 65536):
            parts.append(part)
    except OSError:
        pass
    return b"".join(parts)


if __name__ == "__main__":
    main()
