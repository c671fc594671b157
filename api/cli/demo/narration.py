"""What happens, told line by line while it happens: who, what, and how the server answered."""

from dataclasses import dataclass
from datetime import datetime

from rich.console import Console
from rich.text import Text


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that somebody did."""

    who: str
    what: str
    outcome: str
    refused: bool = False


class Narration:
    """Tells every step on standard error and remembers it."""

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self._console = Console(stderr=True, highlight=False)

    def chapter(self, title: str, at: datetime | None = None) -> None:
        """Something new begins."""
        line = Text(title, style="bold")
        if at is not None:
            line.append(f"  {at:%a %-d %b, %H:%M}", style="not bold dim")
        self._console.print(line)

    def tell(self, step: Step) -> None:
        """Somebody did something."""
        self.steps.append(step)
        line = Text.assemble(
            ("  ✗ " if step.refused else "  ✓ ", "red" if step.refused else "green"),
            f"{step.who:<13} ",
            f"{step.what}  ",
            (step.outcome, "red" if step.refused else "dim"),
        )
        self._console.print(line, soft_wrap=True)
