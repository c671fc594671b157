"""The small company with people who change their roles, and everything that follows told at once."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from application.audit.duty_walk import DutyWalk
from application.identity.user import change_approval_level, change_roles, register_user
from application.invoicing import supplier_invoice as invoicing
from application.payments import payment_run as runs
from application.payments.collecting import RunOrder
from application.payments.instructions import PainVersion
from application.purchasing import purchase_order as orders
from application.purchasing import requisition as requisitions
from application.receiving import goods_receipt as receiving
from application.request import Request
from domain.identity.role import Role
from domain.identity.user.commands import ChangeApprovalLevel, ChangeRoles, Register
from domain.invoicing.supplier_invoice import commands as invoice
from domain.purchasing.purchase_order import commands as order
from domain.purchasing.requisition import commands as requisition
from domain.receiving.goods_receipt.commands import Receive
from domain.receiving.lines import ReceivedLine
from domain.shared.approval_level import ApprovalLevel
from domain.shared.email_address import EmailAddress
from domain.shared.ids import PaymentId, PurchaseOrderId, RequisitionId, SupplierId, UserId
from tests.machines.company import OURS, PlainFiles
from tests.machines.one_order import USERS, draft_order, sku
from tests.projections.play import line
from tests.properties.company_chapters import TWO_LINES, opened
from tests.properties.small_company import LATER, TODAY, SmallCompany, billed, total_of

NEWCOMERS = ("ben", "cleo", "dan")


@dataclass
class Office:
    """Shorter ways to what conflicts are made of; Eve is the administrator and approves what others ask."""

    here: SmallCompany = field(default_factory=opened)
    _read: dict[str, int] = field(default_factory=dict)
    _numbers: int = 0

    def __post_init__(self) -> None:
        for name in NEWCOMERS:
            somebody = Register(
                email=EmailAddress(f"{name}@example.com"), name=name.title(), roles=(Role.BUYER,)
            )
            self.do("eve", register_user(USERS[name], somebody))

    def do(self, by: str, task: Any) -> str:
        """Somebody does something, and what follows from it happens; the id of the document."""
        folded = self.here.company.do(USERS[by], task).folded
        assert folded is not None
        self.settle()
        return folded.stream_id

    def do_through(self, key: str, by: str, task: Any) -> None:
        """Somebody does something with a key instead of in person."""
        self.here.company.carry_out(Request(OURS, USERS[by], trace={"via": key}), task)

    def settle(self) -> None:
        """Every policy is told of everything."""
        company, told = self.here.company, True
        while told:
            told = False
            for policy in company.policies:
                for recorded in company.news_for(policy, self._read.get(policy, 0)):
                    assert company.tell(policy, recorded)
                    self._read[policy], told = recorded.position, True

    def become_approver(self, name: str) -> None:
        """Somebody who was a buyer is an approver now, and nothing else."""
        self.do("eve", change_roles(USERS[name], ChangeRoles(roles=(Role.APPROVER,))))
        level = ChangeApprovalLevel(approval_level=ApprovalLevel.L3)
        self.do("eve", change_approval_level(USERS[name], level))

    def requisition(self, by: str) -> RequisitionId:
        """Somebody asks for a bolt; Eve is asked to approve it."""
        wish = requisition.Create.model_validate({"justification": "x", "lines": [line("2.00")]})
        made = self.do(by, requisitions.create_requisition(wish, requisition.Submit()))
        asked = RequisitionId(made)
        self.do("eve", requisitions.ask_approver(asked, USERS["eve"]))
        return asked

    def approved_requisition(self, by: str) -> RequisitionId:
        """Eve agreed to it."""
        wish = self.requisition(by)
        self.do("eve", requisitions.approve_requisition(wish, requisition.Approve()))
        return wish

    def copied_requisition(self, by: str, copier: str) -> RequisitionId:
        """What somebody asked for was rejected; another copies it and asks again."""
        reject = requisition.Reject(reason="No.")
        wish = self.requisition(by)
        self.do("eve", requisitions.reject_requisition(wish, reject))
        copy = RequisitionId(
            self.do(copier, requisitions.copy_requisition(wish, requisition.Copy()))
        )
        self.do(copier, requisitions.submit_requisition(copy, requisition.Submit()))
        self.do("eve", requisitions.ask_approver(copy, USERS["eve"]))
        return copy

    def converted(self, wish: RequisitionId, by: str) -> PurchaseOrderId:
        """An order is made of it and submitted."""
        convert = requisition.ConvertToPo(supplier_id=self.supplier)
        self.do(by, requisitions.convert_requisition(wish, convert))
        events = self.here.company.store.events
        made = next(one for one in reversed(events) if one.stream_id.startswith("po_"))
        self.submit(by, PurchaseOrderId(made.stream_id))
        return PurchaseOrderId(made.stream_id)

    def submit(self, by: str, made: PurchaseOrderId) -> None:
        """An approval is asked for."""
        self.do(by, orders.submit_order(made, order.Submit()))

    def submitted_order(self) -> PurchaseOrderId:
        """Ann's order, which waits for approval."""
        made = draft_order(self.here.company, self.supplier, TWO_LINES)
        self.submit("ann", made)
        return made

    def issued_order(self) -> PurchaseOrderId:
        """Ann's order, which Eve approved."""
        made = self.submitted_order()
        self.do("eve", orders.approve_order(made, order.Approve()))
        self.do("ann", orders.issue_order(made, order.Issue()))
        return made

    def delivery(self, of: PurchaseOrderId, by: str, quantity: str = "100") -> str:
        """Something comes for the first line."""
        self._numbers += 1
        received = ReceivedLine(po_line=1, sku=sku(1), received_quantity=Decimal(quantity))
        note = f"DN {self._numbers}"
        command = Receive(purchase_order_id=of, delivery_note=note, lines=(received,))
        return self.do(by, receiving.receive_goods(command))

    def invoice(self, of: PurchaseOrderId, by: str, number: str, quantity: str = "50") -> str:
        """An invoice comes for the first line."""
        rows = billed((1, quantity, "10"))
        command = invoice.Register(
            purchase_order_id=of,
            supplier_invoice_number=number,
            invoice_date=TODAY,
            amount=total_of(rows),
            lines=rows,
        )
        return self.do(by, invoicing.register_invoice(command))

    def proposed_run(self, by: str = "eve") -> str:
        """Everything that can be paid is to be."""
        found = {one.stream_id for one in self.here.company.store.events}
        due = sorted(PaymentId(name) for name in found if name.startswith("pay_"))
        proposal = RunOrder(LATER, None, tuple(due))
        return self.do(by, runs.propose_run(proposal, PainVersion.V09, PlainFiles()))

    @property
    def supplier(self) -> SupplierId:
        """Acme, whose account Cleo entered and Dan confirmed."""
        return SupplierId(self.here.at["acme"])

    def walked(self) -> DutyWalk:
        """What a walk over the log finds."""
        found = DutyWalk()
        found.take(self.here.company.store.events)
        return found

    def user(self, name: str) -> UserId:
        """Somebody's id."""
        return USERS[name]
