"""What must hold for a contract: worth it, signed on what the order costs, owned before it is resold."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from domain.murabaha.context import MurabahaContext
from domain.murabaha.contract.commands import (
    Contract,
    RecordPaid,
    RecordReturned,
    Request,
    Settle,
)
from domain.murabaha.contract.state import MurabahaContract
from domain.murabaha.contract.terms import (
    FinancingTerms,
    amount_of,
    markup_of,
    schedule,
    threshold_in,
)
from domain.shared.money import Money
from domain.shared.refusal import ContentRefused, StateRefused
from domain.shared.rule import rule

_TEN_YEARS = timedelta(days=3653)


class BankNotActive(StateRefused):
    """The financing bank is still being onboarded, or blocked."""


class OrderNotApproved(StateRefused):
    """The order is not approved, or was called off, so what it costs is not settled."""


class OrderNotIssued(StateRefused):
    """There is nothing that the bank could buy, because the order is not with the supplier."""


class OrderNotReceived(StateRefused):
    """The bank cannot hand over what was not delivered in full."""


class FinancedCostChanged(StateRefused):
    """The order comes to something else than what was signed."""


class SettlementAlreadyAgreed(StateRefused):
    """An early settlement was agreed on before."""


class NothingLeftToSettle(StateRefused):
    """Everything that is not paid yet is on its way to the bank."""


class InstalmentNotOwed(StateRefused):
    """The instalment is paid already, or an early settlement took its place."""


class InstalmentNotPaid(StateRefused):
    """The instalment was not recorded as paid."""


class UnknownBank(ContentRefused):
    """There is no supplier of this id that could act as the bank."""


class BankIsTheSupplier(ContentRefused):
    """The financing bank is the supplier of the order, so it would buy from itself."""


class FinancingRateMissing(ContentRefused):
    """The order is in a foreign currency, and has no rate to the base currency."""


class OrderBelowFinancingThreshold(ContentRefused):
    """The order is too small to be financed."""


class MarkupInOtherCurrency(ContentRefused):
    """The markup is not in the currency of the order."""


class MarkupTooHigh(ContentRefused):
    """The markup is more than the goods cost."""


class FirstDueDateOutOfRange(ContentRefused):
    """The first instalment falls due in the past, or in more than ten years."""


class InstalmentsTooSmall(ContentRefused):
    """The price has fewer minor units than there are instalments."""


class RebateInOtherCurrency(ContentRefused):
    """The rebate is not in the currency of the contract."""


class RebateExceedsMarkup(ContentRefused):
    """The rebate is more than the markup that remains, or all that is left to pay."""


Agrees = Request | Contract


def _bank(_: Any, __: Any, context: MurabahaContext) -> Mapping[str, Any]:
    return {"bank_id": context.bank.bank_id if context.bank else None}


def _order(_: Any, __: Any, context: MurabahaContext) -> Mapping[str, Any]:
    return {"purchase_order_id": context.financed.order_id, "order_status": context.financed.status}


def _totals(_: Any, __: Any, context: MurabahaContext) -> Mapping[str, Any]:
    base_total = context.financed.base_total
    assert base_total is not None
    return {
        "total": context.financed.total.to_wire(),
        "base_total": base_total.to_wire(),
        "threshold": threshold_in(base_total.currency).to_wire(),
    }


def _costs(state: MurabahaContract, _: Any, context: MurabahaContext) -> Mapping[str, Any]:
    return {
        "cost": state.signed.cost.to_wire(),
        "order_total": context.financed.total.to_wire(),
    }


def _terms(state: MurabahaContract, command: Agrees) -> FinancingTerms:
    """The terms that are agreed on: stated when it is asked for, kept until it is signed."""
    return command if isinstance(command, Request) else state.elected.terms


@rule(BankNotActive, _bank)
def bank_is_active(context: MurabahaContext) -> bool:
    """The financing bank is an active supplier."""
    return context.bank is None or context.bank.active


@rule(UnknownBank, lambda _, command, __: {"bank_id": command.bank_id})
def bank_is_known(command: Request, context: MurabahaContext) -> bool:
    """The financing bank is one of our suppliers."""
    return context.bank is not None


@rule(BankIsTheSupplier, _bank)
def bank_is_not_the_supplier(command: Request, context: MurabahaContext) -> bool:
    """The bank buys the goods from somebody else."""
    return command.bank_id != context.financed.supplier_id


@rule(FinancingRateMissing)
def foreign_cost_has_a_rate(context: MurabahaContext) -> bool:
    """The total of the order can be converted to the base currency."""
    return context.financed.base_total is not None


@rule(OrderBelowFinancingThreshold, _totals)
def cost_exceeds_the_threshold(context: MurabahaContext) -> bool:
    """Orders above 50,000.00 in the base currency can be financed."""
    total = context.financed.base_total
    return total is None or total > threshold_in(total.currency)


@rule(MarkupInOtherCurrency)
def markup_is_in_the_orders_currency(
    state: MurabahaContract, command: Agrees, context: MurabahaContext
) -> bool:
    """The markup is in the currency of the order."""
    markup = _terms(state, command).markup
    return markup is None or markup.currency == context.financed.total.currency


@rule(MarkupTooHigh)
def markup_is_at_most_the_cost(
    state: MurabahaContract, command: Agrees, context: MurabahaContext
) -> bool:
    """The markup is at most what the goods cost."""
    cost = context.financed.total
    return _terms(state, command).markup_on(cost) <= cost


@rule(FirstDueDateOutOfRange)
def first_instalment_is_due_in_time(command: Request, context: MurabahaContext) -> bool:
    """The first instalment falls due today or later, and within ten years."""
    today = context.today
    return today <= command.first_due_date <= today + _TEN_YEARS


@rule(InstalmentsTooSmall)
def every_instalment_is_worth_something(
    state: MurabahaContract, command: Agrees, context: MurabahaContext
) -> bool:
    """Every instalment is at least one minor unit."""
    parts = schedule(context.financed.total, _terms(state, command))
    return all(part.amount for part in parts)


@rule(OrderNotApproved, _order)
def order_is_approved(context: MurabahaContext) -> bool:
    """What the order costs is approved before a price is fixed on it."""
    return context.financed.approved


@rule(OrderNotIssued, _order)
def order_is_issued(context: MurabahaContext) -> bool:
    """The order is with the supplier before the bank buys the goods."""
    return context.financed.issued


@rule(FinancedCostChanged, _costs)
def order_costs_what_was_signed(state: MurabahaContract, context: MurabahaContext) -> bool:
    """The bank buys the goods for what was signed."""
    return context.financed.total == state.signed.cost


@rule(OrderNotReceived, _order)
def order_is_received(context: MurabahaContext) -> bool:
    """The goods are there before they change hands."""
    return context.financed.received


@rule(SettlementAlreadyAgreed)
def no_settlement_is_agreed(state: MurabahaContract) -> bool:
    """A contract is settled early once."""
    return state.settlement is None


@rule(NothingLeftToSettle)
def something_is_left_to_settle(state: MurabahaContract, context: MurabahaContext) -> bool:
    """There are instalments that no payment run has taken up."""
    return bool(state.open_instalments(context.under_way))


@rule(RebateInOtherCurrency)
def rebate_is_in_the_contracts_currency(state: MurabahaContract, command: Settle) -> bool:
    """The rebate is in the currency of the contract."""
    return command.rebate is None or command.rebate.currency == state.signed.price.currency


def _rest(state: MurabahaContract, _: Any, context: MurabahaContext) -> Mapping[str, Any]:
    amount, markup = left_to_settle(state, context)
    return {"remaining": amount.to_wire(), "remaining_markup": markup.to_wire()}


@rule(RebateExceedsMarkup, _rest)
def rebate_is_at_most_the_remaining_markup(
    state: MurabahaContract, command: Settle, context: MurabahaContext
) -> bool:
    """A rebate is given on the markup that remains, and leaves something to pay."""
    amount, markup = left_to_settle(state, context)
    return command.rebate is None or (command.rebate <= markup and command.rebate < amount)


@rule(InstalmentNotOwed, lambda _, command, __: {"number": command.number})
def instalment_is_owed(state: MurabahaContract, command: RecordPaid) -> bool:
    """What is paid was owed."""
    return command.number in state.unpaid


@rule(InstalmentNotPaid, lambda _, command, __: {"number": command.number})
def instalment_is_paid(state: MurabahaContract, command: RecordReturned) -> bool:
    """What is taken back had counted as paid."""
    return command.number in state.paid


def left_to_settle(state: MurabahaContract, context: MurabahaContext) -> tuple[Money, Money]:
    """What an early settlement takes the place of, and the markup within that."""
    left, currency = state.open_instalments(context.under_way), state.signed.price.currency
    return amount_of(left, currency), markup_of(left, currency)
