"""Numbers that others give their documents, as people compare them: the same number typed in two ways."""

import re
from itertools import pairwise
from unicodedata import normalize

_runs = re.compile(r"\d+|[^\W\d_]+").findall


def folded(number: str) -> str:
    """What is left of a number without case, spaces, punctuation and leading zeros.

    ``INV-00042``, ``inv 42`` and ``Inv.42`` are one number. Two groups of digits stay apart, so that
    ``2026-11-1`` is not taken for ``2026-1-11``. A number of nothing but punctuation stays as it is.
    """
    canonical = normalize("NFKC", normalize("NFKC", number).casefold())
    runs = [_without_zeros(run) for run in _runs(canonical)]
    if not runs:
        return canonical
    return runs[0] + "".join(_joined(before, run) for before, run in pairwise(runs))


def run_together(number: str) -> str:
    """The number as somebody writes it who leaves out what sets its groups of digits apart, folded.

    ``RE 2026 007`` is ``re2026007`` then, which is another number than ``re 2026 7`` run together.
    """
    canonical = normalize("NFKC", normalize("NFKC", number).casefold())
    return folded("".join(_runs(canonical)) or number)


def _without_zeros(run: str) -> str:
    return run.lstrip("0") or "0" if run.isdecimal() else run


def _joined(before: str, run: str) -> str:
    return f".{run}" if before[-1].isdecimal() and run[0].isdecimal() else run
