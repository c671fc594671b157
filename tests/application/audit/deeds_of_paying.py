"""Stories in which somebody vouches for goods, accounts or invoices, and then for the money."""

from datetime import timedelta
from decimal import Decimal

from application.invoicing import supplier_invoice as invoicing
from application.murabaha import contract as financing
from application.payments import payment_run as runs
from application.purchasing import purchase_order as orders
from application.purchasing import supplier as suppliers
from application.receiving import goods_receipt as receiving
from domain.invoicing.supplier_invoice import commands as invoice
from domain.murabaha.contract import commands as murabaha
from domain.payments.payment_run import commands as run
from domain.purchasing.purchase_order import commands as order
from domain.purchasing.supplier import commands as supplier
from domain.receiving.goods_receipt.commands import Return
from domain.shared.bank_account import BankAccount
from domain.shared.iban import Iban
from domain.shared.ids import (
    GoodsReceiptId,
    MurabahaId,
    PaymentRunId,
    PurchaseOrderId,
    SupplierId,
    SupplierInvoiceId,
)
from tests.application.audit.attempt import Attempt
from tests.application.audit.company import Office
from tests.machines.one_order import draft_order
from tests.properties.company_chapters import A_MACHINE
from tests.properties.small_company import EUR, TODAY


def _approving_run(made: str, by: str) -> Attempt:
    return Attempt(by, runs.approve_run(PaymentRunId(made), run.Approve()))


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
