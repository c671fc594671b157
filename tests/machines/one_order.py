"""A company in memory with one supplier and one issued order, ready to be delivered, billed and paid."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID

from application.communication.policies import SupplierNotices
from application.governance.policy import set_paying_accounts
from application.identity.tenant import Opening, open_tenant
from application.invoicing.policies import BillingCompletion
from application.payments.policies import BankSubmission, PaymentOutcome, PaymentScheduling
from application.purchasing import purchase_order as orders
from application.purchasing import supplier as suppliers
from application.purchasing.policies import OrderResumption
from application.reaction import Policy
from domain.governance.policy.paying_accounts import PayingAccounts
from domain.identity.role import Role
from domain.identity.tenant.commands import Open
from domain.identity.user.commands import Register as RegisterUser
from domain.purchasing.lines import OrderedLine
from domain.purchasing.purchase_order import commands as order
from domain.purchasing.supplier import commands as supplier
from domain.shared.approval_level import ApprovalLevel
from domain.shared.bank_account import BankAccount
from domain.shared.context import SYSTEM
from domain.shared.country import Country
from domain.shared.currency import Currency
from domain.shared.email_address import EmailAddress
from domain.shared.iban import Iban
from domain.shared.ids import PurchaseOrderId, SupplierId, UserId
from domain.shared.money import UnitPrice
from domain.shared.payment_terms import PaymentTerms
from domain.shared.quantity import UnitCode
from domain.shared.sku import SkuCode
from tests.machines.company import Company, PlainFiles, new_store

PEOPLE = ("ann", "ben", "cleo", "dan")
"""Ann and Ben work with deliveries and invoices, Cleo entered the supplier's account and Dan confirmed it."""

USERS = {name: UserId.of(UUID(int=n, version=4)) for n, name in enumerate((*PEOPLE, "eve"), 1)}
TERMS = "2/10 NET30"


@dataclass(frozen=True)
class Agreed:
    """A line of the order: how much of it at which price, and the tax that the supplier charges."""

    quantity: str
    price: str
    tax: str = "0"


@dataclass(frozen=True)
class Deal:
    """What was ordered, in the currency of the company."""

    currency: str
    lines: tuple[Agreed, ...]


DEALS = (
    Deal("EUR", (Agreed("100", "10", "22"), Agreed("3", "1000"))),
    Deal(
        "EUR", (Agreed("10", "0.3333", "22"), Agreed("7.5", "12.35", "10"), Agreed("1", "348.35"))
    ),
    Deal("KWD", (Agreed("10000", "0.0125"), Agreed("3", "1.001", "5"), Agreed("4", "0"))),
    Deal("JPY", (Agreed("100", "100"), Agreed("0.5", "333"))),
)


@dataclass(frozen=True)
class OneOrder:
    """The company and its order."""

    company: Company
    order_id: PurchaseOrderId


def sku(po_line: int) -> SkuCode:
    """What was ordered on a line."""
    return SkuCode(f"ITEM-{po_line}")


def policies(company: Any) -> Sequence[Policy]:
    """All policies that have to do with one order that is not financed."""
    return (
        OrderResumption(),
        BillingCompletion(),
        PaymentScheduling(),
        PaymentOutcome(),
        BankSubmission(company.bank, PlainFiles()),
        SupplierNotices(company.store),
    )


def issued_order(deal: Deal) -> OneOrder:
    """A company of its own, in which the order was issued a moment ago."""
    template = _template(deal)
    return OneOrder(Company(template.company.store.copy(), policies), template.order_id)


@cache
def _template(deal: Deal) -> OneOrder:
    company = Company(new_store(), policies)
    open_company(company, deal.currency)
    acme = supplier_with_account(company, "Acme", deal.currency, "DE89370400440532013000")
    made = draft_order(company, acme, deal)
    issue(company, made)
    company.close()
    return OneOrder(company, made)


def open_company(company: Company, currency: str) -> None:
    """Eve opens it, and names the account that pays."""
    ada = RegisterUser(
        email=EmailAddress("eve@example.com"),
        name="Eve",
        roles=(Role.ADMIN,),
        approval_level=ApprovalLevel.L3,
    )
    opening = Opening(Open(name="We", base_currency=Currency(currency)), USERS["eve"], ada)
    company.do(SYSTEM, open_tenant(opening))
    ours = BankAccount(
        iban=Iban("FR1420041010050500013M02606"), holder="We", currency=Currency(currency)
    )
    company.do(USERS["eve"], set_paying_accounts(PayingAccounts(accounts=(ours,))))


def supplier_with_account(company: Company, name: str, currency: str, iban: str) -> SupplierId:
    """An active supplier; Cleo entered where it is paid, and Dan confirmed it."""
    register = supplier.Register(
        name=name,
        country=Country("DE"),
        currency=Currency(currency),
        payment_terms=PaymentTerms(TERMS),
    )
    made = SupplierId(created(company, "ann", suppliers.register_supplier(register)))
    account = BankAccount(iban=Iban(iban), holder=name, currency=Currency(currency))
    cleo, dan = USERS["cleo"], USERS["dan"]
    company.do(cleo, suppliers.add_bank_account(made, supplier.AddBankAccount(account=account)))
    confirm = supplier.ConfirmBankAccount(bank_account=1)
    company.do(dan, suppliers.confirm_bank_account(made, confirm))
    company.do(cleo, suppliers.activate_supplier(made, supplier.Activate()))
    return made


def draft_order(company: Company, from_supplier: str, deal: Deal) -> PurchaseOrderId:
    """An order that Ann has not submitted yet."""
    create = order.Create(
        supplier_id=SupplierId(from_supplier),
        currency=Currency(deal.currency),
        lines=tuple(_ordered(deal, number) for number in range(1, len(deal.lines) + 1)),
    )
    return PurchaseOrderId(created(company, "ann", orders.create_order(create)))


def issue(company: Company, made: PurchaseOrderId) -> None:
    """Ann submits an order, Eve approves it, and Ann issues it."""
    company.do(USERS["ann"], orders.submit_order(made, order.Submit()))
    company.do(USERS["eve"], orders.approve_order(made, order.Approve()))
    company.do(USERS["ann"], orders.issue_order(made, order.Issue()))


def _ordered(deal: Deal, number: int) -> OrderedLine:
    agreed = deal.lines[number - 1]
    return OrderedLine(
        sku=sku(number),
        quantity=Decimal(agreed.quantity),
        unit=UnitCode("EA"),
        unit_price=UnitPrice(agreed.price, Currency(deal.currency)),
        tax_rate=Decimal(agreed.tax),
    )


def created(company: Company, by: str, task: Any) -> str:
    """The id of what somebody made."""
    folded = company.do(USERS[by], task).folded
    assert folded is not None
    return folded.stream_id
