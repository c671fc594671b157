"""How far long work has got, on a terminal's standard error."""

import sys
import time
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn


def bar(what: str, noun: str) -> Progress:
    """Done, total, rate and the time left, which is gone at the end; nothing where nobody watches."""
    return Progress(
        TextColumn(what),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn(f"{{task.fields[rate]:,.0f}} {noun}/s"),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        disable=not sys.stderr.isatty(),
        transient=True,
    )


class Counting:
    """A bar with done, total, rate and the time left; silent where nobody watches."""

    def __init__(self, what: str, noun: str) -> None:
        self.done = 0
        self._begun = time.monotonic()
        self._progress = bar(what, noun)
        self._task = self._progress.add_task("", total=None, rate=0.0)

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def tell(self, done: int, total: int) -> None:
        """So many are done of so many."""
        self.done = done
        self._progress.update(self._task, completed=done, total=total, rate=self.rate)

    @property
    def rate(self) -> float:
        """How many a second."""
        return self.done / max(time.monotonic() - self._begun, 1e-6)
