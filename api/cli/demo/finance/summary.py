"""The figures of a month as data, for programs."""

from typing import Any

from api.cli.demo.finance.figures import Month
from api.cli.demo.finance.sums import Sum, ageing, by_status, weeks


def summary(month: Month) -> dict[str, Any]:
    """Everything that the pictures show; amounts are texts, like everywhere."""
    matching, today = month.matching, month.now.date()
    return {
        "company": month.company,
        "baseCurrency": month.base,
        "from": month.first_day.isoformat(),
        "to": month.now.isoformat(),
        "orders": month.ordered,
        "openOrders": {status: _sum(total) for status, total in by_status(month.orders)},
        "matching": {
            "invoices": matching.invoices,
            "agreedAtOnce": matching.at_once,
            "exceptionRate": str(matching.rate),
            "waiting": matching.waiting,
            "exceptions": [
                {
                    "what": each.what,
                    "document": each.document,
                    "supplier": each.supplier,
                    "detail": each.detail,
                    "outcome": each.outcome,
                    "open": each.open,
                }
                for each in matching.exceptions
            ],
        },
        "payables": {bucket.label: _sum(total) for bucket, total in ageing(month.payables, today)},
        "cashOut": [
            {
                "week": week.monday.isoformat(),
                "paid": _sum(week.paid),
                "scheduled": _sum(week.planned),
            }
            for week in weeks(month.payouts, month.first_day, month.horizon)
        ],
        "refusals": [
            {
                "who": each.who,
                "command": each.command,
                "document": each.document,
                "error": each.error,
                "rule": each.rule,
            }
            for each in month.refusals
        ],
        "events": dict(month.log.kinds),
        "position": month.log.position,
    }


def _sum(total: Sum) -> dict[str, Any]:
    return {
        "count": total.count,
        "base": str(total.base),
        "amounts": {currency: str(value) for currency, value in total.values.items()},
    }
