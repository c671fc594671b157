"""What keeps the domain a pure function of its inputs, so that replay is exact."""

import ast
from collections.abc import Iterator

from tests.architecture.source import Source

ALLOWED = frozenset(
    {
        "__future__", "abc", "base64", "binascii", "bisect", "collections", "contextlib",
        "dataclasses", "datetime",
        "decimal", "enum", "fractions", "functools", "hashlib", "inspect", "itertools", "math", "operator",
        "pydantic", "pydantic_core", "re", "string", "types", "typing", "unicodedata", "uuid",
        "domain",
    }
)  # fmt: skip
ALSO_ALLOWED = {
    "domain/shared/currency.py": frozenset({"iso4217"}),  # the official table
    "domain/identity/time_zone.py": frozenset({"zoneinfo"}),  # the official names
}

_IDENTIFIERS = frozenset({"uuid1", "uuid4"})
_FORBIDDEN_CALLS = _IDENTIFIERS | {"open", "print", "input", "eval", "exec"}
_CLOCKS = frozenset({"now", "utcnow", "today"})
_DATES = frozenset({"datetime", "date"})


def foreign_imports(source: Source) -> Iterator[str]:
    """Imports of anything but the domain itself, pydantic and what of the library has no effects."""
    allowed = ALLOWED | ALSO_ALLOWED.get(source.place, frozenset())
    for node in ast.walk(source.tree):
        for name in _imported(node):
            if name.partition(".")[0] not in allowed:
                yield f"{source.place}:{node.lineno} imports {name}"  # type: ignore[attr-defined]


def effects(source: Source) -> Iterator[str]:
    """Calls that read a clock, make up an identifier, or touch the world."""
    for node in ast.walk(source.tree):
        called = _called(node)
        if called:
            yield f"{source.place}:{node.lineno} calls {called}"  # type: ignore[attr-defined]


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.level == 0:
        return [node.module or ""]
    return []


def _called(node: ast.AST) -> str:
    """The last name of what is called or handed on, as `uuid4` is in `default_factory=uuid4`."""
    if isinstance(node, ast.Name):
        return node.id if node.id in _FORBIDDEN_CALLS else ""
    if not isinstance(node, ast.Attribute):
        return ""
    owner = getattr(node.value, "attr", getattr(node.value, "id", ""))
    reads_a_clock = node.attr in _CLOCKS and owner in _DATES
    return node.attr if reads_a_clock or node.attr in _IDENTIFIERS else ""
