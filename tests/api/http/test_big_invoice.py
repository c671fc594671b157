"""An invoice of 6,300 lines, from its bytes to the verdict on every line."""

import orjson

from tests.api.http.company import Company, Json, succeeded
from tests.api.http.payables import Payables, billed, ordered

LINES = 6_300


def lines_of(order: str) -> list[Json]:
    return [
        {"poLine": at, "sku": f"PART-{at:04}", "receivedQuantity": "7"}
        for at in range(1, LINES + 1)
    ]


def test_an_invoice_of_6300_lines_is_matched_line_by_line(company: Company) -> None:
    ap = Payables(company)
    numbers = range(1, LINES + 1)
    prices = {at: f"{at % 97 + 1}.{at % 100:02}" for at in numbers}
    order = ap.issued(
        *(ordered("7", prices[at], sku=f"PART-{at:04}", taxRate="19") for at in numbers)
    )
    delivery = ap.note(order, lines_of(order))
    succeeded(ap.warehouse.ask("POST", "/v1/grn", delivery))
    lines = [
        billed("7", prices[at], poLine=at, sku=f"PART-{at:04}", taxRate="19") for at in numbers
    ]
    body = ap.invoice(order, *lines)
    assert len(orjson.dumps(body)) < 1024 * 1024
    answer = ap.clerk.ask("POST", "/v1/invoices", body)
    invoice = succeeded(answer)
    assert invoice["status"] == "Matched"
    assert len(invoice["match"]["lines"]) == LINES
    assert {line["verdict"] for line in invoice["match"]["lines"]} == {"within"}
    assert ap.order(order)["status"] == "Invoiced"
    wrong = [{**lines[0], "quantity": "0.5"}, *lines[1:]]
    problem = ap.disputed(order, *wrong)
    assert len(problem["mismatch"]["lines"]) == LINES
