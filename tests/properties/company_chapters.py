"""What happens in the small company, act by act; what policies do in between is left to them.

Acts of one chapter need nothing of what policies do about that chapter, so these may be late within it; when
the next chapter begins, they have seen everything.
"""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from functools import cache

from application.identity.user import register_user
from application.invoicing import credit_note as credit_notes
from application.invoicing import supplier_invoice as invoicing
from application.murabaha import contract as financing
from application.purchasing import purchase_order as orders
from application.purchasing import requisition as requisitions
from application.receiving import goods_receipt as receiving
from domain.identity.role import Role
from domain.identity.user.commands import Register
from domain.invoicing.credit_note import commands as note
from domain.invoicing.lines import CreditedLine
from domain.invoicing.supplier_invoice import commands as invoice
from domain.murabaha.contract import commands as murabaha
from domain.purchasing.lines import AmendedLine, RequestedLine
from domain.purchasing.purchase_order import commands as order
from domain.purchasing.requisition import commands as requisition
from domain.receiving.goods_receipt.commands import Return, ReturnToSupplier
from domain.receiving.lines import ReturnedLine
from domain.shared.email_address import EmailAddress
from domain.shared.ids import GoodsReceiptId, MurabahaId, RequisitionId, SupplierId
from domain.shared.money import UnitPrice
from domain.shared.quantity import UnitCode
from tests.machines.company import Company, IndexedEventStore, new_store
from tests.machines.one_order import (
    USERS,
    Agreed,
    Deal,
    draft_order,
    issue,
    open_company,
    sku,
    supplier_with_account,
)
from tests.properties.small_company import EUR, TODAY, SmallCompany, all_policies, billed, total_of

Act = Callable[[SmallCompany], None]
SUPPLIERS = {
    "acme": "DE89370400440532013000",
    "globex": "GB29NWBK60161331926819",
    "amanah": "NL91ABNA0417164300",
}
TWO_LINES = Deal("EUR", (Agreed("100", "10"), Agreed("3", "1000")))
A_MACHINE = Deal("EUR", (Agreed("1", "60000"),))
ORDERS = {
    "parts": "acme",
    "over": "globex",
    "twins": "acme",
    "off": "globex",
    "amended": "acme",
    "stopped": "globex",
}


@cache
def _opened() -> tuple[IndexedEventStore, dict[str, str]]:
    company = Company(new_store(), all_policies)
    open_company(company, "EUR")
    ann = Register(email=EmailAddress("ann@example.com"), name="Ann", roles=(Role.BUYER,))
    company.do(USERS["eve"], register_user(USERS["ann"], ann))
    made = {
        name: str(supplier_with_account(company, name.title(), "EUR", iban))
        for name, iban in SUPPLIERS.items()
    }
    company.close()
    return company.store, made


def opened() -> SmallCompany:
    """The company on its first morning, with suppliers and a bank that finances."""
    store, suppliers = _opened()
    return SmallCompany(Company(store.copy(), all_policies), dict(suppliers))


def _place(name: str, supplier: str) -> Act:
    def act(here: SmallCompany) -> None:
        made = draft_order(here.company, here.at[supplier], TWO_LINES)
        here.at[name] = made
        issue(here.company, made)

    return act


def _ask_for_bolts(here: SmallCompany) -> None:
    line = RequestedLine(
        sku=sku(1),
        description="Bolts",
        quantity=Decimal(5),
        unit=UnitCode("EA"),
        unit_price=UnitPrice("2", EUR),
    )
    create = requisition.Create(justification="The shelf is empty.", lines=(line,))
    here.do("ann", requisitions.create_requisition(create, requisition.Submit()), "wish")
    wish = RequisitionId(here.at["wish"])
    here.do("ann", requisitions.ask_approver(wish, USERS["eve"]))


def _finance_a_machine(here: SmallCompany) -> None:
    here.at["machine"] = draft_order(here.company, here.at["acme"], A_MACHINE)
    request = murabaha.Request(
        bank_id=SupplierId(here.at["amanah"]),
        markup_percent=Decimal(10),
        instalments=3,
        first_due_date=TODAY + timedelta(days=30),
    )
    here.do("ben", financing.request_financing(here.order("machine"), request), "contract")
    issue(here.company, here.order("machine"))
    here.do("ben", financing.sign_contract(_contract(here), murabaha.Contract()))
    here.do("ben", financing.acquire_asset(_contract(here), murabaha.Acquire()))


def _contract(here: SmallCompany) -> MurabahaId:
    return MurabahaId(here.at["contract"])


def _call_off(here: SmallCompany) -> None:
    here.do("ann", orders.cancel_order(here.order("off"), order.Cancel(reason="Too late.")))


