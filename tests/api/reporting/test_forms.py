"""The forms of a report: exact, harmless, and the same bytes whenever they are written."""

import io
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from xml.etree.ElementTree import fromstring
from zipfile import ZipFile

import pyarrow as pa
import pytest
from pyarrow import ipc

from api.reporting.documents import as_csv
from api.reporting.forms import FORMS
from api.reporting.picture import as_picture, panels_of, times
from api.reporting.values import heading
from application.ports.reports import AsOf, Report
from projections.reporting.ap_ageing import AP_AGEING
from projections.reporting.cash_requirement import CASH_REQUIREMENT
from projections.reporting.match_exception_rate import MATCH_EXCEPTION_RATE
from projections.reporting.purchase_order_cycle_time import PURCHASE_ORDER_CYCLE_TIME
from projections.reporting.spend_cube import SPEND_CUBE

MOMENT = AsOf(42, datetime(2026, 3, 2, 9, 30, tzinfo=UTC), date(2026, 3, 2), "UTC")
HOSTILE = '=cmd|"/c calc"!A1 <script>'


def row(supplier: str, name: str | None, currency: str, *owed: str) -> tuple[object, ...]:
    """A row of the ageing, whose total is the sum."""
    amounts = [Decimal(each) for each in owed]
    return (supplier, name, currency, 1, *amounts, sum(amounts))


REPORT = Report(
    AP_AGEING.shape,
    MOMENT,
    {},
    (
        row("sup_1", HOSTILE, "EUR", "10", "0.5", "0", "0", "0"),
        row("sup_2", None, "EUR", "0", "0", "0", "0", "12345678901234567.89"),
        row("sup_1", HOSTILE, "JPY", "500", "0", "0", "0", "0"),
        row("sup_3", "Kuwait Co", "KWD", "0.005", "0", "0", "0", "0"),
    ),
)


