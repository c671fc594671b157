"""Who may let a run go to the bank, and the file that goes there."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from infrastructure.bank.hardened import parsed
from infrastructure.bank.schema import Schema, why_invalid
from tests.api.http.access_rows import listed
from tests.api.http.company import Company, Person, refused, succeeded
from tests.api.http.paying import THEIRS, Paying, day


@pytest.fixture
def paying(company: Company) -> Paying:
    return Paying(company)


class TestApproval:
    """Nobody approves what rests on their own word."""

    def test_whoever_registered_an_invoice_does_not_approve_its_payment(
        self, paying: Paying
    ) -> None:
        clerk = paying.company.person("ap_clerk", "manager")
        order = paying.payables.delivered()
        invoice = succeeded(paying.payables.post(order, by=clerk, invoiceDate=day()))
        payment = paying.payment(invoice["invoiceId"])
        run = paying.proposed()
        problem = refused(paying.approve(run, clerk), 403, "SegregationOfDutiesViolation")
        assert (problem["payments"], problem["bankAccountsOf"]) == ([payment["id"]], [])
        succeeded(paying.approve(run))

    @pytest.mark.parametrize("deed", ["entered", "confirmed"])
    def test_whoever_entered_or_confirmed_the_account_does_not_approve(
        self, paying: Paying, deed: str
    ) -> None:
        involved: Person = paying.company.person("manager")
        ap = paying.payables
        ap.supplier = paying.company.supplier(ap.buyer)
        path = f"/v1/suppliers/{ap.supplier}/bank-accounts"
        first, second = (involved, ap.colleague) if deed == "entered" else (ap.buyer, involved)
        first.do("POST", path, THEIRS)
        second.do("PATCH", f"{path}/1/confirm", {})
        paying.owed()
        run = paying.proposed()
        problem = refused(paying.approve(run, involved), 403, "SegregationOfDutiesViolation")
        assert problem["bankAccountsOf"] == [ap.supplier]
        shown = involved.see(f"/v1/payment-runs/{run['id']}")["allowedCommands"]
        assert {"name": "approve", "refusedBy": ["approver_had_no_hand_in_it"]} in shown

    def test_a_clerk_may_propose_but_not_approve(self, paying: Paying) -> None:
        paying.owed()
        run = succeeded(paying.run(by=paying.payables.clerk))
        refused(paying.approve(run, paying.payables.clerk), 403, "PermissionDenied")

    def test_an_account_that_changed_since_the_proposal_stops_the_approval(
        self, paying: Paying
    ) -> None:
        paying.owed()
        run = paying.proposed()
        path = f"/v1/suppliers/{paying.supplier}/bank-accounts/1/change"
        change = {**THEIRS, "iban": "FR7630006000011234567890189"}
        paying.payables.buyer.do("PATCH", path, change)
        problem = refused(paying.approve(run), 409, "BankAccountChanged")
        assert problem["suppliers"] == [paying.supplier]

    def test_a_supplier_that_was_blocked_since_the_proposal_stops_the_approval(
        self, paying: Paying
    ) -> None:
        paying.owed()
        run = paying.proposed()
        path = f"/v1/suppliers/{paying.supplier}"
        paying.payables.buyer.do("PATCH", f"{path}/block", {"reason": "We look into it."})
        refused(paying.approve(run), 409, "BankAccountChanged")
        paying.payables.buyer.do("PATCH", f"{path}/unblock", {})
        succeeded(paying.approve(run))

    def test_a_run_that_is_called_off_gives_its_payments_back(self, paying: Paying) -> None:
        payment = paying.owed()
        run = paying.proposed()
        path = f"/v1/payment-runs/{run['id']}/cancel"
        gone = paying.treasurer.do("PATCH", path, {"reason": "Wrong day."})
        assert gone["status"] == "Cancelled"
        refused(paying.approve(run), 409, "InvalidStateTransition")
        again = paying.proposed()
        assert again["transfers"][0]["payments"][0]["paymentId"] == payment["id"]

    def test_approving_twice_at_once_approves_once(self, paying: Paying) -> None:
        paying.owed()
        run = paying.proposed()
        with ThreadPoolExecutor(4) as pool:
            answers = list(pool.map(lambda _: paying.approve(run), range(4)))
        assert sorted(each.status_code for each in answers) == [200, 409, 409, 409]


class TestFile:
    """The file is valid by the official schema and adds up."""

    def test_the_file_of_a_run_is_valid_exact_and_always_the_same(self, paying: Paying) -> None:
        paying.owed()
        paying.owed(invoiceDate=day(1))
        run = paying.proposed(31)
        xml = paying.file(run)
        root = parsed(xml)
        assert why_invalid(root, Schema.PAIN_001_09) == ""
        texts = {node.tag.rpartition("}")[2]: node.text for node in root.iter()}
        assert (texts["MsgId"], texts["NbOfTxs"]) == (run["messageId"], "1")
        assert texts["CtrlSum"] == texts["InstdAmt"] == "2000.00"
        assert texts["EndToEndId"] == run["transfers"][0]["endToEndId"]
        succeeded(paying.approve(run))
        assert paying.file(run) == xml
        answer = paying.treasurer.get(f"/v1/payment-runs/{run['id']}/pain001")
        assert answer.headers["content-type"] == "application/xml"
        tag = {"If-None-Match": answer.headers["ETag"]}
        again = paying.treasurer.get(f"/v1/payment-runs/{run['id']}/pain001", tag)
        assert again.status_code == 304
        auditor = paying.company.person("auditor")
        rows = listed(auditor, kind="export", subject=run["id"])
        assert [row["actor"] for row in rows] == [paying.treasurer.user] * 3
        assert rows[0]["facts"] == {"filters": {}, "rows": 1, "format": "application/xml"}

    def test_a_file_is_not_for_everybody(self, paying: Paying) -> None:
        paying.owed()
        run = paying.proposed()
        path = f"/v1/payment-runs/{run['id']}/pain001"
        refused(paying.payables.warehouse.get(path), 403, "PermissionDenied")

    def test_an_account_without_an_iban_is_paid_by_its_number_and_bank_code(
        self, paying: Paying
    ) -> None:
        american = {"accountNumber": "000123456789", "bankCode": "021000021", "holder": "Bolts Inc"}
        supplier = paying.company.supplier(paying.payables.buyer)
        path = f"/v1/suppliers/{supplier}/bank-accounts"
        paying.payables.buyer.do("POST", path, {**american, "bic": "CHASUS33", "currency": "EUR"})
        paying.payables.colleague.do("PATCH", f"{path}/1/confirm", {})
        paying.payables.supplier = supplier
        paying.owed()
        xml = paying.file(paying.proposed())
        assert why_invalid(parsed(xml), Schema.PAIN_001_09) == ""
        assert b"000123456789" in xml
        assert b"021000021" in xml

    def test_what_no_file_can_carry_is_held_back_and_the_others_are_paid(
        self, paying: Paying
    ) -> None:
        other = {"accountNumber": "12/34 56-78", "bankCode": "Z 9", "holder": "\u4e2d\u6587"}
        supplier = paying.company.supplier(paying.payables.buyer)
        path = f"/v1/suppliers/{supplier}/bank-accounts"
        entered = paying.payables.buyer.ask("POST", path, {**other, "currency": "EUR"})
        succeeded(entered)
        paying.payables.colleague.do("PATCH", f"{path}/1/confirm", {})
        paying.payables.supplier = supplier
        payment = paying.owed()
        (held,) = refused(paying.run(), 409, "NothingToPay")["heldBack"]
        assert (held["reason"], held["paymentId"]) == ("NotTransferable", payment["id"])
        assert held["detail"]
        assert paying.payment(payment["invoiceId"])["attempt"] is None
        paying.payables.supplier = paying.supplier
        good = paying.owed()
        run = paying.proposed()
        assert [one["payments"][0]["paymentId"] for one in run["transfers"]] == [good["id"]]
        assert [one["paymentId"] for one in run["heldBack"]] == [payment["id"]]
        assert why_invalid(parsed(paying.file(run)), Schema.PAIN_001_09) == ""
