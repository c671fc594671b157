"""The panels of the report: each a chart with its exact figures, or a table."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from decimal import Decimal
from xml.etree.ElementTree import Element

from api.charts.svg import Bar, Column, bars, columns, share, short
from api.cli.demo.finance.figures import Month
from api.cli.demo.finance.layout import badge, chart, exact, folded, keys, section, table
from api.cli.demo.finance.proven import proven
from api.cli.demo.finance.sums import (
    Sum,
    Week,
    ageing,
    by_kind,
    by_status,
    by_supplier,
    later,
    sum_of,
    weeks,
)
from api.cli.demo.finance.wording import amount, attempt, day, percent, rounded, words
from api.plural import count

Panel = Callable[[Month], Element]

_STOPPED = "Disputed"
_SERIES = 4
_ROWS = 8
_WORKING_WEEK = timedelta(days=4)
_WEEK = timedelta(days=7)


def _open_orders(month: Month) -> Element:
    every = sum_of(order.total for order in month.orders)
    rows = [
        Bar(
            f"{words(status)} ({total.count})",
            _parts(month, total),
            rounded(total.base),
            status == _STOPPED,
        )
        for status, total in by_status(month.orders)
    ]
    figures = [
        (words(status), str(total.count), *_in_each(month, total), amount(total.base))
        for status, total in by_status(month.orders)
    ]
    return section(
        "Open orders",
        f"{every.count} of {count(month.ordered, 'order')}, {amount(every.base)} {month.base}",
        chart(bars("Open orders by status", rows)),
        _currencies(month),
        exact(table(("status", "orders>", *_each(month), f"in {month.base}>"), figures)),
    )


def _matching(month: Month) -> Element:
    matching = month.matching
    parts = {
        "agreed": matching.at_once,
        "settled": matching.invoices - matching.at_once - matching.waiting,
        "waiting": matching.waiting,
    }
    kinds = [
        (what, str(number), str(still) if still else "")
        for what, number, still in by_kind(matching.exceptions)
    ]
    return section(
        "Three-way match",
        f"{matching.at_once} of {count(matching.invoices, 'invoice')} agreed at once with order and "
        f"receipts: exception rate {percent(matching.rate)}",
        chart(share("Invoices by how they were matched", parts)),
        keys(
            {
                "agreed": "agreed at once",
                "settled": "looked at and settled",
                "waiting": "still open",
            }
        ),
        table(("what did not agree", "how often>", "open>"), kinds),
    )


def _ageing(month: Month) -> Element:
    buckets = ageing(month.payables, month.now.date())
    owed = sum_of(payable.amount for payable in month.payables)
    rows = [
        Bar(
            bucket.label,
            _parts(month, total),
            rounded(total.base),
            bucket.overdue and total.count > 0,
        )
        for bucket, total in buckets
    ]
    figures = [
        (bucket.label, str(total.count), *_in_each(month, total), _or_blank(total))
        for bucket, total in buckets
    ]
    return section(
        "Payables by due date",
        f"{count(owed.count, 'invoice')} to pay, {amount(owed.base)} {month.base}",
        chart(bars("What is owed, by when it is due", rows)),
        _currencies(month),
        exact(table(("", "invoices>", *_each(month), f"in {month.base}>"), figures)),
    )


def _cash(month: Month) -> Element:
    flow = weeks(month.payouts, month.first_day, month.horizon)
    after = later(month.payouts, month.horizon)
    said = f"{amount(after.base)} {month.base} later than that" if after.count else "nothing later"
    figures = [
        (
            _days(week),
            *_in_each(month, week.paid),
            _or_blank(week.paid),
            _or_blank(week.planned),
        )
        for week in flow
    ]
    headings = ("week", *_each(month), "paid>", "scheduled>")
    return section(
        "Cash out per week",
        f"Paid, and scheduled for the coming weeks; {said}",
        chart(columns("Cash out per week", [_column(month, week) for week in flow])),
        keys({"done": "paid", "planned": "scheduled"}),
        exact(table(headings, figures)),
    )


def _column(month: Month, week: Week) -> Column:
    whole = week.paid.base + week.planned.base
    return Column(
        label=day(week.monday),
        parts={"done": week.paid.base, "planned": week.planned.base},
        value=short(Decimal(round(whole, -2))) if whole else "",
        now=week.monday <= month.now.date() < week.monday + _WEEK,
    )


def _life(month: Month) -> Element:
    zone = month.now.tzinfo
    rows = [
        (f"{moment.when.astimezone(zone):%a %-d %b, %H:%M}", moment.who, moment.what, moment.why)
        for moment in month.life
    ]
    return section(
        "The life of one order",
        f"{count(len(rows), 'event')}, in the words of the log; none of them can be changed",
        folded("Event by event", table(("when", "who", "what", "why"), rows)),
        wide=True,
    )


def _suppliers(month: Month) -> Element:
    most = by_supplier(month.payables)
    rows = [
        Bar(supplier, _parts(month, total), rounded(total.base)) for supplier, total in most[:_ROWS]
    ]
    return section(
        "Payables by supplier",
        f"To {count(len(most), 'supplier')}, most is owed to the first",
        chart(bars("What is owed, by supplier", rows)),
        _currencies(month),
    )


def _exceptions(month: Month) -> Element:
    rows = [
        (each.what, each.supplier, each.detail, badge(each.outcome, each.open))
        for each in month.matching.exceptions
    ]
    return section(
        "What did not agree",
        "Nothing of this was paid before somebody had settled it",
        table(("what", "supplier", "difference", "how it ended"), rows),
        wide=True,
    )


def _refusals(month: Month) -> Element:
    rows = [
        (refusal.who, attempt(refusal), words(refusal.error), refusal.rule)
        for refusal in month.refusals
    ]
    return section(
        "Attempts that were refused",
        "Each of them is on record, whoever tried",
        table(("who", "tried to", "what was in the way", "the rule that holds"), rows),
        wide=True,
    )


def _log(month: Month) -> Element:
    log = month.log
    most = sorted(log.kinds.items(), key=lambda item: (-item[1], item[0]))
    shown = [(words(kind.rpartition(".")[2]), number) for kind, number in most[:_ROWS]]
    rest = sum(number for _, number in most[_ROWS:])
    if rest:
        shown.append((f"{len(most) - _ROWS} other kinds", rest))
    rows = [Bar(name, {"c0": Decimal(number)}, f"{number:,}") for name, number in shown]
    return section(
        "The log",
        f"{log.position:,} events at positions 1 to {log.position:,}, none missing",
        chart(bars("Events by kind of document", rows)),
        proven(month.proof) if month.proof else None,
    )


def _currencies(month: Month) -> Element:
    return keys({_series(month, currency): currency for currency in month.currencies})


def _series(month: Month, currency: str) -> str:
    """The colour of a currency, the same in every chart."""
    return f"c{month.currencies.index(currency) % _SERIES}"


def _parts(month: Month, total: Sum) -> dict[str, Decimal]:
    return {
        _series(month, currency): total.bases[currency]
        for currency in month.currencies
        if currency in total.bases
    }


def _each(month: Month) -> Sequence[str]:
    return [f"{currency}>" for currency in month.currencies]


def _in_each(month: Month, total: Sum) -> Sequence[str]:
    return [
        amount(total.values[currency]) if currency in total.values else ""
        for currency in month.currencies
    ]


def _or_blank(total: Sum) -> str:
    return amount(total.base) if total.count else ""


def _days(week: Week) -> str:
    return f"{day(week.monday)} to {day(week.monday + _WORKING_WEEK)}"


PANELS: Sequence[Panel] = (
    _open_orders,
    _matching,
    _ageing,
    _cash,
    _exceptions,
    _suppliers,
    _log,
    _refusals,
    _life,
)
"""All of them, in the order in which they are read."""
