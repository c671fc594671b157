"""Every number of the three-way match, at its boundary and one step beyond."""

from decimal import Decimal

import pytest

from tests.api.http.company import Company, Json, refused
from tests.api.http.payables import Payables, billed, money, ordered


@pytest.fixture
def ap(company: Company) -> Payables:
    return Payables(company)


@pytest.mark.parametrize(
    ("price", "agrees"),
    [("1000.00", True), ("1020.00", True), ("1020.01", False), ("980.00", True), ("979.99", False)],
)
def test_a_thousand_takes_two_percent_either_way_and_not_a_cent_more(
    ap: Payables, price: str, agrees: bool
) -> None:
    order = ap.delivered(ordered("1", "1000.00"))
    if agrees:
        ap.matched(order, billed("1", price))
        assert ap.order(order)["status"] == "Invoiced"
        return
    problem = ap.disputed(order, billed("1", price))
    off = Decimal(price) - 1000
    assert problem["mismatch"]["expected"] == money("1000.00")
    assert problem["mismatch"]["actual"] == money(price)
    assert problem["mismatch"]["delta"] == money(str(off))
    assert [line["poLine"] for line in problem["mismatch"]["lines"]] == [1]
    assert ap.order(order)["status"] == "Disputed"
    assert ap.see(problem["invoiceId"])["status"] == "Disputed"


@pytest.mark.parametrize(
    ("quantity", "price", "agrees"),
    [
        ("102", "10.00", True),
        ("102.000001", "10.00", False),
        ("100", "10.20", True),
        ("100", "10.200001", False),
        ("102", "10.20", False),
        ("101", "10.099", True),
    ],
)
def test_quantity_and_price_may_each_be_off_but_not_use_the_tolerance_up_twice(
    ap: Payables, quantity: str, price: str, agrees: bool
) -> None:
    order = ap.delivered()
    if agrees:
        ap.matched(order, billed(quantity, price))
    else:
        ap.disputed(order, billed(quantity, price))


def test_what_goes_beyond_the_value_of_the_order_line_says_so(ap: Payables) -> None:
    problem = ap.disputed(ap.delivered(), billed("102", "10.20"))
    (line,) = problem["mismatch"]["lines"]
    assert line["quantityCheck"]["verdict"] == line["priceCheck"]["verdict"] == "within"
    assert line["valueCheck"] == {
        "expected": "1000",
        "actual": "1040.4",
        "limit": "1020",
        "worth": "40.4",
        "verdict": "dispute",
    }


@pytest.mark.parametrize(
    ("currency", "price", "most", "beyond"),
    [
        ("JPY", "1000", "1020", "1021"),
        ("JPY", "101", "103", "104"),
        ("KWD", "1000.000", "1020.000", "1020.001"),
        ("KWD", "0.051", "0.052", "0.053"),
    ],
)
def test_currencies_with_none_and_with_three_decimals(
    ap: Payables, currency: str, price: str, most: str, beyond: str
) -> None:
    wanted = ordered("1", price, currency=currency)
    ap.matched(ap.delivered(wanted, currency=currency), billed("1", most, currency=currency))
    ap.disputed(ap.delivered(wanted, currency=currency), billed("1", beyond, currency=currency))


def test_the_net_of_a_line_is_rounded_once(ap: Payables) -> None:
    line = {"discountPercent": "4", "taxRate": "22"}
    order = ap.delivered(ordered("16", "348.35", **line))
    invoice = ap.matched(order, billed("16", "348.35", **line), amount=money("6527.81"))
    assert invoice["amount"] == money("6527.81")
    assert invoice["totals"]["net"] == money("5350.66")
    assert invoice["totals"]["tax"] == money("1177.15")
    assert invoice["lines"][0]["net"] == money("5350.66")


@pytest.mark.parametrize(
    ("tax", "amount", "agrees"),
    [
        ("26.60", "166.60", True),
        ("26.62", "166.62", True),
        ("26.58", "166.58", True),
        ("26.63", "166.63", False),
        ("26.57", "166.57", False),
    ],
)
def test_a_stated_tax_may_be_off_by_one_minor_unit_for_each_rate(
    ap: Payables, tax: str, amount: str, agrees: bool
) -> None:
    order = ap.delivered(ordered("1", "70.00"), ordered("1", "70.00"))
    rates = {1: "20", 2: "18"}  # 14.00 and 12.60
    given = [billed("1", "70.00", poLine=at, taxRate=rate) for at, rate in rates.items()]
    stated: Json = {"taxTotal": money(tax), "amount": money(amount)}
    if agrees:
        assert ap.matched(order, *given, **stated)["totals"]["tax"] == money(tax)
    else:
        problem = refused(ap.post(order, *given, **stated), 422, "InvoiceTotalsDisagree")
        assert problem["tax"] == money("26.60")


def test_tax_is_reckoned_once_per_rate_and_not_line_by_line(ap: Payables) -> None:
    order = ap.delivered(*(ordered("1", "0.03") for _ in range(3)))
    lines = [billed("1", "0.03", poLine=at, taxRate="19") for at in (1, 2, 3)]
    invoice = ap.matched(order, *lines, amount=money("0.11"))  # 0.09 and 19 % of it, not 3 x 0.01
    assert invoice["totals"]["taxes"] == [
        {"rate": "19", "base": money("0.09"), "tax": money("0.02")}
    ]


