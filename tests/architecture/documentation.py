"""Which names a reader may expect to be explained where they are defined."""

import ast
from collections.abc import Iterator

from tests.architecture.source import Function, Source


def undocumented(source: Source) -> Iterator[str]:
    """The module, and its public classes, functions and methods, that have no docstring."""
    tree = source.tree
    if tree.body and not ast.get_docstring(tree):
        yield f"{source.place} has no docstring"
    for node in _public(tree.body):
        if not ast.get_docstring(node):
            yield f"{source.place}:{node.lineno} {node.name} has no docstring"


def _public(body: list[ast.stmt]) -> Iterator[ast.ClassDef | Function]:
    for node in body:
        if isinstance(node, ast.ClassDef | Function) and not node.name.startswith("_"):
            if _needs_words(node):
                yield node
            if isinstance(node, ast.ClassDef):
                yield from _public(node.body)


def _needs_words(node: ast.ClassDef | Function) -> bool:
    """A method that carries out what a base class or protocol promises is explained there."""
    names = {getattr(mark, "id", getattr(mark, "attr", "")) for mark in node.decorator_list}
    return not names & {"override", "overload", "setter"}
