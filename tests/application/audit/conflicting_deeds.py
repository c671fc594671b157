"""For every conflict that is prevented, histories after which somebody tries the second of its two duties.

Each story says who tries what last; all that comes before is allowed. What people are changes on the way,
so that nothing here is refused for the roles that somebody has today.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from application.governance.policy import set_approval_mode
from application.identity.user import change_approval_level, change_roles, deactivate_user
from application.invoicing import supplier_invoice as invoicing
from application.murabaha import contract as financing
from application.payments import payment_run as runs
from application.purchasing import purchase_order as orders
from application.purchasing import requisition as requisitions
from application.purchasing import supplier as suppliers
from application.purchasing.delegation import grant
from application.receiving import goods_receipt as receiving
from domain.identity.role import Role
from domain.identity.user.commands import ChangeApprovalLevel, ChangeRoles, Deactivate
from domain.invoicing.supplier_invoice import commands as invoice
from domain.murabaha.contract import commands as murabaha
from domain.payments.payment_run import commands as run
from domain.purchasing.delegation.commands import Grant
from domain.purchasing.lines import AmendedLine
from domain.purchasing.purchase_order import commands as order
from domain.purchasing.requisition import commands as requisition
from domain.purchasing.supplier import commands as supplier
from domain.receiving.goods_receipt.commands import Return
from domain.shared.approval_level import ApprovalLevel
from domain.shared.approval_mode import ApprovalMode
from domain.shared.bank_account import BankAccount
from domain.shared.iban import Iban
from domain.shared.ids import (
    GoodsReceiptId,
    MurabahaId,
    PaymentRunId,
    PurchaseOrderId,
    RequisitionId,
    SupplierId,
    SupplierInvoiceId,
)
from domain.shared.segregation import Separated
from tests.application.audit.company import Office
from tests.machines.one_order import draft_order
from tests.properties.company_chapters import A_MACHINE
from tests.properties.small_company import EUR, TODAY


@dataclass(frozen=True)
class Attempt:
    """Who tries what in the end."""

    by: str
    task: Any


Story = Callable[[Office], Attempt]


def _approving(wish: RequisitionId, by: str) -> Attempt:
    return Attempt(by, requisitions.approve_requisition(wish, requisition.Approve()))


def _approving_order(made: PurchaseOrderId, by: str) -> Attempt:
    return Attempt(by, orders.approve_order(made, order.Approve()))


def _approving_run(made: str, by: str) -> Attempt:
    return Attempt(by, runs.approve_run(PaymentRunId(made), run.Approve()))


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


def own_bank_account(office: Office) -> Attempt:
    """Cleo entered a second account, and confirms it."""
    added = supplier.AddBankAccount(account=another_account())
    office.do("cleo", suppliers.add_bank_account(office.supplier, added))
    confirm = supplier.ConfirmBankAccount(bank_account=2)
    return Attempt("cleo", suppliers.confirm_bank_account(office.supplier, confirm))


def payment_to_account_they_entered(office: Office) -> Attempt:
    """Cleo entered the account that the run pays to."""
    return _approving_run(_run(office), "cleo")


def payment_to_account_that_others_changed_since(office: Office) -> Attempt:
    """Cleo entered the account at first; the details that the run pays to are Ben's and Eve's."""
    changed = supplier.ChangeBankAccount(bank_account=1, account=another_account())
    office.do("ben", suppliers.change_bank_account(office.supplier, changed))
    confirm = supplier.ConfirmBankAccount(bank_account=1)
    office.do("eve", suppliers.confirm_bank_account(office.supplier, confirm))
    return _approving_run(_run(office), "cleo")


def payment_to_account_they_confirmed(office: Office) -> Attempt:
    """Dan confirmed the account that the run pays to."""
    return _approving_run(_run(office), "dan")


def own_receipt(office: Office) -> Attempt:
    """Too much came, and Ann, who received it, decides about that."""
    made = office.delivery(office.issued_order(), "ann", "120")
    return Attempt("ann", receiving.return_discrepancy(GoodsReceiptId(made), Return()))


def own_invoice_that_may_be_a_duplicate(office: Office) -> Attempt:
    """Ann registered both invoices, and says that the second is no duplicate."""
    made = _delivered(office)
    office.invoice(made, "ann", "C-1")
    twin = office.invoice(made, "ann", "C-2")
    return _releasing(twin, "ann")


def own_invoice_that_another_registered_again(office: Office) -> Attempt:
    """Ann's invoice was rejected, Ben registered it again as it is, and Ann says that it is no duplicate."""
    made = _delivered(office)
    office.invoice(made, "ben", "C-1")
    twin = office.invoice(made, "ann", "C-2")
    office.do("eve", invoicing.reject_invoice(_invoice(twin), invoice.Reject(reason="Wrong.")))
    again = office.invoice(made, "ben", "c 02")
    return _releasing(again, "ann")


def payment_of_own_invoice(office: Office) -> Attempt:
    """Ann registered what is to be paid."""
    return _approving_run(_run(office), "ann")


def payment_of_an_invoice_they_released(office: Office) -> Attempt:
    """Eve said that the second invoice is no duplicate, and approves its payment."""
    made = _delivered(office)
    office.invoice(made, "ann", "C-1")
    twin = office.invoice(made, "ann", "C-2")
    office.do("eve", invoicing.release_invoice(_invoice(twin), invoice.Release()))
    return _approving_run(office.proposed_run(), "eve")


