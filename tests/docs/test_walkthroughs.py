"""The commands of tutorial and how-to pages run as they stand, and print what the pages show."""

import re
import socket
from collections.abc import Iterator, Mapping
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from infrastructure.postgres.embedded import EmbeddedPostgres, Server
from tests.docs.walkthrough import ROOT, Shell

PAGES = ROOT / "docs/how-to"
TUTORIAL = ROOT / "docs/tutorial/first-purchase.md"
AFTER_THE_TUTORIAL = (
    ("call-the-api-safely.md",),
    ("set-approval-policies.md",),
    ("receive-goods.md", "match-invoices.md", "pay-suppliers.md", "read-reports.md"),
    ("finance-an-order.md",),
    ("read-history.md",),
    ("try-a-policy-on-the-past.md", "mine-the-process.md"),
    ("take-data-along.md",),
    ("audit-the-log.md",),
    ("let-machines-in.md",),
    ("rebuild-a-projection.md",),
    ("operate.md",),
    ("let-people-in.md",),
)
"""The pages that are read on one server; those in one bracket go on where the one before ends."""

FOR_ANALYSTS = "query-read-models-with-sql.md"

CACHES = {ROOT / name for name in (".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis")}

ANOTHER_TENANT = "daybook tenant create Elsewhere --admin somebody@elsewhere.example -o json"
"""Readers may have looked at the demo before, so that theirs is not the only company."""

_SETTINGS = "env | grep -E '^(DAYBOOK_|API=|PATH=)' | sort"
"""What later pages count on."""

_SQL = re.compile(r"^```sql\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def free_port() -> int:
    """A port that nobody listens on at present."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the reader's server keeps everything."""
    return tmp_path_factory.mktemp("reader") / "home"


@pytest.fixture(scope="module")
def reader(home: Path) -> Iterator[Shell]:
    """A reader's terminal after the tutorial, on a server of their own."""
    ports = {"DAYBOOK_PORT": str(free_port()), "BANK_PORT": str(free_port())}
    page = f"{TUTORIAL.read_text()}\n```sh\n{ANOTHER_TENANT}\n```\n"
    yield from _reading(home.parent, {"DAYBOOK_HOME": str(home), **ports}, page)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A PostgreSQL as somebody's administrator runs it: nothing of ours is in it."""
    with EmbeddedPostgres(tmp_path, durable=False) as running:
        with psycopg.connect(running.superuser_dsn, autocommit=True) as administrator:
            administrator.execute("DROP DATABASE daybook")
            for role in ("daybook_owner", "daybook_api", "daybook_app", "daybook_analyst"):
                administrator.execute(f"DROP OWNED BY {role}; DROP ROLE {role}".encode())
        yield running


def _reading(folder: Path, environment: Mapping[str, str], page: str) -> Iterator[Shell]:
    shell, before = Shell(folder, environment), set(ROOT.iterdir())
    try:
        shell.follow(page)
        yield shell
    finally:
        shell.close()
    assert not set(ROOT.iterdir()) - before - CACHES, "a page leaves files where the reader is"


def _read(reader: Shell, *pages: str) -> None:
    before = reader.run(_SETTINGS)
    for page in pages:
        reader.follow((PAGES / page).read_text())
    assert reader.run(_SETTINGS) == before, "a page leaves the terminal with other settings"


def _run_sql(page: str, dsn: str) -> list[int]:
    """Run the statements of a page, or of a part of it; how many rows each of its queries gives."""
    rows = []
    for block in _SQL.findall(page):
        for place, part in enumerate(re.split(r"^\\c (\w+)$", block, flags=re.MULTILINE)):
            if place % 2:
                dsn = make_conninfo(dsn, dbname=part)
                continue
            with psycopg.connect(dsn, autocommit=True) as connection:
                for statement in filter(str.strip, part.split(";\n")):
                    cursor = connection.execute(statement)
                    rows += [len(cursor.fetchall())] if cursor.description else []
    return rows


def test_the_tutorial_works_as_it_is_written(reader: Shell) -> None:
    printed, _ = reader.run('as "$BEN" GET "/v1/purchase-orders/$ORDER" | pick status version')
    assert printed.split() == ["Acknowledged", "5"]


@pytest.mark.parametrize("pages", AFTER_THE_TUTORIAL, ids=" ".join)
def test_what_a_how_to_page_shows_is_what_happens(reader: Shell, pages: tuple[str, ...]) -> None:
    _read(reader, *pages)


def test_the_page_of_metrics_lists_what_a_server_tells(reader: Shell) -> None:
    printed, _ = reader.run(
        """curl -s "$API/metrics" | sed -n 's/^# TYPE \\([a-z_]*\\) .*/\\1/p'"""
    )
    told = {name.removesuffix("_total").removesuffix("_created") for name in printed.split()}
    page = (ROOT / "docs/reference/generated/metrics.md").read_text()
    assert told == set(re.findall(r"^\| `(daybook_\w+)`", page, re.MULTILINE))


def test_the_page_for_analysts_works_and_its_sql_finds_what_the_tutorial_made(
    reader: Shell, home: Path
) -> None:
    _read(reader, FOR_ANALYSTS)
    page = (PAGES / FOR_ANALYSTS).read_text()
    for_analysts, mark, for_auditors = page.partition("## Everything of one company")
    assert mark
    analyst, code = reader.run("daybook analyst create -o json | pick url")
    assert code == 0, analyst
    with EmbeddedPostgres(home) as running:
        auditor = f"postgresql://auditor:choose-one@127.0.0.1:{running.port}/daybook"
        found = _run_sql(for_analysts, analyst.strip()) + _run_sql(for_auditors, auditor)
    assert len(found) == 6
    due = 1
    found[due] = 1  # the pages before may leave nothing due
    assert 0 not in found


def test_daybook_runs_with_a_postgresql_that_somebody_else_prepared(
    server: Server, tmp_path: Path
) -> None:
    page = PAGES / "run-with-your-postgresql.md"
    _run_sql(page.read_text(), server.superuser_dsn)
    address = conninfo_to_dict(server.superuser_dsn)
    host, port = str(address["host"]).replace("/", "%2F"), address["port"]
    text = page.read_text().replace("@localhost:5432/", f"@{host}:{port}/")
    assert text != page.read_text()
    environment = {"DAYBOOK_HOME": str(tmp_path / "home"), "DAYBOOK_PORT": str(free_port())}
    assert len(list(_reading(tmp_path, environment, text))) == 1
    with psycopg.connect(make_conninfo(server.superuser_dsn, dbname="daybook")) as connection:
        may = "SELECT has_function_privilege('daybook_login', 'lo_create(oid)', 'EXECUTE')"
        assert connection.execute(may).fetchone() == (False,)


def test_an_eventsourcing_application_runs_as_the_page_says(tmp_path: Path) -> None:
    page = (PAGES / "run-an-eventsourcing-application.md").read_text()
    environment = {"DAYBOOK_HOME": str(tmp_path / "home")}
    assert len(list(_reading(tmp_path, environment, page))) == 1


def test_a_bank_can_be_tried_as_the_page_says(tmp_path: Path) -> None:
    page = (PAGES / "connect-a-bank.md").read_text()
    environment = {"DAYBOOK_HOME": str(tmp_path / "home"), "BANK_PORT": str(free_port())}
    assert len(list(_reading(tmp_path, environment, page))) == 1
