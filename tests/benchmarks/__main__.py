"""`python -m tests.benchmarks [NAME...] [--check] [--long]`: measure, print one JSON line per figure."""

import argparse
import os
import signal
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from types import FrameType
from typing import NoReturn

from tests.benchmarks.cluster import Bench, running
from tests.benchmarks.figure import Figure
from tests.benchmarks.report import Report
from tests.benchmarks.targets import TARGETS

# Which module measures which figures; a group is measured when any of its figures is asked for.
GROUPS: dict[str, tuple[str, ...]] = {
    "appends": ("append-256", "append-16", "append-2x128"),
    "append_library": ("append-library", "append-recorder"),
    "append_cost": ("append-cost",),
    "append_full": ("append-at-10M",),
    "reads": ("log-read", "load-20", "load-20-alone"),
    "audit": ("audit-verify",),
    "rebuild": ("rebuild",),
    "visible": ("visible-p50", "visible-p99"),
    "reaction": ("reaction-p50", "reaction-p99"),
    "match": ("match-6300", "match-growth"),
    "http_reads": ("get-document", "get-document-cold", "get-list"),
    "http_conditional": ("get-conditional", "get-conditional-rate"),
    "http_commands": ("command", "command-2"),
    "http_latency": ("half-load-p95", "half-load-p99"),
    "imports": ("import-rows", "import-beside-p95", "import-memory"),
    "http_mixed": ("mixed-errors", "mixed-memory"),
}
LONG_ONLY = {"append_full"}

Measure = Callable[[Bench], Iterator[Figure]]


def main(arguments: list[str]) -> int:
    """Measure what is asked for; 1 when `--check` is given and a floor is missed."""
    asked = _parser().parse_args(arguments)
    unknown = set(asked.names) - set(GROUPS) - set(TARGETS)
    if unknown:
        print(f"no such figure: {', '.join(sorted(unknown))}", file=sys.stderr)
        return 2
    report = Report()
    with running(rounds=asked.rounds, seconds=asked.seconds, long=asked.long) as bench:
        for group in chosen(asked.names, long=asked.long):
            print(f"measuring {group}", file=sys.stderr)
            measure: Measure = import_module(f"tests.benchmarks.{group}").measure
            report.add(measure(bench))
    for name in report.missed:
        print(f"below its floor: {name} ({TARGETS[name].sentence})", file=sys.stderr)
    return 1 if asked.check and report.missed else 0


def chosen(names: list[str], *, long: bool) -> list[str]:
    """The groups to measure: those named or having a named figure; all when nothing is named."""
    if not names:
        return [group for group in GROUPS if long or group not in LONG_ONLY]
    return [group for group, figures in GROUPS.items() if {group, *figures} & set(names)]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", help=f"of {', '.join([*GROUPS, *TARGETS])}")
    parser.add_argument("--check", action="store_true", help="fail when a floor is missed")
    parser.add_argument(
        "--long", action="store_true", default=bool(os.environ.get("LONG")), help="take the time"
    )
    parser.add_argument("--rounds", type=int, default=3, help="of every comparison (3)")
    parser.add_argument("--seconds", type=float, default=3.0, help="of every measurement (3)")
    return parser


def _stop(_signal: int, _frame: FrameType | None) -> NoReturn:
    """Leave as an error would, so that servers and folders are cleared away."""
    sys.exit(143)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _stop)
    sys.exit(main(sys.argv[1:]))