def payment_of_own_invoice_that_another_registered_again(office: Office) -> Attempt:
    """Ann's invoice was rejected, Ben registered it again, and Ann approves its payment."""
    made = _delivered(office)
    first = office.invoice(made, "ann", "C-1")
    office.do("eve", invoicing.dispute_invoice(_invoice(first), invoice.Dispute(reason="Hm.")))
    office.do("eve", invoicing.reject_invoice(_invoice(first), invoice.Reject(reason="Wrong.")))
    office.invoice(made, "ben", "C-1")
    return _approving_run(office.proposed_run(), "ann")


def payment_of_own_contract(office: Office) -> Attempt:
    """Ben agreed to the financing of which an instalment is to be paid."""
    made = draft_order(office.here.company, office.supplier, A_MACHINE)
    request = murabaha.Request(
        bank_id=SupplierId(office.here.at["amanah"]),
        markup_percent=Decimal(10),
        instalments=3,
        first_due_date=TODAY + timedelta(days=30),
    )
    contract = MurabahaId(office.do("ben", financing.request_financing(made, request)))
    office.submit("ann", made)
    office.do("eve", orders.approve_order(made, order.Approve()))
    office.do("ann", orders.issue_order(made, order.Issue()))
    office.do("ben", financing.sign_contract(contract, murabaha.Contract()))
    office.do("ben", financing.acquire_asset(contract, murabaha.Acquire()))
    office.delivery(made, "ann", "1")
    office.do("ben", financing.transfer_asset(contract, murabaha.Transfer()))
    return _approving_run(office.proposed_run(), "ben")


def wider_roles(office: Office) -> Attempt:
    """Eve gives herself one more role."""
    widened = ChangeRoles(roles=(Role.ADMIN, Role.TREASURER))
    return Attempt("eve", change_roles(office.user("eve"), widened))


def higher_level(office: Office) -> Attempt:
    """Ben, an administrator now, raises his own level."""
    office.do("eve", change_roles(office.user("ben"), ChangeRoles(roles=(Role.ADMIN,))))
    raised = ChangeApprovalLevel(approval_level=ApprovalLevel.L3)
    return Attempt("ben", change_approval_level(office.user("ben"), raised))


def no_more_access(office: Office) -> Attempt:
    """Eve shuts herself out."""
    return Attempt("eve", deactivate_user(office.user("eve"), Deactivate()))


STORIES: Mapping[Separated, tuple[Story, ...]] = {
    Separated.APPROVES_OWN_REQUISITION: (
        own_requisition_after_a_change_of_roles,
        copy_of_own_requisition,
        own_requisition_with_lent_authority,
    ),
    Separated.ASKED_ABOUT_OWN_REQUISITION: (own_requisition_is_asked_about,),
    Separated.APPROVES_ORDER_OF_OWN_REQUISITION: (
        order_of_own_requisition,
        order_of_the_copy_of_own_requisition,
    ),
    Separated.APPROVES_OWN_ORDER: (
        own_order_after_a_change_of_roles,
        own_order_with_lent_authority,
        order_that_somebody_else_submitted,
    ),
    Separated.APPROVES_OWN_AMENDMENT: (own_amendment,),
    Separated.APPROVES_TWICE: (second_signature, second_signature_with_authority_of_the_first),
    Separated.CONFIRMS_OWN_BANK_ACCOUNT: (own_bank_account,),
    Separated.PAYS_TO_ACCOUNT_THEY_ENTERED: (
        payment_to_account_they_entered,
        payment_to_account_that_others_changed_since,
    ),
    Separated.PAYS_TO_ACCOUNT_THEY_CONFIRMED: (payment_to_account_they_confirmed,),
    Separated.RESOLVES_OWN_RECEIPT: (own_receipt,),
    Separated.RELEASES_OWN_INVOICE: (
        own_invoice_that_may_be_a_duplicate,
        own_invoice_that_another_registered_again,
    ),
    Separated.PAYS_INVOICE_THEY_HANDLED: (
        payment_of_own_invoice,
        payment_of_an_invoice_they_released,
        payment_of_own_invoice_that_another_registered_again,
    ),
    Separated.PAYS_FINANCING_THEY_HANDLED: (payment_of_own_contract,),
    Separated.WIDENS_OWN_ROLES: (wider_roles,),
    Separated.RAISES_OWN_LEVEL: (higher_level,),
    Separated.DEACTIVATES_ONESELF: (no_more_access,),
}
"""At least one story for each conflict that is prevented; a conflict without one fails its test."""

_BOLT = {
    "sku": "BOLT-1",
    "description": "A bolt",
    "quantity": "1",
    "unit": "EA",
    "unitPrice": {"amount": "2.00", "currency": "EUR"},
}


def _euros(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "EUR"}


def another_account() -> BankAccount:
    """Where Acme might be paid instead."""
    return BankAccount(iban=Iban("FR7630006000011234567890189"), holder="Acme", currency=EUR)


def _invoice(made: str) -> SupplierInvoiceId:
    return SupplierInvoiceId(made)


def _releasing(made: str, by: str) -> Attempt:
    return Attempt(by, invoicing.release_invoice(_invoice(made), invoice.Release()))


def _delivered(office: Office) -> PurchaseOrderId:
    made = office.issued_order()
    office.delivery(made, "ann")
    return made


def _run(office: Office) -> str:
    office.invoice(_delivered(office), "ann", "C-1")
    return office.proposed_run()


def _lent(office: Office, lender: str, to: str) -> None:
    office.become_approver(lender)
    _lend(office, lender, to)


def _lend(office: Office, lender: str, to: str) -> None:
    office.do("eve", change_roles(office.user(to), ChangeRoles(roles=(Role.APPROVER,))))
    days = Grant(first_day=TODAY, last_day=TODAY + timedelta(days=9))
    office.do(lender, grant(office.user(to), days))
