"""Every test that somebody wrote is run."""

import pytest

from tests.architecture.source import PACKAGES, ROOT, Source, sources
from tests.architecture.suite import never_run, shadowed

TEST = "def test_it(): assert f()"


def test_no_test_lies_where_pytest_does_not_look() -> None:
    everything = sources(*PACKAGES, "docs", "tests")
    assert [each for source in everything for each in never_run(source)] == []


def test_no_test_hides_another_of_its_name() -> None:
    assert [each for source in sources("tests") for each in shadowed(source)] == []


def test_every_folder_of_tests_can_be_imported_by_its_name() -> None:
    folders = {path.parent for path in (ROOT / "tests").rglob("*.py")}
    assert [folder for folder in folders if not (folder / "__init__.py").exists()] == []


@pytest.mark.parametrize(
    ("place", "text"),
    [
        ("tests/domain/money.py", TEST),
        ("tests/build/test_money.py", TEST),
        ("domain/test_money.py", TEST),
        ("tests/domain/test_money.py", "def check_it(): pass"),
        ("tests/domain/test_money.py", "class Money:\n    def test_it(self): pass"),
    ],
)
def test_a_test_that_never_runs_is_found(place: str, text: str) -> None:
    assert list(never_run(Source(place, text))) != []


@pytest.mark.parametrize(
    "text",
    [
        TEST,
        "async def test_it(): assert await f()",
        "class TestMoney:\n    def test_it(self): assert f()",
        "TestWalk = Walk.TestCase",
        "class TestOurs(cases.RecorderTestCase[Recorder]): pass",
    ],
)
def test_a_test_that_runs_is_left_alone(text: str) -> None:
    assert list(never_run(Source("tests/domain/test_money.py", text))) == []


def test_a_test_that_hides_another_is_found() -> None:
    assert list(shadowed(Source("tests/test_a.py", f"{TEST}\n{TEST}"))) != []
