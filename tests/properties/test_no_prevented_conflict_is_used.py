"""Whatever people try, in whatever roles and order: no conflict that is prevented is ever used."""

from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from application.failures import Failure
from application.identity.user import change_approval_level, change_roles
from application.invoicing import supplier_invoice as invoicing
from application.payments import payment_run as runs
from application.purchasing import purchase_order as orders
from application.purchasing import requisition as requisitions
from application.purchasing import supplier as suppliers
from application.purchasing.delegation import grant
from application.receiving import goods_receipt as receiving
from domain.identity.role import Role
from domain.identity.user.commands import ChangeApprovalLevel, ChangeRoles
from domain.invoicing.supplier_invoice import commands as invoice
from domain.payments.payment_run import commands as run
from domain.purchasing.delegation.commands import Grant
from domain.purchasing.purchase_order import commands as order
from domain.purchasing.requisition import commands as requisition
from domain.purchasing.supplier import commands as supplier
from domain.receiving.goods_receipt.commands import Accept
from domain.shared.approval_level import ApprovalLevel
from domain.shared.ids import (
    GoodsReceiptId,
    PaymentRunId,
    PurchaseOrderId,
    RequisitionId,
    SupplierInvoiceId,
)
from domain.shared.refusal import Refused, SegregationOfDutiesViolation
from tests.application.audit.company import Office
from tests.application.audit.deeds_of_paying import another_account
from tests.properties.small_company import LATER, TODAY

PEOPLE = st.sampled_from(("ann", "ben", "cleo", "dan", "eve"))
PICKS = st.integers(0, 3)
REFUSED: dict[str, int] = defaultdict(int)
"""How often which conflict was refused, over all histories of this process."""


