"""Stories in which somebody approves what they had a hand in themselves."""

from datetime import timedelta

from application.governance.policy import set_approval_mode
from application.identity.user import change_roles
from application.purchasing import purchase_order as orders
from application.purchasing import requisition as requisitions
from application.purchasing.delegation import grant
from domain.identity.role import Role
from domain.identity.user.commands import ChangeRoles
from domain.purchasing.delegation.commands import Grant
from domain.purchasing.lines import AmendedLine
from domain.purchasing.purchase_order import commands as order
from domain.purchasing.requisition import commands as requisition
from domain.shared.approval_mode import ApprovalMode
from domain.shared.ids import (
    PurchaseOrderId,
    RequisitionId,
)
from tests.application.audit.attempt import Attempt
from tests.application.audit.company import Office
from tests.machines.one_order import draft_order
from tests.properties.company_chapters import A_MACHINE
from tests.properties.small_company import TODAY

_BOLT = {
    "sku": "BOLT-1",
    "description": "A bolt",
    "quantity": "1",
    "unit": "EA",
    "unitPrice": {"amount": "2.00", "currency": "EUR"},
}


def _approving(wish: RequisitionId, by: str) -> Attempt:
    return Attempt(by, requisitions.approve_requisition(wish, requisition.Approve()))


def _approving_order(made: PurchaseOrderId, by: str) -> Attempt:
    return Attempt(by, orders.approve_order(made, order.Approve()))


def own_requisition_after_a_change_of_roles(office: Office) -> Attempt:
    """Ann asked as a buyer, and approves as the approver that she is now."""
    wish = office.requisition("ann")
    office.become_approver("ann")
    return _approving(wish, "ann")


def copy_of_own_requisition(office: Office) -> Attempt:
    """What Ann asked for was rejected; Ben copied it, and Ann approves the copy."""
    wish = office.copied_requisition("ann", "ben")
    office.become_approver("ann")
    return _approving(wish, "ann")


def own_requisition_with_lent_authority(office: Office) -> Attempt:
    """Ann asked, then lent the authority that she got since to Ben."""
    wish = office.requisition("ann")
    _lent(office, "ann", "ben")
    return _approving(wish, "ben")


def own_requisition_is_asked_about(office: Office) -> Attempt:
    """Eve asks Ann to approve what Ann asked for."""
    wish = requisition.Create.model_validate(
        {"justification": "x", "lines": [{**_BOLT, "quantity": "1"}]}
    )
    made = office.do("ann", requisitions.create_requisition(wish, requisition.Submit()))
    office.become_approver("ann")
    return Attempt("eve", requisitions.ask_approver(RequisitionId(made), office.user("ann")))


def order_of_own_requisition(office: Office) -> Attempt:
    """Ben made an order of what Ann asked for, and Ann approves it."""
    made = office.converted(office.approved_requisition("ann"), "ben")
    office.become_approver("ann")
    return _approving_order(made, "ann")


def order_of_the_copy_of_own_requisition(office: Office) -> Attempt:
    """Cleo made an order of Ben's copy of what Ann had asked for, and Ann approves it."""
    copy = office.copied_requisition("ann", "ben")
    office.do("eve", requisitions.approve_requisition(copy, requisition.Approve()))
    made = office.converted(copy, "cleo")
    office.become_approver("ann")
    return _approving_order(made, "ann")


def own_order_after_a_change_of_roles(office: Office) -> Attempt:
    """Ann ordered as a buyer, and approves as an approver."""
    made = office.submitted_order()
    office.become_approver("ann")
    return _approving_order(made, "ann")


def own_order_with_lent_authority(office: Office) -> Attempt:
    """Ann ordered, then lent the authority that she got since to Ben."""
    made = office.submitted_order()
    _lent(office, "ann", "ben")
    return _approving_order(made, "ben")


def order_that_somebody_else_submitted(office: Office) -> Attempt:
    """Ann drafted it, Ben submitted it, and Ben approves."""
    made = draft_order(office.here.company, office.supplier, A_MACHINE)
    office.submit("ben", made)
    office.become_approver("ben")
    return _approving_order(made, "ben")


def own_amendment(office: Office) -> Attempt:
    """Ben made Ann's order cost more, and approves that."""
    made = office.issued_order()
    lines = [
        {**_BOLT, "poLine": n, "sku": f"ITEM-{n}", "quantity": quantity, "unitPrice": _euros(price)}
        for n, quantity, price in ((1, "100", "10"), (2, "3", "2000"))
    ]
    amended = tuple(AmendedLine.model_validate(one) for one in lines)
    office.do("ben", orders.amend_order(made, order.Amend(lines=amended, reason="More.")))
    office.become_approver("ben")
    return _approving_order(made, "ben")


def second_signature(office: Office) -> Attempt:
    """Eve gave the first of two signatures, and gives the second."""
    office.do("eve", set_approval_mode(ApprovalMode.SEQUENTIAL))
    made = office.submitted_order()
    office.do("eve", orders.approve_order(made, order.Approve()))
    return _approving_order(made, "eve")


def second_signature_with_authority_of_the_first(office: Office) -> Attempt:
    """Eve gave the first signature, and Ben gives the second with what Eve lent him."""
    office.do("eve", set_approval_mode(ApprovalMode.SEQUENTIAL))
    made = office.submitted_order()
    office.do("eve", orders.approve_order(made, order.Approve()))
    _lend(office, "eve", "ben")
    return _approving_order(made, "ben")


def _euros(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "EUR"}


def _lent(office: Office, lender: str, to: str) -> None:
    office.become_approver(lender)
    _lend(office, lender, to)


def _lend(office: Office, lender: str, to: str) -> None:
    office.do("eve", change_roles(office.user(to), ChangeRoles(roles=(Role.APPROVER,))))
    days = Grant(first_day=TODAY, last_day=TODAY + timedelta(days=9))
    office.do(lender, grant(office.user(to), days))
