"""Whether every test that somebody wrote is one that pytest runs."""

import ast
import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from tests.architecture.source import Function, Source

# Folders that pytest does not enter unless it is told to.
NOT_ENTERED = frozenset({"build", "dist", "venv", "node_modules", "CVS", "_darcs"})

# Whatever is a test has one of these; files without need not be parsed.
_MAY_BE_A_TEST = re.compile(r"def test_|class Test|TestCase|BaseCase").search


def never_run(source: Source) -> Iterator[str]:
    """Tests in a file or folder that pytest passes by."""
    place = PurePosixPath(source.place)
    tests = list(_tests(source.tree.body)) if _MAY_BE_A_TEST(source.text) else []
    is_collected = place.name.startswith("test_") and place.parts[0] == "tests"
    if tests and (not is_collected or NOT_ENTERED & set(place.parts)):
        yield f"{source.place} holds tests that are never collected"
    if place.name.startswith("test_") and not tests:
        yield f"{source.place} holds no test"


def shadowed(source: Source) -> Iterator[str]:
    """Tests whose name a later test of the same file takes, so that only the later one runs."""
    seen: set[str] = set()
    for name in _tests(source.tree.body):
        if name in seen:
            yield f"{source.place} has two tests named {name}"
        seen.add(name)


def _tests(body: list[ast.stmt], within: str = "") -> Iterator[str]:
    for node in body:
        if isinstance(node, Function) and node.name.startswith("test_"):
            yield within + node.name
        elif isinstance(node, ast.ClassDef) and _takes_over_a_case(node):
            yield node.name
        elif isinstance(node, ast.ClassDef) and node.name.startswith("Test"):
            yield from _tests(node.body, f"{within}{node.name}.")
        elif isinstance(node, ast.Assign) and _names_a_state_machine(node):
            yield ast.unparse(node.targets[0])


def _names_a_state_machine(node: ast.Assign) -> bool:
    """`TestWalk = Machine.TestCase` is how a Hypothesis state machine becomes a test."""
    return ast.unparse(node.value).endswith(".TestCase")


def _takes_over_a_case(node: ast.ClassDef) -> bool:
    """Whether the class inherits the tests of a unittest case, ours or a library's."""
    parents = [ast.unparse(parent).partition("[")[0] for parent in node.bases]
    return any(parent.endswith(("TestCase", "BaseCase")) for parent in parents)
