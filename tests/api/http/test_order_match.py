"""The three-way match of an order: every figure with the event that it comes from, today and as it was."""

import pytest

from tests.api.http.company import Company, Json, refused
from tests.api.http.payables import Payables, billed, money, ordered


@pytest.fixture
def ap(company: Company) -> Payables:
    return Payables(company)


def match(ap: Payables, order: str, **parameters: str) -> Json:
    return ap.clerk.see(f"/v1/purchase-orders/{order}/match", None, **parameters)


def figures(line: Json) -> list[str]:
    """The four quantities of a line."""
    return [line[name]["value"] for name in ("ordered", "received", "accepted", "invoiced")]


def types(line: Json) -> list[str | None]:
    """The events that the four quantities come from."""
    sources = (line[name]["source"] for name in ("ordered", "received", "accepted", "invoiced"))
    return [source and source["type"].rpartition(".")[2] for source in sources]


def test_an_order_that_nothing_came_of_shows_what_is_ordered(ap: Payables) -> None:
    shown = match(ap, ap.issued(ordered()))
    (line,) = shown["lines"]
    assert figures(line) == ["100", "0", "0", "0"]
    assert types(line) == ["created", None, None, None]
    assert (line["invoicedPrice"], line["tolerance"]) == (None, None)
    assert line["verdict"] == {"value": "not-received", "source": None}


def test_each_figure_names_the_event_that_it_comes_from(ap: Payables) -> None:
    order = ap.issued(ordered(), ordered("7", "2", sku="NUT-M8"))
    ap.receive(order, _1="60", _2="7")
    ap.receive(order, _1="40")
    invoice = ap.matched(order, billed("100", "10.10"))
    shown = match(ap, order)
    first, second = shown["lines"]
    assert figures(first) == ["100", "100", "100", "100"]
    assert types(first) == ["created", "received", "received", "partially-invoiced"]
    assert first["invoicedNet"]["value"] == money("1010.00")
    assert first["invoicedPrice"]["source"]["streamId"] == invoice["invoiceId"]
    assert (first["priceDeviation"]["value"], first["quantityDeviation"]["value"]) == ("0.1", "0")
    assert first["tolerance"]["value"]["percent"] == "2"
    assert (first["verdict"]["value"], second["verdict"]["value"]) == ("within", "not-invoiced")
    assert types(second) == ["created", "received", "partially-received", None]
    assert shown["invoices"] == [invoice["invoiceId"]]
    assert len(shown["goodsReceipts"]) == 2


def test_every_source_is_an_event_of_the_log(ap: Payables) -> None:
    order = ap.delivered()
    problem = ap.disputed(order, billed(price="11"))
    (line,) = match(ap, order)["lines"]
    assert line["verdict"]["value"] == "dispute"
    source = line["verdict"]["source"]
    events = ap.clerk.see(f"/v1/streams/{problem['invoiceId']}/events")["items"]
    (told,) = [one for one in events if one["eventId"] == source["eventId"]]
    assert (told["position"], told["type"]) == (source["position"], source["type"])
    assert types(line)[3] is None


def test_the_match_is_shown_as_it_was(ap: Payables) -> None:
    order = ap.issued(ordered())
    ap.receive(order, _1="60")
    before = match(ap, order)
    ap.receive(order, _1="40")
    ap.matched(order)
    then = match(ap, order, asOf=str(before["position"]))
    assert then == before
    assert figures(match(ap, order)["lines"][0]) == ["100", "100", "100", "100"]


def test_what_goes_back_and_what_is_amended_is_in_it(ap: Payables) -> None:
    order = ap.issued(ordered())
    note = ap.receive(order, _1="50")
    back = {"reason": "rusty", "lines": [{"poLine": 1, "quantity": "10"}]}
    ap.warehouse.do("POST", f"/v1/grn/{note['grnId']}/returns", back)
    amend = {"lines": [{"poLine": 1, **ordered("90")}], "reason": "less is enough"}
    ap.buyer.do("PATCH", f"/v1/purchase-orders/{order}/amend", amend)
    (line,) = match(ap, order)["lines"]
    assert figures(line) == ["90", "50", "40", "0"]
    assert types(line) == ["amended", "received", "return-recorded", None]


def test_a_match_that_has_not_changed_is_not_sent_again(ap: Payables) -> None:
    path = f"/v1/purchase-orders/{ap.delivered()}/match"
    first = ap.clerk.get(path)
    again = ap.clerk.get(path, {"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_there_is_no_match_of_an_order_that_is_not_there(ap: Payables) -> None:
    missing = f"/v1/purchase-orders/po_{ap.company.tenant.uuid}/match"
    refused(ap.clerk.get(missing), 404, "DocumentNotFound")
    order = ap.issued(ordered())
    refused(ap.clerk.get(f"/v1/purchase-orders/{order}/match?version=1"), 422, "InvalidRequest")
