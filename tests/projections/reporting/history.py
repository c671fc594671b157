"""Random months of a small company: requisitions, orders, deliveries, invoices and payments, day by day."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from random import Random
from typing import Any

from pydantic import ValidationError

from application.failures import Failure
from application.identity.branch import open_branch
from application.invoicing import credit_note as credit_notes
from application.invoicing import supplier_invoice as invoicing
from application.payments.collecting import RunOrder
from application.payments.instructions import PainVersion
from application.payments.payment_run import approve_run, propose_run
from application.ports.event_store import RecordedEvent
from application.purchasing import purchase_order as orders
from application.purchasing import requisition as requisitions
from application.receiving import goods_receipt as receiving
from domain.identity.branch.commands import Open as OpenBranch
from domain.invoicing.credit_note import commands as note
from domain.invoicing.lines import (
    BilledLine,
    CreditedLine,
    billed_totals,
    credit_note_lines,
    document_totals,
)
from domain.invoicing.supplier_invoice import commands as invoice
from domain.invoicing.supplier_invoice.machine import SUPPLIER_INVOICE
from domain.payments.payment.machine import PAYMENT
from domain.payments.payment_run import commands as run
from domain.purchasing.approval import QuotedRate
from domain.purchasing.lines import AmendedLine, OrderedLine, RequestedLine
from domain.purchasing.purchase_order import commands as order
from domain.purchasing.purchase_order.machine import PURCHASE_ORDER
from domain.purchasing.requisition import commands as requisition
from domain.receiving.goods_receipt.commands import Accept, Receive, Return, ReturnToSupplier
from domain.receiving.lines import ReceivedLine, ReturnedLine
from domain.shared.currency import Currency
from domain.shared.ids import (
    BranchId,
    GoodsReceiptId,
    PaymentId,
    PaymentRunId,
    PurchaseOrderId,
    RequisitionId,
    SupplierId,
    SupplierInvoiceId,
)
from domain.shared.money import UnitPrice
from domain.shared.payment_terms import PaymentTerms
from domain.shared.quantity import UnitCode
from domain.shared.refusal import Refused
from tests.machines.company import Company, IndexedEventStore, PlainFiles
from tests.machines.one_order import USERS, sku
from tests.properties.company_chapters import CHAPTERS, _opened, opened
from tests.properties.small_company import SmallCompany, all_policies

_CATEGORIES = (None, "IT", "OFFICE")
_PRICES = ("10", "0.3333", "1234.56")
_EACH = UnitCode("EA")


@cache
def _furnished() -> tuple[IndexedEventStore, dict[str, str]]:
    """The company on its first morning, with two branches."""
    store, at = _opened()
    company, made = Company(store.copy(), all_policies), dict(at)
    for name in ("north", "south"):
        folded = company.do(
            USERS["eve"], open_branch(OpenBranch(name=name.title(), code=name.upper()))
        ).folded
        assert folded is not None
        made[name] = folded.stream_id
    company.close()
    return company.store, made


class RandomMonth:
    """Whatever a seed makes of a month; what the rules refuse does not happen."""

    def __init__(self, seed: int) -> None:
        store, at = _furnished()
        self.random = Random(seed)
        self.here = SmallCompany(Company(store.copy(), all_policies), dict(at))
        self.made: dict[str, list[str]] = defaultdict(list)
        self.read = dict.fromkeys(self.here.company.policies, 0)

    @property
    def events(self) -> list[RecordedEvent]:
        """The whole log."""
        return self.here.company.store.events

    def live(self, acts: int) -> None:
        """So many attempts to do something, and policies that follow each."""
        for _ in range(acts):
            act = self.random.choice(_ACTS)
            self.pass_time()
            with suppress(Refused, Failure, ValidationError):
                act(self)
            self.tell_policies()
        self.here.company.close()

    def pass_time(self) -> None:
        """Some hours go by, or some days."""
        hours = self.random.choice((0, 1, 5, 24, 24, 96, 200))
        clock = self.here.company.clock
        clock.at += timedelta(hours=hours, seconds=self.random.randrange(3600))

    def tell_policies(self) -> None:
        """Everybody who follows the log has seen all of it."""
        company, told = self.here.company, True
        while told:
            told = False
            for policy in company.policies:
                for recorded in company.news_for(policy, self.read[policy]):
                    company.tell(policy, recorded)
                    self.read[policy], told = recorded.position, True

    @property
    def today(self) -> date:
        """The day of the clock."""
        return self.here.company.clock.at.date()

    def do(self, by: str, task: Any, kind: str = "") -> str:
        """Somebody does something; the id of what it was about."""
        folded = self.here.company.do(USERS[by], task).folded
        assert folded is not None
        if kind:
            self.made[kind].append(folded.stream_id)
        return str(folded.stream_id)

    def one(self, kind: str) -> str:
        """One of the documents of a kind; raises Failure when there is none."""
        if not self.made[kind]:
            raise Failure("there is none")
        return self.random.choice(self.made[kind])

    def chance(self, share: float) -> bool:
        """True so often."""
        return self.random.random() < share

    def branch(self) -> BranchId | None:
        """One of the branches, or none."""
        name = self.random.choice(("north", "south", ""))
        return BranchId(self.here.at[name]) if name else None

    def terms(self) -> PaymentTerms | None:
        """Those of the supplier, or others."""
        chosen = self.random.choice((None, "NET30", "2/10 NET30", "3/5 NET14"))
        return PaymentTerms(chosen) if chosen else None

    def supplier(self) -> SupplierId:
        """Somebody to buy from."""
        return SupplierId(self.here.at[self.random.choice(("acme", "globex"))])


def _wish(month: RandomMonth) -> None:
    line = RequestedLine(
        sku=sku(1),
        description="Bolts",
        quantity=Decimal(month.random.randrange(1, 9)),
        unit=_EACH,
        unit_price=UnitPrice("2", Currency("EUR")),
        category=month.random.choice(_CATEGORIES),
    )
    create = requisition.Create(justification="So.", lines=(line,), branch_id=month.branch())
    submit = requisition.Submit() if month.chance(0.9) else None
    wish = month.do("ann", requisitions.create_requisition(create, submit), "wish")
    month.do("ann", requisitions.ask_approver(RequisitionId(wish), USERS["eve"]))


def _judge(month: RandomMonth) -> None:
    wish = RequisitionId(month.one("wish"))
    if month.chance(0.3):
        month.do("eve", requisitions.reject_requisition(wish, requisition.Reject(reason="No.")))
    else:
        month.do("eve", requisitions.approve_requisition(wish, requisition.Approve()))


def _convert(month: RandomMonth) -> None:
    wish = RequisitionId(month.one("wish"))
    command = requisition.ConvertToPo(supplier_id=month.supplier())
    before = len(month.events)
    month.do("ann", requisitions.convert_requisition(wish, command))
    made = {
        e.stream_id for e in month.events[before:] if e.stream_type == PURCHASE_ORDER.stream_type
    }
    month.made["order"] += sorted(made)
    for one in sorted(made):
        _issue(month, PurchaseOrderId(one))


def _place(month: RandomMonth) -> None:
    currency = month.random.choice(("EUR", "EUR", "USD"))
    lines = tuple(
        OrderedLine(
            sku=sku(number),
            quantity=Decimal(month.random.choice(("10", "3", "7.5"))),
            unit=_EACH,
            unit_price=UnitPrice(month.random.choice(_PRICES), Currency(currency)),
            discount_percent=Decimal(month.random.choice(("0", "0", "5"))),
            tax_rate=Decimal(month.random.choice(("0", "19"))),
            category=month.random.choice(_CATEGORIES),
        )
        for number in range(1, month.random.randrange(2, 4))
    )
    due = month.today + timedelta(days=month.random.randrange(1, 60))
    command = order.Create(
        supplier_id=month.supplier(),
        currency=Currency(currency),
        payment_terms=month.terms(),
        cost_center=month.random.choice((None, "CC-1")),
        branch_id=month.branch(),
        delivery_date=due if month.chance(0.8) else None,
        exchange_rate=None if currency == "EUR" else QuotedRate(rate=Decimal("0.9")),
        lines=lines,
    )
    made = month.do("ann", orders.create_order(command), "order")
    if month.chance(0.9):
        _issue(month, PurchaseOrderId(made))


def _issue(month: RandomMonth, made: PurchaseOrderId) -> None:
    month.do("ann", orders.submit_order(made, order.Submit()))
    month.pass_time()
    month.do("eve", orders.approve_order(made, order.Approve()))
    month.do("ann", orders.issue_order(made, order.Issue()))


def _lines(month: RandomMonth, made: PurchaseOrderId) -> Any:
    return month.here.company.state(PURCHASE_ORDER, made).current.lines


def _change(month: RandomMonth) -> None:
    made = PurchaseOrderId(month.one("order"))
    if month.chance(0.3):
        month.do("ann", orders.cancel_order(made, order.Cancel(reason="Too late.")))
    lines = tuple(
        AmendedLine(
            po_line=line.po_line,
            sku=line.sku,
            quantity=line.quantity * month.random.choice((1, 2)),
            unit=line.unit,
            unit_price=line.unit_price,
            discount_percent=line.discount_percent,
            tax_rate=line.tax_rate,
            category=line.category,
        )
        for line in _lines(month, made)
        if month.chance(0.8)
    )
    month.do("ann", orders.amend_order(made, order.Amend(lines=lines, reason="Other ones.")))
    if month.chance(0.7):
        month.do("eve", orders.approve_order(made, order.Approve()))
        month.do("ann", orders.issue_order(made, order.Issue()))


def _deliver(month: RandomMonth) -> None:
    made = PurchaseOrderId(month.one("order"))
    lines = tuple(
        ReceivedLine(
            po_line=line.po_line,
            sku=line.sku,
            received_quantity=line.quantity
            * Decimal(month.random.choice(("1", "1", "0.5", "1.5"))),
        )
        for line in _lines(month, made)
        if month.chance(0.9)
    )
    command = Receive(
        purchase_order_id=made,
        delivery_note=f"DN {len(month.events)}",
        received_at=month.here.company.clock.at - timedelta(hours=month.random.randrange(30)),
        lines=lines,
    )
    month.do("ann", receiving.receive_goods(command), "grn")


def _resolve(month: RandomMonth) -> None:
    grn = GoodsReceiptId(month.one("grn"))
    if month.chance(0.3):
        back = ReturnedLine(po_line=1, quantity=Decimal(1))
        command = ReturnToSupplier(reason="Bent.", lines=(back,))
        month.do("ann", receiving.return_to_supplier(grn, command))
    elif month.chance(0.5):
        month.do("ben", receiving.accept_discrepancy(grn, Accept()))
    else:
        month.do("ben", receiving.return_discrepancy(grn, Return()))


def _billed(month: RandomMonth, made: PurchaseOrderId) -> tuple[BilledLine, ...]:
    found = []
    for line in _lines(month, made):
        factor = Decimal(month.random.choice(("1", "1", "1", "1.01", "1.2")))
        found.append(
            BilledLine(
                po_line=line.po_line,
                sku=line.sku,
                quantity=line.quantity * Decimal(month.random.choice(("1", "1", "0.5"))),
                unit_price=UnitPrice(
                    (line.unit_price.amount * factor).quantize(Decimal("0.0001")),
                    line.unit_price.currency,
                ),
                discount_percent=line.discount_percent,
                tax_rate=line.tax_rate,
            )
        )
    return tuple(found[: month.random.randrange(1, len(found) + 1)])


def _bill(month: RandomMonth) -> None:
    made = PurchaseOrderId(month.one("order"))
    lines = _billed(month, made)
    currency = lines[0].unit_price.currency
    command = invoice.Register(
        purchase_order_id=made,
        supplier_invoice_number=f"RE {len(month.events)}",
        invoice_date=month.today - timedelta(days=month.random.randrange(20)),
        amount=billed_totals(lines, currency, None).gross,
        lines=lines,
    )
    month.do("ann", invoicing.register_invoice(command), "invoice")


def _mend(month: RandomMonth) -> None:
    name = SupplierInvoiceId(month.one("invoice"))
    ways: Sequence[Callable[[], Any]] = (
        lambda: invoicing.correct_invoice(name, invoice.Correct()),
        lambda: invoicing.dispute_invoice(name, invoice.Dispute(reason="Hm.")),
        lambda: invoicing.release_invoice(name, invoice.Release()),
        lambda: invoicing.reject_invoice(name, invoice.Reject(reason="No.")),
        lambda: invoicing.correct_invoice(
            name, invoice.Correct(lines=_billed(month, PurchaseOrderId(month.one("order"))))
        ),
    )
    month.do("ben", month.random.choice(ways)())


def _credit(month: RandomMonth) -> None:
    name = SupplierInvoiceId(month.one("invoice"))
    line = month.here.company.state(SUPPLIER_INVOICE, name).figures.lines[0]
    credited = CreditedLine(
        po_line=line.po_line,
        quantity=Decimal(1),
        unit_price=line.unit_price,
        tax_rate=line.tax_rate,
    )
    currency = line.unit_price.currency
    totals = document_totals(credit_note_lines((credited,)), currency, None)
    command = note.Register(
        invoice_id=name,
        credit_note_number=f"CN {len(month.events)}",
        date=month.today,
        amount=totals.gross,
        lines=(credited,),
    )
    month.do("ann", credit_notes.register_credit_note(command))


def _pay(month: RandomMonth) -> None:
    payments = sorted(
        {PaymentId(e.stream_id) for e in month.events if e.stream_type == PAYMENT.stream_type}
    )
    proposal = RunOrder(month.today, None, tuple(payments))
    made = month.do("dan", propose_run(proposal, PainVersion.V09, PlainFiles()), "run")
    if month.chance(0.8):
        month.do("eve", approve_run(PaymentRunId(made), run.Approve()))


def _hear_from_bank(month: RandomMonth) -> None:
    name = month.one("run")
    month.here.at["run"] = name
    status = month.random.choice(("ACSC", "ACSC", "ACSC", "RJCT", "PDNG"))
    month.here.report("run", month.random.randrange(1, 4), status, minutes=len(month.events))


_OFTEN: Mapping[Callable[[RandomMonth], None], int] = {
    _wish: 1,
    _judge: 2,
    _convert: 1,
    _place: 2,
    _change: 1,
    _deliver: 4,
    _resolve: 1,
    _bill: 5,
    _mend: 1,
    _credit: 1,
    _pay: 2,
    _hear_from_bank: 3,
}
_ACTS = tuple(act for act, times in _OFTEN.items() for _ in range(times))


@cache
def chapters() -> tuple[RecordedEvent, ...]:
    """The story of the small company, in which everything happens once, an act a day."""
    here = opened()
    month = RandomMonth(0)
    month.here, month.read = here, dict.fromkeys(here.company.policies, 0)
    for chapter in CHAPTERS:
        for act in chapter:
            here.company.clock.at += timedelta(hours=7)
            act(here)
            month.tell_policies()
    here.company.close()
    return tuple(here.company.store.events)
