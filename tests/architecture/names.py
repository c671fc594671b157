"""Names that would say nothing to a reader who looks for something."""

from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

EMPTY_WORDS = frozenset({"utils", "util", "helpers", "helper", "common", "manager", "base", "misc"})


def empty_names(places: Iterable[str]) -> Iterator[str]:
    """Files and folders whose name, or a word of it, could stand for anything."""
    for place in places:
        for part in PurePosixPath(place).with_suffix("").parts:
            if EMPTY_WORDS & set(part.lower().split("_")):
                yield f"{place} says nothing by '{part}'"
