"""Who puts tenants in reach, and who takes a connection that has nobody in reach."""

import ast
from collections.abc import Iterable, Iterator

from tests.architecture.source import Source

REACH = "infrastructure/postgres/reach.py"
"""The only file that names the settings."""

POOLS = ("infrastructure/postgres/pool.py", "infrastructure/eventsourcing_recorders/engine.py")
"""The only files that hand what it says to PostgreSQL, with a transaction around it."""

SESSIONS = ("infrastructure/event_store/session.py", "infrastructure/event_store/batch.py")
"""The same for connections that prepare their statements themselves."""

REACHING_NOBODY = frozenset(
    {
        "infrastructure/diagnosis.py",  # asks about the server and the rights
        "infrastructure/event_store/notifier.py",  # tells others that there is news
    }
)
"""Who takes a bare connection of the pool, for statements that touch no rows of tenants."""

_SETTINGS = ("daybook.tenants", "daybook.door", "daybook.reach", "row_security")


def intruders(sources: Iterable[Source]) -> Iterator[str]:
    """Lines that reach tenants, or take a connection, in any way but the one there is."""
    for source in sources:
        if source.place == REACH:
            continue
        for node in ast.walk(source.tree):
            if why := _intrusion(source.place, node):
                yield f"{source.place}:{getattr(node, 'lineno', 0)} {why}"


def _intrusion(place: str, node: ast.AST) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str | bytes):
        said = node.value if isinstance(node.value, str) else node.value.decode(errors="replace")
        if any(setting in said for setting in _SETTINGS):
            return "names a setting of the reach"
    if isinstance(node, ast.ImportFrom) and node.module == "infrastructure.postgres.reach":
        names = {alias.name for alias in node.names} - {"Door"}
        if names and place not in (*POOLS, *SESSIONS):
            return "puts tenants in reach itself"
    if place not in (*POOLS, *REACHING_NOBODY) and _takes_a_connection(node):
        return "takes a connection that has nobody in reach"
    return None


def _takes_a_connection(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Attribute)
        and node.attr == "connection"
        and "pool" in ast.unparse(node.value).lower()
    )
