"""What is recorded of a contract once its rules hold."""

from collections.abc import Callable, Mapping
from typing import Any

from domain.murabaha.context import MurabahaContext
from domain.murabaha.contract import commands as c
from domain.murabaha.contract import events as e
from domain.murabaha.contract.rules import left_to_settle
from domain.murabaha.contract.state import MurabahaContract, Status
from domain.murabaha.contract.terms import FinancingTerms, schedule, threshold_in
from domain.shared.context import Context
from domain.shared.machine import Decision
from domain.shared.message import Command, Event
from domain.shared.money import Money

Happened = tuple[Event, ...]


def _request(_: MurabahaContract, command: c.Request, context: MurabahaContext) -> Happened:
    order, bank = context.financed, context.bank
    assert bank is not None
    assert order.base_total is not None
    asked = {name: getattr(command, name) for name in FinancingTerms.model_fields}
    return (
        e.MurabahaRequested(
            purchase_order_id=order.order_id,
            supplier_id=order.supplier_id,
            bank_id=bank.bank_id,
            bank_name=bank.name,
            terms=FinancingTerms(**asked),
            total=order.total,
            base_total=order.base_total,
            exchange_rate=order.exchange_rate,
            threshold=threshold_in(order.base_total.currency),
            requested_by=context.actor,
        ),
    )


def _contract(state: MurabahaContract, command: c.Contract, context: MurabahaContext) -> Happened:
    cost, terms = context.financed.total, state.elected.terms
    markup = terms.markup_on(cost)
    return (
        e.MurabahaContracted(
            **_parties(state),
            cost=cost,
            markup=markup,
            price=cost + markup,
            instalments=schedule(cost, terms),
            contracted_by=context.actor,
            comment=command.comment,
        ),
    )


def _acquire(state: MurabahaContract, command: c.Acquire, context: Context) -> Happened:
    return (
        e.MurabahaAssetAcquired(
            **_parties(state),
            cost=state.signed.cost,
            acquired_by=context.actor,
            comment=command.comment,
        ),
    )


def _transfer(state: MurabahaContract, command: c.Transfer, context: Context) -> Happened:
    return (
        e.MurabahaAssetTransferred(
            **_parties(state),
            price=state.signed.price,
            transferred_by=context.actor,
            comment=command.comment,
        ),
    )


def _activate(state: MurabahaContract, _: c.Activate, __: Context) -> Happened:
    return (e.MurabahaActivated(outstanding=state.outstanding),)


def _settle(state: MurabahaContract, command: c.Settle, context: MurabahaContext) -> Happened:
    amount, markup = left_to_settle(state, context)
    rebate = command.rebate or Money.zero(amount.currency)
    return (
        e.MurabahaSettlementAgreed(
            number=len(state.signed.instalments) + 1,
            replaces=tuple(one.number for one in state.open_instalments(context.under_way)),
            remaining=amount,
            remaining_markup=markup,
            rebate=rebate,
            amount=(amount - rebate).money(),
            due_on=context.today,
            agreed_by=context.actor,
            comment=command.comment,
        ),
    )


def _record_paid(state: MurabahaContract, command: c.RecordPaid, _: Context) -> Happened:
    amount = state.owed[command.number]
    left = (state.outstanding - amount).money()
    paid = e.MurabahaInstalmentPaid(**_moved(state, command, amount), outstanding=left)
    if left:
        return (paid,)
    rebate = state.settlement.rebate if state.settlement else Money.zero(amount.currency)
    settled = e.MurabahaSettled(**_parties(state), paid=state.total_paid + amount, rebate=rebate)
    return (paid, settled)


def _record_returned(state: MurabahaContract, command: c.RecordReturned, _: Context) -> Happened:
    amount = state.owed[command.number]
    kind = e.MurabahaReopened if state.status is Status.SETTLED else e.MurabahaInstalmentReturned
    return (kind(**_moved(state, command, amount), outstanding=state.outstanding + amount),)


def _ends(order_cancelled: bool) -> Callable[[MurabahaContract, Any, Context], Happened]:
    """The end of the financing, for its own sake or with the order."""

    def end(state: MurabahaContract, command: c.Cancel | c.EndWithOrder, by: Context) -> Happened:
        return (
            e.MurabahaCancelled(
                **_parties(state),
                reason=command.reason,
                order_cancelled=order_cancelled,
                asset_was_acquired=state.status is Status.ASSET_ACQUIRED,
                cancelled_by=by.actor,
            ),
        )

    return end


def _parties(state: MurabahaContract) -> dict[str, Any]:
    return {"purchase_order_id": state.elected.order_id, "bank_id": state.elected.bank_id}


def _moved(
    state: MurabahaContract, command: c.RecordPaid | c.RecordReturned, amount: Money
) -> dict[str, Any]:
    return {**_parties(state), **dict(command), "amount": amount}


DECISIONS: Mapping[type[Command], Decision] = {
    c.Request: _request,
    c.Contract: _contract,
    c.Acquire: _acquire,
    c.Transfer: _transfer,
    c.Activate: _activate,
    c.Settle: _settle,
    c.RecordPaid: _record_paid,
    c.RecordReturned: _record_returned,
    c.Cancel: _ends(order_cancelled=False),
    c.EndWithOrder: _ends(order_cancelled=True),
}
