"""One JSON line per figure on standard output, and the newest of every figure in a file."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.benchmarks.figure import Figure
from tests.benchmarks.machine import surroundings

LATEST = Path(__file__).parent / "results" / "latest.json"


class Report:
    """Prints figures as they come and remembers which missed their floor."""

    def __init__(self, file: Path = LATEST) -> None:
        self._file = file
        self.missed: list[str] = []

    def add(self, figures: Iterable[Figure]) -> None:
        """Print the figures and put them into the file, which keeps those of earlier partial runs."""
        for figure in figures:
            line = {
                **figure.as_json(),
                "measuredAt": datetime.now(UTC).isoformat(timespec="seconds"),
                "machine": surroundings(),
            }
            print(json.dumps(line), flush=True)
            if figure.missed:
                self.missed.append(figure.name)
            self._keep(line)

    def _keep(self, line: dict[str, Any]) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        kept = json.loads(self._file.read_text()) if self._file.exists() else []
        lines = [old for old in kept if old["figure"] != line["figure"]]
        self._file.write_text(json.dumps([*lines, line], indent=1) + "\n")