def _amend(here: SmallCompany) -> None:
    lines = tuple(
        AmendedLine(
            po_line=n,
            sku=sku(n),
            quantity=Decimal(quantity),
            unit=UnitCode("EA"),
            unit_price=UnitPrice(price, EUR),
        )
        for n, quantity, price in ((1, "80", "10"), (2, "3", "1000"))
    )
    command = order.Amend(lines=lines, reason="Fewer will do.")
    here.do("ann", orders.amend_order(here.order("amended"), command))


def _deliver_everything(here: SmallCompany) -> None:
    here.receive("parts", "parts 1", (1, "60"))
    here.receive("parts", "parts 2", (1, "41"), (2, "3"))
    here.receive("over", "over 1", (1, "120"), (2, "3"))
    here.receive("twins", "twins 1", (1, "100"), (2, "3"))
    here.receive("amended", "amended 1", (1, "80"), (2, "3"))
    here.receive("stopped", "stopped 1", (1, "99"), (2, "3"))
    here.receive("machine", "machine 1", (1, "1"))


def _send_the_rest_back(here: SmallCompany) -> None:
    here.do("ben", receiving.return_discrepancy(GoodsReceiptId(here.at["over 1"]), Return()))


def _take_over_the_machine(here: SmallCompany) -> None:
    here.do("ben", financing.transfer_asset(_contract(here), murabaha.Transfer()))


def _bill_everything(here: SmallCompany) -> None:
    here.bill("parts", "A-1", (1, "60", "10"))
    here.bill("parts", "A-2", (1, "41", "10"), (2, "3", "1000"))
    here.bill("over", "B-1", (1, "100", "11"), (2, "3", "1000"))
    here.bill("twins", "C-1", (1, "50", "10"))
    here.bill("twins", "C-2", (1, "50", "10"))
    here.bill("twins", "C-3", (2, "3", "1000"))
    here.bill("amended", "F-1", (1, "80", "10"), (2, "3", "1000"))
    here.bill("stopped", "G-1", (1, "99", "10"), (2, "3", "1000"))


def _correct_the_price(here: SmallCompany) -> None:
    command = invoice.Correct(lines=billed((1, "100", "10"), (2, "3", "1000")))
    here.do("ann", invoicing.correct_invoice(here.invoice("B-1"), command))


def _release_the_twin(here: SmallCompany) -> None:
    here.do("ben", invoicing.release_invoice(here.invoice("C-2"), invoice.Release()))


def _stop_and_go_on(here: SmallCompany) -> None:
    stop = order.Dispute(reason="The wrong colour.")
    here.do("ann", orders.dispute_order(here.order("amended"), stop))
    here.do("ann", orders.resolve_dispute(here.order("amended"), order.ResolveApprove()))


def _doubt_an_invoice(here: SmallCompany) -> None:
    doubt = invoice.Dispute(reason="Did that come?")
    here.do("ben", invoicing.dispute_invoice(here.invoice("G-1"), doubt))
    here.do("ben", invoicing.correct_invoice(here.invoice("G-1"), invoice.Correct()))


def _return_and_credit(here: SmallCompany) -> None:
    back = ReturnToSupplier(reason="Bent.", lines=(ReturnedLine(po_line=1, quantity=Decimal(10)),))
    here.do("ann", receiving.return_to_supplier(GoodsReceiptId(here.at["parts 1"]), back))
    line = CreditedLine(po_line=1, quantity=Decimal(10), unit_price=UnitPrice("10", EUR))
    credit = note.Register(
        invoice_id=here.invoice("A-1"),
        credit_note_number="CN 1",
        date=TODAY,
        amount=total_of((line,)),
        lines=(line,),
    )
    here.do("ann", credit_notes.register_credit_note(credit))


CHAPTERS: tuple[tuple[Act, ...], ...] = (
    (
        _ask_for_bolts,
        *(_place(name, supplier) for name, supplier in ORDERS.items()),
        _finance_a_machine,
    ),
    (_call_off, _amend, _deliver_everything, _send_the_rest_back, _take_over_the_machine),
    (_bill_everything,),
    (
        _correct_the_price,
        _release_the_twin,
        _stop_and_go_on,
        _doubt_an_invoice,
        _return_and_credit,
    ),
    (lambda here: here.run("first run"),),
    (
        lambda here: here.report("first run", 2, "RJCT"),
        lambda here: here.report("first run", 1, "PDNG"),
        lambda here: here.report("first run", 1, "ACSC", minutes=2),
        lambda here: here.report("first run", 3, "ACSP"),
    ),
    (lambda here: here.run("second run"),),
    (lambda here: here.report("second run", 1, "ACSC"),),
    (lambda here: here.report("first run", 1, "RJCT", minutes=9),),
    (lambda here: here.run("third run"),),
    (lambda here: here.report("third run", 1, "ACCC"),),
)
