"""The month as one HTML page that loads nothing: no script, no font, no picture from anywhere."""

from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from xml.etree.ElementTree import Element

from api.charts.markup import Inside, add, tag, written
from api.charts.theme import STYLE
from api.cli.demo.finance.figures import Month
from api.cli.demo.finance.layout import chart, exact, folded, section, table
from api.cli.demo.finance.panels import PANELS
from api.cli.demo.finance.sums import overdue, sum_of
from api.cli.demo.finance.wording import OWN_TIME, percent, rounded
from api.plural import count

_NOTHING_FROM_ELSEWHERE = "default-src 'none'; style-src 'unsafe-inline'"
_NAME = "index.html"


def write_report(month: Month, folder: Path) -> Path:
    """Write the page into a folder, which is made if need be, and say where it is."""
    folder.mkdir(parents=True, exist_ok=True)
    page = folder / _NAME
    page.write_text(report(month), encoding="utf-8")
    return page


def report(month: Month) -> str:
    """The page as text."""
    title = f"{month.company}: {_span(month)}"
    style = (files("api.cli.demo.finance") / "style.css").read_text(encoding="utf-8")
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        _policy(),
        tag("title", title),
        tag("style", f"\n{style}{STYLE if month.reports else ''}"),
    )
    body = tag(
        "main",
        _heading(month),
        _headline(month),
        add(tag("div", class_="grid"), *(panel(month) for panel in PANELS)),
        *_reports(month),
        _origin(),
    )
    return written(tag("html", head, tag("body", body), lang="en"))


def _reports(month: Month) -> Sequence[Element]:
    """What the API reports at the end of the month, each with its picture and its figures."""
    if not month.reports:
        return ()
    cards = [
        section(
            each.title,
            each.question,
            chart(each.picture),
            exact(table(each.columns, each.rows)),
            folded("How the figures are defined", tag("p", each.definition, class_="soft")),
            wide=True,
        )
        for each in month.reports
    ]
    return (tag("h2", "Reports", class_="reports"), add(tag("div", class_="grid"), *cards))


def _policy() -> Element:
    policy = {"http-equiv": "Content-Security-Policy", "content": _NOTHING_FROM_ELSEWHERE}
    return tag("meta", **policy)


def _span(month: Month) -> str:
    return f"{month.first_day:%-d %B} to {month.now:%-d %B %Y}"


def _heading(month: Month) -> Element:
    said = f"All sums in {month.base}; other currencies at the rates recorded in their orders."
    return tag(
        "header",
        tag("p", "Procure to pay", class_="eyebrow"),
        tag("h1", month.company),
        tag("p", f"{_span(month)}. {said}", class_="soft"),
        tag("p", OWN_TIME, class_="soft"),
    )


def _headline(month: Month) -> Element:
    """The five figures that are looked at first."""
    orders = sum_of(order.total for order in month.orders)
    owed = sum_of(payable.amount for payable in month.payables)
    late = sum_of(payable.amount for payable in overdue(month))
    paid = sum_of(payout.amount for payout in month.payouts if payout.paid)
    planned = sum_of(payout.amount for payout in month.payouts if not payout.paid)
    matching, log = month.matching, month.log
    asked = f"{matching.invoices - matching.at_once} of {count(matching.invoices, 'invoice')}"
    too_late = tag("span", f"{rounded(late.base)} overdue", class_="alarm" if late.count else None)
    tiles = (
        _tile(
            "Open orders", (rounded(orders.base), month.base), f"{orders.count} of {month.ordered}"
        ),
        _tile(
            "Match exceptions", (percent(matching.rate), ""), f"{asked}, {matching.waiting} open"
        ),
        _tile("Payables", (rounded(owed.base), month.base), too_late),
        _tile("Paid out", (rounded(paid.base), month.base), f"{rounded(planned.base)} scheduled"),
        _tile("Log", (f"{log.position:,}", "events"), tag("span", "none missing", class_="good")),
    )
    return add(tag("div", class_="figures"), *tiles)


def _tile(name: str, figure: tuple[str, str], note: Inside) -> Element:
    number, unit = figure
    return tag(
        "div",
        tag("p", name, class_="name"),
        tag("p", f"{number} ", tag("small", unit), class_="number"),
        tag("p", note, class_="note"),
        class_="figure",
    )


def _origin() -> Element:
    lists: Sequence[str] = (
        "/v1/purchase-orders",
        "/v1/invoices",
        "/v1/match-exceptions",
        "/v1/payments",
        "/v1/audit/refusals",
        "/v1/events",
        "/v1/reports",
    )
    said = tag("p", "Every number on this page was read from the public API: ")
    for number, address in enumerate(lists):
        add(said, ", " if number else "", tag("code", f"GET {address}"))
    return tag("footer", add(said, "."))
