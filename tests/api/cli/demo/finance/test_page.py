"""The report stands alone: it loads nothing, runs nothing, and shows what others wrote as text."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest
from lxml import html

from api.charts.markup import tag
from api.cli.demo.finance.figures import MatchException, Matching, Month, OpenOrder, ReportFigures
from api.cli.demo.finance.page import report, write_report
from api.cli.demo.finance.wording import OWN_TIME
from tests.api.cli.demo.finance.sample import MONTH, eur
from tests.api.cli.demo.finance.write import EXPECTED

HOSTILE = '<script>alert("1")</script> & "><img src=x onerror=alert(1)>'


def text_of(page: str) -> str:
    """What a reader sees, with single spaces."""
    return " ".join(" ".join(map(str, found(page, "//body//text()"))).split())


def found(page: str, path: str) -> list[Any]:
    """What an XPath finds."""
    return cast(list[Any], html.fromstring(page).xpath(path))


def test_the_report_looks_as_it_did() -> None:
    assert report(MONTH) == (EXPECTED / "month.html").read_text(), (
        "look at it, then run python -m tests.api.cli.demo.finance.write"
    )


def test_the_report_loads_nothing_and_runs_nothing() -> None:
    page = report(MONTH)
    assert found(page, "//script|//link|//img|//iframe|//object|//embed|//form|//a") == []
    assert found(page, "//@src|//@href|//@*[starts-with(name(), 'on')]") == []
    assert re.findall(r"url\(|@import|https?:|//\w", page) == []
    policy = found(page, "//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy == ["default-src 'none'; style-src 'unsafe-inline'"]


def test_what_somebody_wrote_is_shown_as_they_wrote_it_and_never_obeyed() -> None:
    page = report(hostile())
    assert found(page, "//script|//img|//@onerror") == []
    assert text_of(page).count(HOSTILE) == 3


def hostile() -> Month:
    """A month in which everything that people can write is an attack."""
    exception = MatchException(HOSTILE, "inv_1", HOSTILE, HOSTILE, "open", open=True)
    matching = Matching(1, 0, 1, (exception,))
    return replace(
        MONTH,
        company="Lindau",
        orders=(OpenOrder("po_1", HOSTILE, "Draft", eur("1.00")),),
        matching=replace(matching, exceptions=(replace(exception, what="Price"),)),
        refusals=(replace(MONTH.refusals[0], rule=HOSTILE),),
    )


@pytest.mark.parametrize(
    "said",
    [
        "25,319 EUR",
        "9.6 %",
        "4,170 overdue",
        "21,571 EUR",
        "15,748 scheduled",
        "1,234 events at positions 1 to 1,234, none missing",
        "1,250,000",
        "expected 1,000.00 EUR, billed 1,020.01 EUR",
        "549.00 EUR later than that",
        OWN_TIME,
        f"1,234 events at positions 1 to 1,234 root hash {'5e' * 32}",
        "signed at 2026-11-20 09:30:05 UTC, by the real clock",
        "daybook/ten_1, fingerprint 3bdd36a6",
        "daybook/ten_1+3bdd36a6+ATG8wWVd",
        "1,234 events, all verified",
        "daybook audit verify",
        "daybook audit export copy",
        "python copy/daybook_verify.py copy",
    ],
)
def test_the_report_says_what_matters(said: str) -> None:
    assert said in text_of(report(MONTH))


def test_every_chart_is_named_for_who_cannot_see_it() -> None:
    charts = found(report(MONTH), "//svg")
    assert len(charts) == 6
    assert all(chart.get("role") == "img" and chart.get("aria-label") for chart in charts)


def test_a_month_in_which_nothing_happened_has_a_report() -> None:
    empty = replace(
        MONTH,
        orders=(),
        payables=(),
        payouts=(),
        refusals=(),
        ordered=0,
        matching=Matching(0, 0, 0, ()),
    )
    assert "0 of 0 orders, 0 EUR" in text_of(report(empty))


def test_reports_are_shown_with_picture_figures_and_definition() -> None:
    picture = tag("svg", tag("text", HOSTILE), role="img", class_="picture")
    shown = ReportFigures("Accruals", "Which?", HOSTILE, ["accrued"], [[HOSTILE]], picture)
    page = report(replace(MONTH, reports=(shown,)))
    assert "Accruals" in text_of(page)
    assert text_of(page).count(HOSTILE) == 3
    assert found(page, "//script|//img|//@onerror") == []
    assert len(found(page, "//svg[@class='picture']")) == 1


def test_the_report_is_written_into_a_folder_that_need_not_exist(tmp_path: Path) -> None:
    page = write_report(MONTH, tmp_path / "deep" / "report")
    assert page.read_text() == report(MONTH)