class Everybody(RuleBasedStateMachine):
    """Five people, who all may approve, try whatever there is to do with a few documents."""

    @initialize()
    def open_office(self) -> None:
        """A company in which something waits for each kind of decision."""
        self.office = Office()
        for name in ("ann", "ben", "cleo", "dan"):
            self.office.become_approver(name)
        self.made: dict[str, list[str]] = defaultdict(list)
        billed = self.office.issued_order()
        self.made["receipt"].append(self.office.delivery(billed, "ann"))
        for by, number in (("ben", "C-1"), ("ann", "C-2")):
            self.made["invoice"].append(self.office.invoice(billed, by, number, "10"))
        self.made["run"].append(self.office.proposed_run("dan"))
        self.made["order"] += [billed, self.office.issued_order(), self.office.submitted_order()]
        self.made["wish"].append(self.office.requisition("ben"))

    def teardown(self) -> None:
        """After all of it the walk over the log finds nothing that should have been prevented."""
        if hasattr(self, "office"):
            assert self.office.walked().broken == ()
            self.office.here.company.close()

    def tries(self, by: str, task: Any, made: str | None = None) -> None:
        """Somebody tries something, which may be refused."""
        try:
            document = self.office.do(by, task)
        except SegregationOfDutiesViolation as refused:
            for conflict in refused.facts["conflicts"]:
                REFUSED[conflict] += 1
        except (Refused, Failure):
            pass
        else:
            if made:
                self.made[made].append(document)

    def with_one(self, kind: str, pick: int, act: Callable[[str], Any]) -> None:
        """Something is tried on one of the documents of a kind, if there is one."""
        if self.made[kind]:
            act(self.made[kind][-1 - pick % len(self.made[kind])])

    @rule(by=PEOPLE)
    def asks(self, by: str) -> None:
        """A requisition, which Eve is asked to approve unless it is hers."""
        with suppress(Refused):
            self.made["wish"].append(self.office.requisition(by))

    @rule(by=PEOPLE, chosen=PEOPLE, pick=PICKS)
    def routes(self, by: str, chosen: str, pick: int) -> None:
        """Somebody is asked to approve."""
        user = self.office.user(chosen)
        self.with_one(
            "wish",
            pick,
            lambda it: self.tries(by, requisitions.ask_approver(RequisitionId(it), user)),
        )

    @rule(by=PEOPLE, pick=PICKS, agrees=st.booleans())
    def judges(self, by: str, pick: int, agrees: bool) -> None:
        """A requisition is approved or rejected."""

        def act(wish: str) -> None:
            made = RequisitionId(wish)
            task = (
                requisitions.approve_requisition(made, requisition.Approve())
                if agrees
                else requisitions.reject_requisition(made, requisition.Reject(reason="No."))
            )
            self.tries(by, task)

        self.with_one("wish", pick, act)

    @rule(by=PEOPLE, pick=PICKS)
    def copies(self, by: str, pick: int) -> None:
        """A rejected requisition is tried again."""

        def act(wish: str) -> None:
            task = requisitions.copy_requisition(RequisitionId(wish), requisition.Copy())
            before = len(self.made["wish"])
            self.tries(by, task, "wish")
            for copy in self.made["wish"][before:]:
                submit = requisition.Submit()
                self.tries(by, requisitions.submit_requisition(RequisitionId(copy), submit))

        self.with_one("wish", pick, act)

    @rule(by=PEOPLE, pick=PICKS)
    def converts(self, by: str, pick: int) -> None:
        """An order is made of a requisition."""

        def act(wish: str) -> None:
            convert = requisition.ConvertToPo(supplier_id=self.office.supplier)
            self.tries(by, requisitions.convert_requisition(RequisitionId(wish), convert))
            events = self.office.here.company.store.events
            made = {one.stream_id for one in events if one.stream_id.startswith("po_")}
            self.made["order"] += sorted(made - set(self.made["order"]))

        self.with_one("wish", pick, act)

    @rule()
    def drafts(self) -> None:
        """Ann asks for the approval of an order."""
        self.made["order"].append(self.office.submitted_order())

    @rule(by=PEOPLE, pick=PICKS, what=st.sampled_from(("submit", "approve", "issue")))
    def orders(self, by: str, pick: int, what: str) -> None:
        """An order goes on."""
        steps: dict[str, Callable[[PurchaseOrderId], Any]] = {
            "submit": lambda it: orders.submit_order(it, order.Submit()),
            "approve": lambda it: orders.approve_order(it, order.Approve()),
            "issue": lambda it: orders.issue_order(it, order.Issue()),
        }
        self.with_one("order", pick, lambda it: self.tries(by, steps[what](PurchaseOrderId(it))))

    @rule(by=PEOPLE, pick=PICKS, quantity=st.sampled_from(("30", "130")))
    def delivers(self, by: str, pick: int, quantity: str) -> None:
        """Something comes, and too much of it at times."""

        def act(made: str) -> None:
            try:
                receipt = self.office.delivery(PurchaseOrderId(made), by, quantity)
            except (Refused, Failure):
                return
            self.made["receipt"].append(receipt)

        self.with_one("order", pick, act)

    @rule(by=PEOPLE, pick=PICKS)
    def resolves(self, by: str, pick: int) -> None:
        """Somebody takes what was too much."""
        self.with_one(
            "receipt",
            pick,
            lambda it: self.tries(by, receiving.accept_discrepancy(GoodsReceiptId(it), Accept())),
        )

    @rule(by=PEOPLE, pick=PICKS, number=st.sampled_from(("C-1", "C-2", "C-3")))
    def bills(self, by: str, pick: int, number: str) -> None:
        """An invoice comes; all look alike."""

        def act(made: str) -> None:
            try:
                billed = self.office.invoice(PurchaseOrderId(made), by, number, "10")
            except (Refused, Failure):
                return
            self.made["invoice"].append(billed)

        self.with_one("order", pick, act)

    @rule(by=PEOPLE, pick=PICKS, what=st.sampled_from(("release", "dispute", "reject", "correct")))
    def invoices(self, by: str, pick: int, what: str) -> None:
        """An invoice goes on, or does not."""
        steps: dict[str, Callable[[SupplierInvoiceId], Any]] = {
            "release": lambda it: invoicing.release_invoice(it, invoice.Release()),
            "dispute": lambda it: invoicing.dispute_invoice(it, invoice.Dispute(reason="Hm.")),
            "reject": lambda it: invoicing.reject_invoice(it, invoice.Reject(reason="No.")),
            "correct": lambda it: invoicing.correct_invoice(it, invoice.Correct()),
        }
        self.with_one(
            "invoice", pick, lambda it: self.tries(by, steps[what](SupplierInvoiceId(it)))
        )

    @rule(by=PEOPLE, confirms=st.booleans())
    def accounts(self, by: str, confirms: bool) -> None:
        """The account is changed, or what waits is confirmed."""
        if confirms:
            command = supplier.ConfirmBankAccount(bank_account=1)
            self.tries(by, suppliers.confirm_bank_account(self.office.supplier, command))
        else:
            change = supplier.ChangeBankAccount(bank_account=1, account=another_account())
            self.tries(by, suppliers.change_bank_account(self.office.supplier, change))

    @rule(by=PEOPLE)
    def proposes(self, by: str) -> None:
        """What can be paid is to be."""
        with suppress(Refused, Failure):
            self.made["run"].append(self.office.proposed_run(by))

    @rule(by=PEOPLE, pick=PICKS, agrees=st.booleans())
    def pays(self, by: str, pick: int, agrees: bool) -> None:
        """A run is approved or called off."""

        def act(made: str) -> None:
            name = PaymentRunId(made)
            task = runs.approve_run(name, run.Approve()) if agrees else _called_off(name)
            self.tries(by, task)

        self.with_one("run", pick, act)

    @rule(by=PEOPLE, to=PEOPLE)
    def lends(self, by: str, to: str) -> None:
        """Authority is handed over."""
        days = Grant(first_day=TODAY, last_day=LATER)
        self.tries(by, grant(self.office.user(to), days))

    @rule(by=PEOPLE, whom=PEOPLE, widens=st.booleans())
    def administers(self, by: str, whom: str, widens: bool) -> None:
        """Roles are widened or a level goes up and down, perhaps one's own."""
        user = self.office.user(whom)
        if widens:
            self.tries(by, change_roles(user, ChangeRoles(roles=(Role.APPROVER, Role.MANAGER))))
        else:
            level = ChangeApprovalLevel(approval_level=ApprovalLevel.L2)
            self.tries(by, change_approval_level(user, level))


def _called_off(name: PaymentRunId) -> Any:
    return runs.cancel_run(name, run.Cancel())


def test_after_any_history_the_walk_finds_no_prevented_conflict() -> None:
    """Ten histories of forty attempts; that some were refused shows that they were worth something."""
    run_state_machine_as_test(
        Everybody, settings=settings(max_examples=10, stateful_step_count=40, deadline=None)
    )
    assert sum(REFUSED.values()) > 0


@pytest.mark.long
def test_the_same_holds_for_very_many_histories() -> None:
    """The same for much longer, in which most conflicts are tried."""
    run_state_machine_as_test(
        Everybody, settings=settings(max_examples=400, stateful_step_count=80, deadline=None)
    )
    assert len(REFUSED) >= 10, dict(REFUSED)