class TestParts:
    """Quantities and values count over all invoices of the order."""

    def test_an_invoice_for_a_part_leaves_the_order_where_it_is(self, ap: Payables) -> None:
        order = ap.issued(ordered())
        ap.receive(order, _1="40")
        ap.matched(order, billed("40"))
        document = ap.order(order)
        assert document["status"] == "PartiallyReceived"
        assert document["lines"][0]["invoicedQuantity"] == "40"
        ap.receive(order, _1="60")
        assert ap.order(order)["status"] == "Received"
        ap.matched(order, billed("60"))
        assert ap.order(order)["status"] == "Invoiced"

    def test_no_invoice_bills_what_another_billed_already(self, ap: Payables) -> None:
        order = ap.delivered()
        ap.matched(order, billed("60"))
        problem = ap.disputed(order, billed("42.000001"))
        (line,) = problem["mismatch"]["lines"]
        assert (line["invoicedBefore"], line["accepted"]) == ("60", "100")
        assert line["quantityCheck"]["actual"] == "102.000001"

    @pytest.mark.parametrize(("quantity", "agrees"), [("499.8", True), ("499.802", False)])
    def test_what_is_left_has_a_tolerance_of_its_own(
        self, ap: Payables, quantity: str, agrees: bool
    ) -> None:
        order = ap.delivered(ordered("1000"))
        ap.matched(order, billed("510"))
        if agrees:
            ap.matched(order, billed(quantity))
            assert ap.order(order)["status"] == "Invoiced"
        else:  # 490 are left: 4,900.00 expected, 4,998.02 billed
            mismatch = ap.disputed(order, billed(quantity))["mismatch"]
            assert mismatch["expected"] == money("4900.00")
            assert [line["poLine"] for line in mismatch["lines"]] == [1]

    def test_only_what_was_accepted_may_be_billed(self, ap: Payables) -> None:
        order = ap.issued(ordered())
        ap.receive(order, _1="50")
        problem = ap.disputed(order, billed("100"))
        assert problem["mismatch"]["expected"] == money("500.00")
        assert problem["mismatch"]["delta"] == money("500.00")

    def test_ninety_eight_of_a_hundred_is_all_and_a_little_less_is_not(self, ap: Payables) -> None:
        order = ap.delivered()
        ap.matched(order, billed("97.9"))
        assert ap.order(order)["status"] == "Received"
        ap.matched(order, billed("0.1"))
        assert ap.order(order)["status"] == "Invoiced"

    def test_an_order_is_invoiced_when_the_last_of_its_lines_is(self, ap: Payables) -> None:
        order = ap.delivered(ordered(), ordered("5", "3"))
        ap.matched(order, billed())
        assert ap.order(order)["status"] == "Received"
        ap.matched(order, billed("5", "3", poLine=2))
        assert ap.order(order)["status"] == "Invoiced"


class TestPolicy:
    """The tolerance is the tenant's to set, and the result says which applied."""

    def set_tolerance(self, ap: Payables, **tolerance: str) -> None:
        ap.company.admin.do("PUT", "/v1/policies/match-tolerance", tolerance)

    def test_an_absolute_limit_beside_the_percentage(self, ap: Payables) -> None:
        self.set_tolerance(ap, percent="2", absolute="5.00", operator="and")
        ap.disputed(ap.delivered(ordered("1", "1000")), billed("1", "1005.01"))
        invoice = ap.matched(ap.delivered(ordered("1", "1000")), billed("1", "1005.00"))
        assert invoice["match"]["toleranceVersion"] == 2
        assert invoice["match"]["tolerance"]["absolute"] == "5"

    def test_an_absolute_limit_in_place_of_the_percentage(self, ap: Payables) -> None:
        self.set_tolerance(ap, percent="2", absolute="1.00", operator="or")
        ap.matched(ap.delivered(ordered("1", "10")), billed("1", "11.00"))
        ap.disputed(ap.delivered(ordered("1", "10")), billed("1", "11.01"))

    def test_too_little_is_only_a_warning_where_the_policy_says_so(self, ap: Payables) -> None:
        self.set_tolerance(ap, percent="2", lowerSide="warn")
        invoice = ap.matched(ap.delivered(ordered("1", "1000")), billed("1", "900"))
        assert invoice["match"]["verdict"] == "warn"
        ap.disputed(ap.delivered(ordered("1", "1000")), billed("1", "1020.01"))

    def test_without_tolerance_an_invoice_as_ordered_still_agrees(self, ap: Payables) -> None:
        self.set_tolerance(ap, percent="0")
        order = ap.delivered(ordered("3", "0.335"))
        ap.matched(order, billed("3", "0.335"))  # 1.005 is billed as 1.01, as it was ordered


def test_another_article_on_a_line_of_the_order_does_not_agree(ap: Payables) -> None:
    problem = ap.disputed(ap.delivered(), billed(sku="NUT-M8"))
    (line,) = problem["mismatch"]["lines"]
    assert (line["sku"], line["orderedSku"], line["verdict"]) == ("NUT-M8", "BOLT-M8", "dispute")


def test_a_line_that_the_order_does_not_have_does_not_agree(ap: Payables) -> None:
    problem = ap.disputed(ap.delivered(), billed(), billed("1", "5", poLine=7))
    (line,) = problem["mismatch"]["lines"]
    assert (line["poLine"], line["orderedSku"], line["ordered"]) == (7, None, "0")
