"""Reports over HTTP: the same for ever as of a position, in every form, and with the same figures."""

import csv
import io
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from xml.etree.ElementTree import fromstring
from zipfile import ZipFile

import httpx
import pyarrow as pa
import pytest
from pyarrow import ipc, parquet

from projections.reporting.catalogue import REPORTS
from tests.api.http.access_rows import listed
from tests.api.http.company import Company, refused, succeeded
from tests.api.http.house import House
from tests.api.http.payables import Payables, billed, ordered

ARROW = "application/vnd.apache.arrow.stream"
PARQUET = "application/vnd.apache.parquet"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SVG = "image/svg+xml"
FORMS = ("application/json", "text/csv", ARROW, PARQUET, EXCEL, SVG)
PATHS = [f"/v1/reports/{question.shape.name}" for question in REPORTS]
AGEING = "/v1/reports/ap-ageing"


@pytest.fixture(scope="module")
def payables(house: House) -> Payables:
    """A company with orders, a delivery, and three invoices, one of which does not agree."""
    payables = Payables(Company.opened(house))
    order = payables.delivered(deliveryDate="2026-01-02")
    payables.matched(order, billed("40"), invoiceDate="2026-01-05")
    payables.disputed(order, billed("20", "14"), invoiceDate="2026-02-05")
    payables.issued(ordered("5", "99.99", currency="USD"), currency="USD")
    return payables


def told(
    payables: Payables, path: str = AGEING, form: str = "application/json", **asked: Any
) -> httpx.Response:
    """A report that must be told, with everything that happened so far."""
    company = payables.company
    head = company.house.inside(lambda daybook: daybook.storage.store.head(company.tenant))
    headers = {"Accept": form} | ({} if "asOf" in asked else {"Consistency-Token": str(head)})
    answer = payables.clerk.get(path, headers, params=asked or None)
    assert answer.is_success, answer.text
    return answer


def test_ageing_tells_what_is_owed_to_whom_and_how_late_it_is(payables: Payables) -> None:
    report = told(payables, day="2026-03-31").json()
    (row,) = report["items"]
    assert row == {
        "supplierId": payables.supplier,
        "supplierName": "Stuhlwerk GmbH",
        "currency": "EUR",
        "invoices": 2,
        "current": {"amount": "0.00", "currency": "EUR"},
        "days1To30": {"amount": "280.00", "currency": "EUR"},
        "days31To60": {"amount": "400.00", "currency": "EUR"},
        "days61To90": {"amount": "0.00", "currency": "EUR"},
        "daysOver90": {"amount": "0.00", "currency": "EUR"},
        "total": {"amount": "680.00", "currency": "EUR"},
    }
    assert report["asOf"]["day"] == "2026-03-31"
    assert report["asOf"]["position"] > 0
    assert told(payables, currency="USD").json()["items"] == []
    assert told(payables, currency="EUR").json()["filters"] == {"currency": "EUR"}


@pytest.mark.parametrize("path", PATHS)
def test_every_report_has_every_form_and_the_same_bytes_again(
    payables: Payables, path: str
) -> None:
    moment = told(payables, path).json()["asOf"]
    asked = {"asOf": moment["position"], "day": moment["day"]}
    before = {form: told(payables, path, form, **asked) for form in FORMS}
    payables.company.supplier(payables.buyer)
    for form, answer in before.items():
        again = told(payables, path, form, **asked)
        assert again.content == answer.content, form
        assert answer.headers["content-type"].partition(";")[0] == form
        assert answer.headers["consistency-token"] == str(moment["position"])
        unchanged = payables.clerk.get(
            path, {"Accept": form, "If-None-Match": answer.headers["etag"]}, params=asked
        )
        assert unchanged.status_code == 304
    _tell_the_same({form: answer.content for form, answer in before.items()})


def _tell_the_same(forms: dict[str, bytes]) -> None:
    """Whatever reads it finds the same rows."""
    arrow = ipc.open_stream(pa.py_buffer(forms[ARROW])).read_all()
    assert arrow.equals(parquet.read_table(pa.BufferReader(forms[PARQUET])), check_metadata=False)
    of_csv = list(csv.DictReader(io.StringIO(forms["text/csv"].decode())))
    assert [
        {name: "" if cell is None else _plain(cell) for name, cell in row.items()}
        for row in arrow.to_pylist()
    ] == [{name: _plain(cell) for name, cell in row.items()} for row in of_csv]
    with ZipFile(io.BytesIO(forms[EXCEL])) as book:
        sheet = fromstring(book.read("xl/worksheets/sheet1.xml"))
    assert len(sheet.findall(".//{*}row")) == 1 + len(of_csv)
    picture = fromstring(forms[SVG])
    assert [child.tag.rpartition("}")[2] for child in picture][:3] == ["title", "desc", "style"]


def _plain(cell: Any) -> str:
    text = str(cell)
    try:
        return f"{Decimal(text).normalize():f}" if not isinstance(cell, date) else text
    except ArithmeticError:
        return text


def test_a_report_as_of_an_instant_counts_what_had_happened_by_then(payables: Payables) -> None:
    order = payables.delivered()
    before = told(payables).json()
    now = datetime.now(UTC)
    payables.matched(order, billed("10"))
    after = told(payables).json()
    as_of = told(payables, asOf=now.isoformat().replace("+00:00", "Z"), day=before["asOf"]["day"])
    assert as_of.json()["items"] == before["items"] != after["items"]
    assert as_of.json()["asOf"]["position"] < after["asOf"]["position"]


