"""Reports over a hundred thousand invoices: every answer is bounded, and its parts are the whole."""

import resource
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import orjson
import psycopg
import pytest

from projections.reporting.catalogue import REPORTS
from tests.api.http.company import Company
from tests.api.http.house import House
from tests.cluster import TestCluster

INVOICES = 100_000
MOST_ROWS = 10_000
MOST_GROWTH = 400 * 1024 * 1024

_VALID = "'{tenant}', {id}, 1, timestamptz '2026-01-01' + n * interval '1 minute', NULL, NULL"
_SUPPLIER = "'sup_' || n % 2000"
_FACTS = {
    "order_facts": (
        "'po_' || n",
        (
            f"{_SUPPLIER}, 'br_' || n % 10, 'CC-' || n % 50, 'req_' || n, 'EUR', 100, 119,"
            " CASE WHEN n % 3 = 0 THEN 'Issued' ELSE 'Paid' END, date '2025-01-01' + n % 700, false"
        ),
    ),
    "order_line_facts": (
        "'po_' || n || '/1'",
        "'po_' || n, 1, 'SKU-' || n % 500, 'CAT-' || n % 20, 'EA', 10, 10, 100, 10, 8, n % 5, n % 7, n % 90",
    ),
    "milestone_facts": (
        "n::text",
        (
            "'po_' || n % 30000, 'order', (ARRAY['submitted', 'approved', 'issued', 'received', 'invoiced',"
            " 'paid'])[1 + n / 30000], 'br_1'"
        ),
    ),
    "delivery_facts": (
        "n::text",
        (
            f"'grn_' || n, 'po_' || n, {_SUPPLIER}, timestamptz '2025-01-01' + n % 700 * interval '1 day',"
            " true, n % 11 = 0, true"
        ),
    ),
    "invoice_facts": (
        "'inv_' || n",
        (
            f"'po_' || n, {_SUPPLIER}, 'R-' || n, date '2025-01-01' + n % 700, date '2025-02-01' + n % 700,"
            " 'EUR', 100, 119, CASE WHEN n % 2 = 0 THEN 119 ELSE 0 END, 'Matched', false"
        ),
    ),
    "invoice_line_facts": (
        "'inv_' || n || '/1'",
        f"'inv_' || n, 'po_' || n, 1, {_SUPPLIER}, date '2025-01-01' + n % 700, 'EUR', 8, 80 + n % 3",
    ),
    "match_facts": (
        "n::text",
        f"'inv_' || n, {_SUPPLIER}, (ARRAY['price', 'quantity', 'total'])[1 + n % 3]",
    ),
    "payment_facts": (
        "'pay_' || n",
        (
            f"{_SUPPLIER}, 'inv_' || n, 'EUR', 'Scheduled', 119, n % 2 = 0, false, 119,"
            " date '2026-01-01' + n % 300, date '2026-01-01' + n % 300, 2, 0"
        ),
    ),
}


@pytest.fixture
def large(cluster: TestCluster, tmp_path: Path) -> Iterator[Company]:
    """A company with so many orders, deliveries, invoices and payments, as facts."""
    database = cluster.clone()
    with House(database, tmp_path).open() as house:
        company = Company.opened(house)
        with psycopg.connect(database.administrator_dsn, autocommit=True) as administrator:
            for table, (name, values) in _FACTS.items():
                valid = _VALID.format(tenant=company.tenant, id=name)
                statement = (
                    f"INSERT INTO projections.{table} SELECT {valid}, {values}"
                    f" FROM generate_series(0, {INVOICES - 1}) AS n"
                )
                administrator.execute(statement.encode())
            administrator.execute("ANALYZE")
        yield company
    cluster.drop(database)


@pytest.mark.long
@pytest.mark.parametrize("form", ["application/json", "text/csv", "image/svg+xml"])
def test_reports_over_a_hundred_thousand_invoices_are_told_in_bounded_parts(
    large: Company, form: str
) -> None:
    auditor = large.person("auditor")
    before = _peak()
    for question in REPORTS:
        path: str | None = f"/v1/reports/{question.shape.name}"
        parts, biggest, began, slowest = [], 0, time.perf_counter(), 0.0
        while path is not None:
            asked = time.perf_counter()
            answer = auditor.get(path, {"Accept": form})
            slowest = max(slowest, time.perf_counter() - asked)
            assert answer.is_success, answer.text
            parts.append(_rows(answer.content, form))
            biggest = max(biggest, len(answer.content))
            link = answer.headers.get("link")
            path = link and link.partition(">")[0].removeprefix("<")
        assert max(parts) <= MOST_ROWS
        grown = _peak() - before
        sys.stderr.write(
            f"{question.shape.name} {form}: {sum(parts)} rows in {len(parts)} parts,"
            f" {time.perf_counter() - began:.2f} s, slowest part {slowest:.2f} s,"
            f" biggest {biggest / 1e6:.2f} MB, grown {grown / 1e6:.0f} MB\n"
        )
        if question.shape.name == "gr-ir-balance" and form != "image/svg+xml":
            assert sum(parts) > MOST_ROWS
    assert _peak() - before < MOST_GROWTH


def _peak() -> int:
    """The most memory that the process, which serves the house, has ever had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _rows(content: bytes, form: str) -> int:
    if form == "application/json":
        return len(orjson.loads(content)["items"])
    return content.count(b"\r\n") - 1 if form == "text/csv" else 0
