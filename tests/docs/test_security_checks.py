"""Each item of the security pages names a test that is there, or says why there is none."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[2]
CHECKS = ROOT / "docs/reference/security-checks.md"
THREATS = ROOT / "docs/explanation/threat-model.md"
STRIDE = {"S", "T", "R", "I", "D", "E"}
CONTAINERS = (
    "API",
    "Process managers",
    "Projections",
    "Event store",
    "Read models",
    "Bank",
    "Mail",
    "Command line",
)

_TEST = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")
_WITHOUT = re.compile(r"(?:not applicable|open): (.{20,})")


class Item(NamedTuple):
    """A row of a table whose last column says what shows it."""

    section: str
    name: str
    shown: str


def items(page: Path) -> Iterator[Item]:
    """Every row of the page's tables."""
    section = ""
    for line in page.read_text().splitlines():
        if line.startswith("#"):
            section = line.lstrip("# ")
        elif line.startswith("|") and not line.startswith(("|---", "| item ")):
            cells = [cell.strip() for cell in line[1:-1].split("|")]
            assert len(cells) == 4, line
            yield Item(section, cells[0], cells[3])


@cache
def collected(place: str) -> frozenset[str]:
    """The tests that pytest collects of a file, unless somebody marked them to be skipped."""
    path = ROOT / place
    if not path.exists() or not path.name.startswith("test_"):
        return frozenset()
    tree = ast.parse(path.read_text())
    bodies = [tree.body]
    bodies += [
        node.body
        for node in tree.body
        if isinstance(node, ast.ClassDef) and node.name.startswith("Test")
    ]
    return frozenset(
        node.name
        for body in bodies
        for node in body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name.startswith("test_")
        and not any("skip" in ast.unparse(mark) for mark in node.decorator_list)
    )


@pytest.mark.parametrize("page", [CHECKS, THREATS], ids=lambda page: page.stem)
def test_every_item_names_tests_that_are_collected_or_says_why_there_is_none(page: Path) -> None:
    wrong = []
    for item in items(page):
        named = _TEST.findall(item.shown)
        missing = [
            f"{place}::{name}"
            for place, name in named
            if not collected(place) or (name and name not in collected(place))
        ]
        if missing or not (named or _WITHOUT.fullmatch(item.shown)):
            wrong.append((item.name, missing or "names no test and no reason"))
    assert wrong == []


def test_a_test_that_is_not_there_is_found() -> None:
    assert "test_a_test_that_is_not_there_is_found" in collected(
        "tests/docs/test_security_checks.py"
    )
    assert collected("tests/docs/walkthrough.py") == frozenset()
    assert collected("tests/docs/test_nothing.py") == frozenset()


def test_all_ten_items_of_the_api_list_are_there_and_no_item_twice() -> None:
    names = [item.name for item in items(CHECKS)]
    assert [name for name in names if name.startswith("API")] == [
        f"API{number}" for number in range(1, 11)
    ]
    asvs = [name for name in names if not name.startswith("API")]
    assert all(re.fullmatch(r"V\d{1,2}\.\d{1,2}\.\d{1,2}", name) for name in asvs)
    numbers = [tuple(map(int, name[1:].split("."))) for name in asvs]
    assert numbers == sorted(set(numbers))
    assert len(numbers) > 80


@pytest.mark.parametrize("container", CONTAINERS)
def test_every_container_is_looked_at_for_every_kind_of_threat(container: str) -> None:
    kinds = {item.name for item in items(THREATS) if item.section == container}
    assert kinds == STRIDE
