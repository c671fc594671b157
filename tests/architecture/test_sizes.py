"""No function, file or signature is larger than a reader can hold in mind."""

import pytest

from tests.architecture.sizes import long_files, long_functions, wide_functions
from tests.architecture.source import PACKAGES, Source, sources


def test_no_function_has_more_than_50_lines() -> None:
    assert [
        each for source in sources(*PACKAGES, "docs", "tests") for each in long_functions(source)
    ] == []


def test_no_file_has_more_than_300_lines() -> None:
    assert [
        each for source in sources(*PACKAGES, "docs", "tests") for each in long_files(source)
    ] == []


def test_no_function_asks_for_more_than_5_things() -> None:
    assert [each for source in sources(*PACKAGES, "docs") for each in wide_functions(source)] == []


@pytest.mark.parametrize("start", ["def f():", "async def f():", "class C:\n    def f(self):"])
def test_a_function_of_51_lines_is_found_and_one_of_50_is_not(start: str) -> None:
    line = "        x = 1\n"
    assert list(long_functions(Source("a.py", f"{start}\n{line * 49}"))) == []
    assert list(long_functions(Source("a.py", f"{start}\n{line * 50}"))) != []


def test_a_file_of_301_lines_is_found_and_one_of_300_is_not() -> None:
    assert list(long_files(Source("a.py", "x = 1\n" * 300))) == []
    assert list(long_files(Source("a.py", "x = 1\n" * 301))) == ["a.py has 301 lines"]


@pytest.mark.parametrize(
    ("signature", "found"),
    [
        ("def f(a, b, c, d, e): pass", False),
        ("def f(a, b, c, d, e, g): pass", True),
        ("def f(a, b, /, c, *, d, e, g): pass", True),
        ("class C:\n    def f(self, a, b, c, d, e): pass", False),
        ("class C:\n    def f(self, a, b, c, d, e, *, g): pass", True),
    ],
)
def test_a_sixth_parameter_is_found_wherever_it_stands(signature: str, found: bool) -> None:
    assert bool(list(wide_functions(Source("a.py", signature)))) is found
