"""Which file of `projections` a table of the read side belongs to."""

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.architecture.source import ROOT, Source

_CREATED = re.compile(r"CREATE TABLE projections\.(\w+)")
_IN_SQL = re.compile(r"\bprojections\.(\w+)")


def read_tables(folder: Path = ROOT / "infrastructure/postgres/migrations") -> frozenset[str]:
    """Every table of the read side, as the migrations create them."""
    texts = (path.read_text(encoding="utf-8") for path in folder.glob("*.sql"))
    return frozenset(name for text in texts for name in _CREATED.findall(text))


def shared_tables(sources: Iterable[Source], tables: frozenset[str]) -> Iterator[str]:
    """Tables that more than one file names, in SQL or as the table of a read model or list."""
    places: dict[str, set[str]] = {}
    for source in sources:
        for table in _named(source.tree) & tables:
            places.setdefault(table, set()).add(source.place)
    for table, found in sorted(places.items()):
        if len(found) > 1:
            yield f"{table} is named in {', '.join(sorted(found))}"


def _named(tree: ast.Module) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            found |= set(_IN_SQL.findall(node.value)) | {node.value}
    return found
