"""What of the due amounts a run can pay, and in which transfers; all that it rests on is read by the work."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from application.ports.states import Folded
from application.work import Work
from domain.payments.payment.machine import PAYMENT
from domain.payments.payment.state import Payment
from domain.payments.payment_run.transfers import (
    MOST_PAYMENTS,
    HeldBack,
    RunPayment,
    RunTransfer,
    WhyHeldBack,
)
from domain.payments.references import end_to_end_id
from domain.purchasing.supplier.machine import SUPPLIER, Account, Status, Supplier, usable_account
from domain.shared.bank_account import BankAccount
from domain.shared.ids import PaymentId, PaymentRunId, SupplierId
from domain.shared.money import Money
from domain.shared.text import LONGEST_REASON

PayingAccounts = dict[str, BankAccount]
"""Our own account for each currency."""

_Payee = tuple[SupplierId, str]


@dataclass(frozen=True, slots=True)
class RunOrder:
    """What a run is asked to collect; `candidates` are what the read side thinks is due, oldest first."""

    execution_date: date
    currency: str | None
    candidates: tuple[PaymentId, ...]
    withheld: tuple[HeldBack, ...] = ()


@dataclass(slots=True)
class Collecting:
    """Due payments sorted into transfers and reasons; grows payment by payment."""

    run: PaymentRunId
    accounts: PayingAccounts
    on: date
    held_back: list[HeldBack] = field(default_factory=list)
    missing: set[str] = field(default_factory=set)
    left: int = 0
    _paid: dict[_Payee, list[RunPayment]] = field(default_factory=dict)
    _to: dict[_Payee, tuple[Supplier, str]] = field(default_factory=dict)
    _count: int = 0

    def take(self, payment_id: PaymentId, payment: Payment, supplier: Supplier) -> None:
        """Put a payable payment where it belongs."""
        debt, amount = payment.debt, payment.owed
        why = self._obstacle(supplier, amount)
        if why is not None:
            self.held_back.append(_held(payment_id, payment, why))
        elif self._count == MOST_PAYMENTS:
            self.left += 1
        else:
            self._count += 1
            payee = (debt.supplier_id, str(amount.currency))
            self._to.setdefault(payee, (supplier, debt.supplier_name))
            self._paid.setdefault(payee, []).append(self._payment(payment_id, payment))

    def transfers(self) -> tuple[RunTransfer, ...]:
        """One transfer for each account that is paid to, numbered from 1."""
        return tuple(
            self._transfer(number, payee) for number, payee in enumerate(self._paid, start=1)
        )

    def leave_out(self, transfer: RunTransfer, detail: str) -> None:
        """Hold back what would go to an account that no file can carry."""
        payee = (transfer.supplier_id, str(transfer.amount.currency))
        for paid in self._paid.pop(payee):
            self.held_back.append(
                HeldBack(
                    reason=WhyHeldBack.NOT_TRANSFERABLE,
                    detail=detail[:LONGEST_REASON],
                    payment_id=paid.payment_id,
                    invoice_id=paid.invoice_id,
                    supplier_id=transfer.supplier_id,
                    supplier_name=transfer.supplier_name,
                    reference=paid.reference,
                    due_on=paid.due_on,
                    amount=paid.amount,
                )
            )

    def _obstacle(self, supplier: Supplier, amount: Money) -> WhyHeldBack | None:
        if supplier.status is Status.BLOCKED:
            return WhyHeldBack.SUPPLIER_BLOCKED
        if usable_account(supplier, amount.currency) is None:
            waits = any(_waits(account, amount) for account in supplier.accounts.values())
            return WhyHeldBack.BANK_ACCOUNT_PENDING if waits else WhyHeldBack.NO_BANK_ACCOUNT
        if amount.currency not in self.accounts:
            self.missing.add(str(amount.currency))
            return WhyHeldBack.NO_PAYING_ACCOUNT
        return None

    def _payment(self, payment_id: PaymentId, payment: Payment) -> RunPayment:
        debt, amount = payment.debt, payment.owed
        discount = debt.discount(amount, self.on)
        if discount == amount:  # no bank transfers nothing
            discount = Money.zero(amount.currency)
        return RunPayment(
            payment_id=payment_id,
            invoice_id=debt.invoice_id,
            murabaha_id=debt.murabaha_id,
            instalment=debt.instalment,
            purchase_order_id=debt.purchase_order_id,
            reference=debt.reference,
            due_on=debt.due_on,
            amount=amount,
            discount=discount,
            pays=(amount - discount).money(),
            handled_by=debt.handled_by,
        )

    def _transfer(self, number: int, payee: _Payee) -> RunTransfer:
        (supplier_id, currency), payments = payee, self._paid[payee]
        supplier, name = self._to[payee]
        usable = usable_account(supplier, currency)
        assert usable is not None
        bank_account, account = usable
        entry = supplier.accounts[bank_account]
        assert entry.entered_by is not None
        assert entry.confirmed_by is not None
        return RunTransfer(
            number=number,
            end_to_end_id=end_to_end_id(self.run, number),
            supplier_id=supplier_id,
            supplier_name=name,
            bank_account=bank_account,
            account=account,
            entered_by=entry.entered_by,
            confirmed_by=entry.confirmed_by,
            debtor=self.accounts[currency],
            amount=Money.total((payment.pays for payment in payments), currency),
            payments=tuple(payments),
        )


async def due_payments(work: Work, order: RunOrder) -> Sequence[tuple[Folded[Payment], Supplier]]:
    """The candidates that the log agrees are due, each with its supplier.

    What another run took up meanwhile, or what is settled by now, is no candidate any more.
    """
    found = []
    for payment_id in order.candidates:
        payment = await work.find(PAYMENT, payment_id)
        if not _wanted(payment.state, order):
            continue
        supplier = await work.load(SUPPLIER, payment.state.debt.supplier_id)
        found.append((payment, supplier.state))
    return found


def _wanted(payment: Payment, order: RunOrder) -> bool:
    if payment.payable is None or not payment.payable_now:
        return False
    wanted = order.currency is None or payment.owed.currency == order.currency
    return wanted and payment.is_due(order.execution_date)


def _waits(account: Account, amount: Money) -> bool:
    """True when details for that currency wait for a second person."""
    known = filter(None, (account.pending, account.confirmed))
    in_currency = any(details.currency == amount.currency for details in known)
    return account.pending is not None and in_currency


def _held(payment_id: PaymentId, payment: Payment, why: WhyHeldBack) -> HeldBack:
    debt = payment.debt
    return HeldBack(
        reason=why,
        payment_id=payment_id,
        invoice_id=debt.invoice_id,
        supplier_id=debt.supplier_id,
        supplier_name=debt.supplier_name,
        reference=debt.reference,
        due_on=debt.due_on,
        amount=payment.owed,
    )
