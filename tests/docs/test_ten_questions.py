"""Ten questions have one answer each, whoever is asked: the database, DuckDB, Polars, or the events."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from infrastructure.postgres.embedded import EmbeddedPostgres
from tests.api.cli.command_line import surroundings, typed
from tests.api.cli.demo import once
from tests.docs.notebook import NOTEBOOK, values
from tests.docs.ten_questions import Recount, in_duckdb, in_polars, in_sql, plain, questions


@pytest.fixture(scope="module")
def tenant() -> str:
    """The company whose month the demo played."""
    tenant: str = once.figures()["tenantId"]
    return tenant


@pytest.fixture(scope="module")
def exported(tenant: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which `daybook-export` is."""
    folder = tmp_path_factory.mktemp("analysis")
    to = folder / "daybook-export"
    ended = typed(surroundings(once.home()), "export", "--all", "--tenant", tenant, "--to", to)
    assert ended.code == 0, ended.err
    return folder


@pytest.fixture(scope="module")
def url(tenant: str) -> Iterator[str]:
    """Where an analyst of the company logs in."""
    with EmbeddedPostgres(once.home()):
        made = typed(
            surroundings(once.home()), "analyst", "create", "--tenant", tenant, "-o", "json"
        )
        assert made.code == 0, made.err
        yield made.json["url"]


@pytest.fixture(scope="module")
def recount(exported: Path) -> Recount:
    """The events of the month, counted again."""
    return Recount(exported / "daybook-export")


def test_the_page_has_ten_questions_each_answered_three_times() -> None:
    found = questions()
    assert [each.number for each in found] == list(range(1, 11))
    for each in found:
        assert set(each.answers) == {"sql", "sql duckdb", "python"}, each.said
        assert each.said.endswith("?")


@pytest.mark.parametrize("number", range(1, 11))
def test_every_answer_is_the_same_and_that_of_the_events(
    number: int, exported: Path, url: str, recount: Recount, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(exported)
    (question,) = (each for each in questions() if each.number == number)
    counted = recount.answer(number)
    assert counted, "a question without an answer shows nothing"
    assert in_sql(question, url) == counted
    assert in_duckdb(question) == counted
    assert in_polars(question) == counted


def test_the_notebook_says_what_the_page_says(
    exported: Path, recount: Recount, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(exported)
    told = values()
    for name, number in (("owed", 1), ("spend", 3), ("leaving", 5), ("causes", 7)):
        assert plain(told[name].rows()) == recount.answer(number), name
    by_day = dict.fromkeys(day for day, *_ in told["owed_by_day"].rows())
    assert len(by_day) > 10
    assert told["position"] == recount.events[-1].position


def test_the_notebook_runs_as_a_script(exported: Path) -> None:
    ended = subprocess.run(
        [sys.executable, NOTEBOOK],
        cwd=exported,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr


def test_a_notebook_without_its_export_fails(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, NOTEBOOK],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert ended.returncode != 0
    assert "manifest.json" in ended.stderr
