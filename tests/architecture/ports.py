"""What the style asks of the ports: one Protocol a file, and a contract that its adapters are held to."""

import ast
from collections.abc import Iterator

from tests.architecture.source import Source


def protocols(source: Source) -> Iterator[str]:
    """The names of the Protocols in a file, in their order."""
    for node in source.tree.body:
        if isinstance(node, ast.ClassDef) and any(_is_protocol(each) for each in node.bases):
            yield node.name


def _is_protocol(node: ast.expr) -> bool:
    named = node.value if isinstance(node, ast.Subscript) else node
    return getattr(named, "attr", getattr(named, "id", "")) == "Protocol"