@pytest.mark.parametrize("media_type", FORMS)
def test_a_form_has_the_same_bytes_whenever_it_is_written(
    media_type: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = FORMS[media_type].write(REPORT)
    monkeypatch.setattr("time.time", lambda: 4_000_000_000.0)
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    assert FORMS[media_type].write(REPORT) == first


def test_amounts_have_the_decimals_of_their_currency_and_lose_nothing() -> None:
    text = as_csv(REPORT).decode()
    assert ",10.00,0.50,0.00,0.00,0.00,10.50" in text
    assert ",500,0,0,0,0,500" in text
    assert ",0.005,0.000,0.000,0.000,0.000,0.005" in text
    assert "12345678901234567.89" in text
    columns = _arrow().to_pydict()
    assert columns["total"][1] == Decimal("12345678901234567.89")
    assert columns["supplierName"][1] is None


def _arrow() -> Any:
    written = FORMS["application/vnd.apache.arrow.stream"].write(REPORT)
    return ipc.open_stream(pa.py_buffer(written)).read_all()


def test_arrow_says_of_what_position_it_is_and_what_its_columns_mean() -> None:
    schema = _arrow().schema
    assert schema.metadata[b"position"] == b"42"
    assert schema.field("days1To30").metadata[b"sentence"] == b"1 to 30 days overdue."


def test_nothing_that_a_spreadsheet_shows_is_run_by_it() -> None:
    assert f"'{HOSTILE[:4]}" in as_csv(REPORT).decode()
    written = next(form for form in FORMS.values() if form.ending == "xlsx").write(REPORT)
    with ZipFile(io.BytesIO(written)) as book:
        figures = fromstring(book.read("xl/worksheets/sheet1.xml"))
        texts = book.read("xl/sharedStrings.xml").decode()
    assert figures.findall(".//{*}f") == []
    assert "12345678901234567.89" in texts, "more digits than a spreadsheet keeps are text"
    assert "=cmd" in texts


def test_currencies_are_never_drawn_on_one_scale() -> None:
    panels = panels_of(REPORT)
    assert [panel.unit for panel in panels] == ["EUR", "JPY", "KWD"]
    assert [part.label for part in panels[0].parts] == ["sup_2", HOSTILE]


def test_a_picture_is_described_and_shows_figures_beside_the_bars() -> None:
    picture = fromstring(as_picture(REPORT))
    title, description = picture[0], picture[1]
    assert (title.text, picture.get("role")) == ("AP ageing", "img")
    assert picture.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
    assert "position 42" in str(description.text)
    texts = [each.text for each in picture.findall(".//{*}text")]
    assert "12,345,678,901,234,567.89" in texts
    assert "0.005" in texts
    assert "days 1 to 30" in texts
    assert picture.findall(".//{*}script") == []


def test_the_description_counts_one_bar_as_one() -> None:
    described = fromstring(as_picture(replace(REPORT, rows=REPORT.rows[:1])))[1].text
    assert str(described).endswith(". 1 bar; the figures are beside it.")
    several = fromstring(as_picture(REPORT))[1].text
    assert str(several).endswith(" bars; the figures are beside them.")


def test_a_heading_for_people_says_the_unit_where_the_cells_say_none() -> None:
    shape = PURCHASE_ORDER_CYCLE_TIME.shape
    assert [heading(column.name, column.kind) for column in shape.columns] == [
        "step", "stage", "orders", "mean in seconds", "p50 in seconds", "p95 in seconds",
    ]  # fmt: skip
    assert heading("exceptionRate", "percent") == "exceptionRate in percent"
    assert heading("billed", "amount") == "billed"


def test_of_many_weeks_ahead_the_next_ones_are_drawn_and_of_months_the_last_ones() -> None:
    days = [date(2026, 12, 21) + timedelta(weeks=number) for number in range(15)]
    weeks = tuple((day, "EUR", 1, Decimal(0), Decimal(5), Decimal(5), Decimal(0)) for day in days)
    drawn = as_picture(Report(CASH_REQUIREMENT.shape, MOMENT, {}, weeks)).decode()
    assert ">2026-12-21<" in drawn
    assert ">2027-03-29<" not in drawn
    months = [f"{2025 + number // 12}-{number % 12 + 1:02}" for number in range(15)]
    spent = tuple(("sup_1", "S", None, None, month, "EUR", 1, Decimal(5)) for month in months)
    drawn = as_picture(Report(SPEND_CUBE.shape, MOMENT, {}, spent)).decode()
    assert ">2025-03<" not in drawn
    assert ">2026-03<" in drawn


def test_columns_say_their_day_or_month_and_where_a_year_begins() -> None:
    assert times(["2026-12-21", "2026-12-28", "2027-01-04", "2027-01-11"]) == [
        "21 Dec\n2026",
        "28 Dec",
        "4 Jan\n2027",
        "11 Jan",
    ]
    assert times(["2026-11", "2026-12", "2027-01"]) == ["Nov\n2026", "Dec", "Jan\n2027"]


def test_a_label_is_cut_where_it_does_not_tell_bars_apart() -> None:
    name = "Great Lakes Sensors LLC"
    shown = [(cause, 1, Decimal(10)) for cause in ("any", "price", "possible-duplicate")]
    rows = tuple(("sup_1", name, cause, 10, count, rate) for cause, count, rate in shown)
    drawn = as_picture(Report(MATCH_EXCEPTION_RATE.shape, MOMENT, {}, rows)).decode()
    assert ">Great Lakes Sen… · any<" in drawn
    assert ">Great Lakes S… · price<" in drawn
    assert ">Great… · possible-dup…<" in drawn


def test_what_does_not_fit_into_a_picture_is_counted() -> None:
    rows = tuple(row(f"sup_{n}", f"S{n}", "EUR", "1", "0", "0", "0", "0") for n in range(20))
    drawn = as_picture(replace(REPORT, rows=rows)).decode()
    assert "and 8 more" in drawn
    assert "There is nothing to show." in as_picture(replace(REPORT, rows=())).decode()
