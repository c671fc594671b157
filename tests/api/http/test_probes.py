"""Machines that watch the server learn whether it lives, is ready, and how it fares."""

import re
from collections.abc import Iterator

import psycopg
import pytest

from tests.api.cli.command_line import until
from tests.api.http.company import Company, refused, succeeded
from tests.api.http.house import House
from tests.cluster import TestCluster


def test_it_is_alive_and_ready_and_says_of_what(house: House) -> None:
    assert succeeded(house.http.get("/health")) == {"status": "alive"}
    readiness = succeeded(house.http.get("/ready"))
    assert readiness["status"] == "ready"
    assert {"migrations", "database", "purchase-orders", "requisition-routing", "sealing"} <= {
        check["name"] for check in readiness["checks"]
    }


def test_requests_are_counted_by_route_and_not_by_id(company: Company) -> None:
    buyer = company.person("buyer")
    order = company.order(buyer)["id"]
    for _ in range(3):
        buyer.see(f"/v1/purchase-orders/{order}")
    metrics = company.house.http.get("/metrics").text
    found = re.search(
        r'daybook_http_requests_total\{method="GET",'
        r'route="/v1/purchase-orders/\{purchase_order_id\}",status="200"\} (\d+)',
        metrics,
    )
    assert found
    assert int(found[1]) >= 3
    assert order not in metrics
    assert "daybook_http_request_seconds_bucket" in metrics
    assert 'daybook_subscriber_lag_events{subscriber="purchase-orders"}' in metrics
    for figure in ("log_unsigned_events", "log_unsigned_seconds", "logs_damaged"):
        assert f"daybook_{figure} " in metrics


def test_what_is_kept_in_memory_is_told_with_its_bound(company: Company) -> None:
    buyer = company.person("buyer")
    order = company.order(buyer)["id"]

    def told() -> dict[str, tuple[float, float]]:
        found = re.findall(
            r'^daybook_memory_(kept|most)_bytes\{of="(\w+)"\} (\S+)',
            company.house.http.get("/metrics").text,
            re.MULTILINE,
        )
        figures = {(of, which): float(figure) for which, of, figure in found}
        names = {of for of, _ in figures}
        return {of: (figures[of, "kept"], figures[of, "most"]) for of in names}

    before = told()
    assert set(before) == {"states", "documents", "pages"}
    for path in (f"/v1/purchase-orders/{order}", "/v1/purchase-orders"):
        buyer.see(path)
    after = told()
    for of in ("documents", "pages"):
        assert before[of][0] + 600 < after[of][0] <= after[of][1]
    assert 0 < after["states"][0] <= after["states"][1]


_CUT_ALL = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()
"""


@pytest.fixture
def shaky(cluster: TestCluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house whose database can be taken away without anybody else's noticing."""
    database = cluster.clone()
    with House(database, tmp_path_factory.mktemp("shaky")).open() as opened:
        yield opened
    cluster.drop(database)


def test_without_its_database_it_lives_is_not_ready_and_says_so_to_callers(shaky: House) -> None:
    company = Company.opened(shaky)
    buyer = company.person("buyer")
    body = {"name": "One", "country": "DE", "currency": "EUR", "paymentTerms": "NET30"}
    with (
        psycopg.connect(shaky.database.owner_dsn, autocommit=True) as owner,
        psycopg.connect(shaky.database.dsn, autocommit=True) as application,
    ):
        owner.execute(f'ALTER DATABASE "{shaky.database.name}" CONNECTION LIMIT 0'.encode())
        application.execute(_CUT_ALL)
        try:
            assert shaky.http.get("/health").status_code == 200
            assert shaky.http.get("/ready").status_code == 503
            answer = buyer.get("/v1/purchase-orders")
            assert answer.headers["Retry-After"]
            refused(answer, 503, "ServiceUnavailable")
            refused(buyer.ask("POST", "/v1/suppliers", body), 503, "ServiceUnavailable")
        finally:
            _allow_connections(owner, shaky.database.name)
    while shaky.http.get("/ready").status_code != 200:
        pass
    succeeded(buyer.ask("POST", "/v1/suppliers", body))


def test_a_log_that_cannot_be_signed_is_told_and_stops_nobody(shaky: House) -> None:
    company = Company.opened(shaky)
    signed = "SELECT count(*) FROM daybook.log_trees WHERE tenant_id = %s AND signed_size > 0"
    with psycopg.connect(shaky.database.administrator_dsn, autocommit=True) as ruler:
        until(lambda: ruler.execute(signed, (company.tenant,)).fetchall() == [(1,)])
        for statement in _DAMAGE:
            ruler.execute(statement, (company.tenant,) if "%s" in statement else ())
    company.supplier(company.person("buyer"))

    def told() -> tuple[str, str | None]:
        readiness = shaky.http.get("/ready").json()
        problems = {check["name"]: check["problem"] for check in readiness["checks"]}
        return readiness["status"], problems.get("sealing")

    until(lambda: told() == ("ready", "1 logs are damaged and not signed any further"))
    assert "\ndaybook_logs_damaged 1.0" in shaky.http.get("/metrics").text


_DAMAGE = (
    "ALTER TABLE daybook.tree_tiles DISABLE TRIGGER USER",
    "UPDATE daybook.tree_tiles SET hashes = overlay(hashes PLACING sha256('x') FROM 1) WHERE tenant_id = %s",
    "UPDATE daybook.log_trees SET signed_at = signed_at - interval '1 hour' WHERE tenant_id = %s",
)


def _allow_connections(owner: psycopg.Connection, name: str) -> None:
    owner.execute(f'ALTER DATABASE "{name}" CONNECTION LIMIT -1'.encode())