def test_what_has_not_come_yet_cannot_be_reported(payables: Payables) -> None:
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    for moment in ("99999999", tomorrow):
        refused(payables.clerk.get(AGEING, params={"asOf": moment}), 422, "MomentNotReached")
    for asked in ({"asOf": "soon"}, {"day": "31.03.2026"}, {"warehouse": "1"}, {"currency": ""}):
        refused(payables.clerk.get(AGEING, params=asked), 422, "InvalidRequest")
    refused(payables.clerk.get("/v1/reports/astrology"), 404, "RouteNotFound")
    refused(payables.clerk.get(AGEING, {"Accept": "application/pdf"}), 406, "NotAcceptable")


def test_a_company_without_a_past_has_empty_reports(company: Company) -> None:
    for path in PATHS:
        answer = succeeded(company.admin.get(path))
        assert answer["items"] == [] or path.endswith("cycle-time")


def test_a_report_that_is_taken_along_is_on_record(payables: Payables) -> None:
    answer = told(payables, form=EXCEL, currency="EUR")
    position = answer.headers["consistency-token"]
    assert answer.headers["content-disposition"] == (
        f'attachment; filename="ap-ageing-{position}.xlsx"'
    )
    auditor = payables.company.person("auditor")
    row = listed(auditor, kind="export", actor=payables.clerk.user)[0]
    assert row["subject"] == "ap-ageing"
    assert row["facts"]["filters"]["currency"] == "EUR"
    assert (row["facts"]["format"], row["facts"]["rows"]) == (EXCEL, 1)


def test_a_picture_brings_its_own_style_and_browsers_take_no_other(payables: Payables) -> None:
    policy = told(payables, form=SVG).headers.get_list("content-security-policy")
    (only,) = policy
    assert "style-src 'sha256-" in only
    assert "unsafe" not in only


@pytest.fixture(scope="module")
def several(house: House) -> Payables:
    """A company with five orders that are under way."""
    payables = Payables(Company.opened(house))
    for price in ("10", "20", "30", "40", "50"):
        payables.issued(ordered("1", price))
    return payables


COMMITMENTS = "/v1/reports/commitments"


def test_a_long_report_comes_in_parts_that_stay_what_they_were(several: Payables) -> None:
    whole = told(several, COMMITMENTS).json()
    assert len(whole["items"]) == 5
    assert "nextCursor" not in whole
    part = told(several, COMMITMENTS, limit=2)
    rows, moment = part.json()["items"], part.json()["asOf"]
    several.issued(ordered("1", "60"))  # it would come first
    while (cursor := part.json().get("nextCursor")) is not None:
        assert f"cursor={cursor}" in part.headers["link"]
        part = several.clerk.get(part.headers["link"].partition(">")[0].removeprefix("<"))
        assert part.json()["asOf"] == moment
        rows += part.json()["items"]
    assert "link" not in part.headers
    assert rows == whole["items"]
    assert len(told(several, COMMITMENTS).json()["items"]) == 6


@pytest.mark.parametrize("form", ["text/csv", ARROW, PARQUET, EXCEL])
def test_parts_in_any_form_say_where_the_next_one_is(several: Payables, form: str) -> None:
    first = told(several, COMMITMENTS, form, limit=3)
    path = first.headers["link"].partition(">")[0].removeprefix("<")
    second = succeeded_as(several, path, form)
    assert second.headers["content-disposition"].endswith(f'-from-4.{ENDINGS[form]}"')
    assert second.content != first.content
    assert succeeded_as(several, path, form).content == second.content


ENDINGS = {"text/csv": "csv", ARROW: "arrow", PARQUET: "parquet", EXCEL: "xlsx"}


def succeeded_as(payables: Payables, path: str, form: str) -> httpx.Response:
    """An answer in this form."""
    answer = payables.clerk.get(path, {"Accept": form})
    assert answer.is_success, answer.text
    return answer


def test_a_cursor_is_good_for_the_question_that_it_came_from_and_no_other(
    several: Payables, payables: Payables
) -> None:
    cursor = told(several, COMMITMENTS, limit=2).json()["nextCursor"]
    assert several.clerk.get(COMMITMENTS, params={"cursor": cursor, "limit": 1}).is_success
    for asked in (
        {"cursor": cursor, "currency": "EUR"},
        {"cursor": cursor, "day": "2026-03-31"},
        {"cursor": cursor[:-2]},
        {"cursor": "AAAA"},
        {"limit": "0"},
        {"limit": "10001"},
        {"limit": "many"},
    ):
        refused(several.clerk.get(COMMITMENTS, params=asked), 422, "InvalidRequest")
    for who, path in ((several, "/v1/reports/gr-ir-balance"), (payables, COMMITMENTS)):
        refused(who.clerk.get(path, params={"cursor": cursor}), 422, "InvalidRequest")


def test_reports_are_described(payables: Payables) -> None:
    described = payables.clerk.see("/v1/reports")["items"]
    assert [f"/v1/reports/{each['name']}" for each in described] == PATHS
    assert all(len(each["definition"]) > 100 for each in described)
