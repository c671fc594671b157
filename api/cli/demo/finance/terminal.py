"""The month on a terminal: tables and bars that fit 80 columns and need no colour."""

import sys
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.measure import Measurement
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from api.cli.demo.finance.figures import Month
from api.cli.demo.finance.sums import Sum, ageing, by_status, later, sum_of, weeks
from api.cli.demo.finance.wording import amount, attempt, day, percent, words
from api.plural import count

NARROW, WIDE = 80, 100
_DONE, _PLANNED = "█", "░"
_PLAIN = {_DONE: "#", _PLANNED: "."}
_STOPPED = "Disputed"
_WORKING_WEEK = timedelta(days=4)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a bar: which share of the longest possible bar it is, its colour, and its block."""

    share: Decimal
    style: str
    block: str = _DONE


class Bar:
    """As long as the column lets it be; whatever is not nothing has at least one block."""

    def __init__(self, *parts: Part) -> None:
        self._parts = parts

    def __rich_console__(self, _: Console, options: ConsoleOptions) -> RenderResult:
        """The blocks, made of ASCII where nothing else can be shown."""
        line = Text()
        for part in self._parts:
            length = max(1, round(part.share * options.max_width)) if part.share > 0 else 0
            block = _PLAIN[part.block] if options.ascii_only else part.block
            line.append(block * length, part.style)
        line.truncate(options.max_width)
        yield line

    def __rich_measure__(self, _: Console, options: ConsoleOptions) -> Measurement:
        """Any width will do."""
        return Measurement(1, options.max_width)


def screen() -> Console:
    """Standard output: as wide as the terminal, but not so wide that lines are hard to follow."""
    console = Console(highlight=False)
    console.width = min(console.width, WIDE) if sys.stdout.isatty() else NARROW
    return console


class Picture:
    """The month, part by part."""

    def __init__(self, month: Month) -> None:
        self._month = month

    def draw(self) -> RenderableType:
        """All of it."""
        month = self._month
        return Group(
            Text(f"\n{month.company}, {month.first_day:%-d %B} to {month.now:%-d %B %Y}", "bold"),
            *_part("Open orders", self._orders()),
            *_part("Three-way match", self._matching()),
            *_part("Payables by due date", self._ageing()),
            *_part(f"Cash out per week, in {month.base}", self._cash()),
            *_part("Attempts that were refused, and recorded", self._refusals()),
            *_part("The log", self._log()),
        )

    def _orders(self) -> RenderableType:
        month = self._month
        table = _table("status", "orders>", f"{month.base}>", "*")
        rows = by_status(month.orders)
        most = max((total.base for _, total in rows), default=Decimal(1))
        for status, total in rows:
            bar = Bar(Part(total.base / most, "red" if status == _STOPPED else "cyan"))
            table.add_row(words(status), str(total.count), amount(total.base), bar)
        every = sum_of(order.total for order in month.orders)
        said = f"{every.count} of {count(month.ordered, 'order')} open, {amount(every.base)}"
        return Group(table, Text(f"{said} {month.base}", "dim"))

    def _matching(self) -> RenderableType:
        matching = self._month.matching
        table = _table("exception", "supplier", "how it ended")
        for each in matching.exceptions:
            style = "red" if each.open else "green"
            table.add_row(each.what, each.supplier, Text(each.outcome, style))
        said = (
            f"{matching.at_once} of {count(matching.invoices, 'invoice')} agreed at once: "
            f"exception rate {percent(matching.rate)}; {matching.waiting} still open"
        )
        return Group(table, Text(said, "dim"))

    def _ageing(self) -> RenderableType:
        month = self._month
        buckets = ageing(month.payables, month.now.date())
        most = max(total.base for _, total in buckets) or Decimal(1)
        each_currency = (f"{currency}>" for currency in month.currencies)
        table = _table("", "*", f"all, {month.base}>", *each_currency)
        for bucket, total in buckets:
            table.add_row(
                bucket.label,
                Bar(Part(total.base / most, "red" if bucket.overdue else "blue")),
                _or_blank(total),
                *(_of(total, currency) for currency in month.currencies),
            )
        owed = sum_of(payable.amount for payable in month.payables)
        said = f"{count(owed.count, 'invoice')} to pay, {amount(owed.base)} {month.base}"
        return Group(table, Text(said, "dim"))

    def _cash(self) -> RenderableType:
        month = self._month
        flow = weeks(month.payouts, month.first_day, month.horizon)
        most = max(week.paid.base + week.planned.base for week in flow) or Decimal(1)
        table = _table("week", "*", "paid>", "scheduled>")
        for week in flow:
            paid = Part(week.paid.base / most, "green")
            bar = Bar(paid, Part(week.planned.base / most, "yellow", _PLANNED))
            span = f"{day(week.monday)} - {day(week.monday + _WORKING_WEEK)}"
            table.add_row(span, bar, _or_blank(week.paid), _or_blank(week.planned))
        after = later(month.payouts, month.horizon)
        said = f"after that {amount(after.base)} {month.base}" if after.count else ""
        return Group(table, Text(said, "dim")) if said else table

    def _refusals(self) -> RenderableType:
        table = _table("who", "tried to", "what was in the way")
        for refusal in self._month.refusals:
            table.add_row(refusal.who, Text(attempt(refusal), "red"), words(refusal.error))
        return table

    def _log(self) -> RenderableType:
        log = self._month.log
        kinds = count(len(log.kinds), "kind")
        said = f"{log.position:,} events at positions 1 to {log.position:,}, none missing, "
        return Text(f"{said}from {kinds} of documents")


def _part(title: str, content: RenderableType) -> tuple[RenderableType, RenderableType]:
    return Text(f"\n{title}", style="bold"), Padding(content, (0, 0, 0, 2), expand=False)


def _table(*headings: str) -> Table:
    """Columns by their headings: > is aligned to the right, * takes the room that the others leave.

    Where there is no such column the last one wraps.
    """
    stretched = "*" in headings
    table = Table(
        box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0), expand=stretched
    )
    for number, heading in enumerate(headings, start=1):
        table.add_column(
            heading.strip(">*"),
            justify="right" if heading.endswith(">") else "left",
            no_wrap=stretched or number < len(headings),
            ratio=1 if heading == "*" else None,
        )
    return table


def _of(total: Sum, currency: str) -> str:
    return amount(total.values[currency]) if currency in total.values else ""


def _or_blank(total: Sum) -> str:
    return amount(total.base) if total.count else ""
