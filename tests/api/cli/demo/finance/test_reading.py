"""The figures are read from the lists of the API as they are, at the rates that the orders recorded."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from xml.etree.ElementTree import tostring

import pytest

from api.cli.demo.finance.exceptions import Documents, matching
from api.cli.demo.finance.figures import Month
from api.cli.demo.finance.history import LogIncomplete, whole_log
from api.cli.demo.finance.reading import Period, read_month

Json = dict[str, Any]
NOW = datetime(2026, 12, 18, 18, 0, tzinfo=UTC)


def money(amount: str, currency: str = "EUR") -> Json:
    """An amount as the API writes it."""
    return {"amount": amount, "currency": currency}


def event(position: int, kind: str, stream: str, **payload: Any) -> Json:
    """An event as the API lists it."""
    return {
        "position": position,
        "type": kind,
        "streamId": stream,
        "streamType": kind.rpartition(".")[0],
        "payload": payload,
        "metadata": {"actor": "usr_1"},
        "occurredAt": "2026-11-23T13:00:00Z",
    }


def invoice(number: str, status: str, **more: Any) -> Json:
    """An invoice as the API lists it."""
    found: Json = {
        "id": f"inv_{number}", "status": status, "held": False, "supplierName": "Bergmann",
        "supplierInvoiceNumber": number, "purchaseOrderId": "po_1", "dueDate": "2026-12-10",
        "leftToPay": money("100.00"),
    }  # fmt: skip
    return found | more


def payment(status: str, **more: Any) -> Json:
    """A payment as the API lists it."""
    found: Json = {
        "status": status, "purchaseOrderId": "po_2", "paymentRunId": None, "dueOn": "2026-12-10",
        "supplierName": "Cascade", "amount": money("100.00", "USD"), "discountTaken": None,
    }  # fmt: skip
    return found | more


class Lists:
    """Answers like the API, in pages of two events."""

    def __init__(self, lists: Mapping[str, Sequence[Json]], log: Sequence[Json]) -> None:
        self._lists = lists
        self._log = log

    def sees(self, path: str, **parameters: str) -> Json:
        """A document, or a page of the log."""
        if path == "/v1/tenants/mine":
            return {"baseCurrency": "EUR"}
        if path == "/v1/events":
            after = int(parameters["after"])
            page = {"items": self._log[after : after + 2]}
            return page | ({"nextAfter": after + 2} if after + 2 < len(self._log) else {})
        if path in ("/v1/reports", "/v1/reports/commitments"):
            return REPORTS if path == "/v1/reports" else COMMITMENTS
        assert path == "/v1/purchase-orders/po_2"
        return {"exchangeRate": {"rate": "0.9"}, "approval": {"exchangeRate": {"rate": "0.9215"}}}

    def shows(self, path: str, form: str, **parameters: str) -> str:
        """A picture, as of the position and day of the figures."""
        assert (path, form) == ("/v1/reports/commitments", "image/svg+xml")
        assert parameters == {"asOf": "9", "day": "2026-12-18"}
        return PICTURE

    def lists(self, path: str, **_: str) -> Iterator[Json]:
        """A list."""
        yield from self._lists.get(path, ())


PICTURE = (
    '<svg xmlns="http://www.w3.org/2000/svg" role="img"><title>T &lt;b&gt;</title>'
    "<style>.a { }</style><text>1</text></svg>"
)
REPORTS: Json = {
    "items": [
        {
            "name": "commitments",
            "title": "Commitments",
            "question": "What?",
            "definition": "That.",
            "columns": [
                {"name": "purchaseOrderId", "kind": "text"},
                {"name": "branchId", "kind": "text"},
                {"name": "committed", "kind": "amount"},
            ],
        }
    ]
}
COMMITMENTS: Json = {
    "asOf": {"position": 9, "day": "2026-12-18"},
    "items": [{"purchaseOrderId": "po_1", "branchId": None, "committed": money("10.00")}],
}
ORDERS = [
    {"id": "po_1", "supplierId": "sup_1", "status": "Invoiced", "total": money("500.00")},
    {"id": "po_2", "supplierId": "sup_2", "status": "Acknowledged", "total": money("3.33", "USD")},
    {"id": "po_3", "supplierId": "sup_1", "status": "Closed", "total": money("1.00")},
    {"id": "po_4", "supplierId": "sup_1", "status": "Cancelled", "total": money("1.00")},
]
LISTS: Mapping[str, Sequence[Json]] = {
    "/v1/purchase-orders": ORDERS,
    "/v1/suppliers": [{"id": "sup_1", "name": "Bergmann"}, {"id": "sup_2", "name": "Cascade"}],
    "/v1/invoices": [
        invoice("A-1", "Scheduled"),
        invoice("A-2", "Paid"),
        invoice("A-3", "Rejected"),
        invoice("A-4", "Disputed", leftToPay=money("0.00")),
        invoice("A-5", "Disputed"),
    ],
    "/v1/payment-runs": [{"id": "run_1", "executionDate": "2026-12-03"}],
    "/v1/payments": [
        payment("Remitted", paymentRunId="run_1", discountTaken=money("2.00", "USD")),
        payment("Failed", paymentRunId="run_1", discountTaken=money("2.00", "USD")),
        payment("Scheduled", dueOn="2027-01-10"),
        payment("Cancelled"),
    ],
    "/v1/audit/refusals": [
        {
            "actor": "usr_1", "command": "approve", "documentId": "po_1",
            "refusal": "SegregationOfDutiesViolation", "detail": "Nobody does.",
        },
    ],
}  # fmt: skip
LOG = [
    event(1, "purchasing.purchase-order.created", "po_1"),
    event(2, "purchasing.purchase-order.approved", "po_1", onBehalfOf="usr_2"),
    event(3, "purchasing.purchase-order.created", "po_2", comment="other"),
]
PERIOD = Period(
    "Lindau", date(2026, 11, 23), NOW, {"usr_1": "Mara Stein", "usr_2": "Amara Diallo"}, "po_1"
)


@pytest.fixture(scope="module")
def month() -> Month:
    """What is read of the lists."""
    return read_month(Lists(LISTS, LOG), PERIOD)


def test_an_order_is_open_until_it_is_closed_or_cancelled(month: Month) -> None:
    assert [order.order for order in month.orders] == ["po_1", "po_2"]
    assert month.ordered == 4


def test_foreign_amounts_are_converted_once_at_the_rate_that_was_approved(month: Month) -> None:
    assert month.orders[1].total.base == Decimal("3.07")


def test_what_is_paid_rejected_or_credited_in_full_is_owed_no_more(month: Month) -> None:
    assert [payable.invoice for payable in month.payables] == ["A-1", "A-5"]


def test_money_leaves_on_the_day_of_its_run_less_the_discount(month: Month) -> None:
    paid = [payout for payout in month.payouts if payout.paid]
    assert [(payout.on, payout.amount.value) for payout in paid] == [
        (date(2026, 12, 3), Decimal("98.00"))
    ]


def test_what_is_late_is_planned_for_today_and_what_failed_in_full(month: Month) -> None:
    planned = [payout for payout in month.payouts if not payout.paid]
    assert [(payout.on, payout.amount.value) for payout in planned] == [
        (NOW.date(), Decimal("100.00")),
        (date(2027, 1, 10), Decimal("100.00")),
    ]


def test_a_life_names_people_and_on_whose_behalf_they_acted(month: Month) -> None:
    assert [(moment.who, moment.what, moment.why) for moment in month.life] == [
        ("Mara Stein", "Created", ""),
        ("Mara Stein", "Approved", "with the level of Amara Diallo"),
    ]


def test_a_refused_attempt_says_who_what_and_why(month: Month) -> None:
    (refusal,) = month.refusals
    assert (refusal.who, refusal.document) == ("Mara Stein", "order")


@pytest.mark.parametrize("log", [LOG[1:], [LOG[0], LOG[2]], [LOG[0], LOG[0], LOG[1]]])
def test_a_log_with_a_gap_or_a_repetition_is_a_failure(log: list[Json]) -> None:
    with pytest.raises(LogIncomplete):
        whole_log(Lists({}, log))


def test_reports_are_read_with_their_pictures_as_of_the_same_position(month: Month) -> None:
    (report,) = month.reports
    assert (report.title, report.rows) == ("Commitments", [["po_1", "", "10.00 EUR"]])
    shown = tostring(report.picture, encoding="unicode")
    assert shown == '<svg role="img"><title>T &lt;b&gt;</title><text>1</text></svg>'


def test_the_log_is_read_to_its_end(month: Month) -> None:
    assert month.log.position == 3
    assert month.log.kinds == {"purchasing.purchase-order": 3}


DISPUTED, HELD = "invoicing.supplier-invoice.disputed", "invoicing.supplier-invoice.held"
CORRECTED = "invoicing.supplier-invoice.corrected"
DISCREPANCY = "receiving.goods-receipt.discrepancy-detected"
OFF = {"expected": money("1000.00"), "actual": money("1020.01")}
TOO_MUCH = {"sku": "GLS-K9", "expected": "100", "received": "102.001", "cause": "too-much"}


def test_an_exception_says_what_was_off_and_how_it_ended() -> None:
    invoices = [
        invoice("A-1", "Disputed"),
        invoice("A-2", "Paid"),
        invoice("A-3", "Scheduled"),
        invoice("A-4", "Rejected"),
        invoice("A-5", "Matched", held=True),
        invoice("A-6", "Paid"),
    ]
    log = [
        event(1, DISPUTED, "inv_A-1", reason="Late", match=None),
        event(2, DISPUTED, "inv_A-2", reason="", match=OFF),
        event(3, CORRECTED, "inv_A-2"),
        event(4, HELD, "inv_A-3", possibleDuplicateOf="inv_A-6"),
        event(5, DISPUTED, "inv_A-4", reason="", match=OFF),
        event(6, HELD, "inv_A-5", possibleDuplicateOf="inv_A-6"),
        event(7, DISCREPANCY, "grn_1", discrepantLines=[TOO_MUCH]),
    ]
    note = {"id": "grn_1", "deliveryNote": "LS-1", "supplierId": "sup_1", "status": "Returned"}
    documents = Documents({one["id"]: one for one in invoices}, {"grn_1": note}, {"sup_1": "B"})
    found = matching(log, documents)
    assert (found.invoices, found.at_once, found.waiting) == (6, 1, 2)
    assert [(each.document, each.detail, each.outcome, each.open) for each in found.exceptions] == [
        ("A-1", "Late", "open", True),
        ("A-2", "1,000.00 EUR expected, 1,020.01 EUR billed", "corrected, paid", False),
        ("A-3", "same amount and date as A-6", "released", False),
        ("A-4", "1,000.00 EUR expected, 1,020.01 EUR billed", "rejected", False),
        ("A-5", "same amount and date as A-6", "open", True),
        ("LS-1", "GLS-K9: 100 expected, 102.001 delivered", "sent back", False),
    ]
