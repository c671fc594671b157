"""What each event changes in a contract; nothing here refuses."""

from collections.abc import Mapping
from dataclasses import replace

from domain.murabaha.contract import events as e
from domain.murabaha.contract.state import Election, MurabahaContract, Price, Settlement
from domain.shared.ids import UserId
from domain.shared.machine import Application
from domain.shared.message import Event


def _requested(state: MurabahaContract, event: e.MurabahaRequested) -> MurabahaContract:
    election = Election(
        order_id=event.purchase_order_id,
        supplier_id=event.supplier_id,
        bank_id=event.bank_id,
        bank_name=event.bank_name,
        terms=event.terms,
        total=event.total,
        base_total=event.base_total,
        exchange_rate=event.exchange_rate,
        threshold=event.threshold,
        requested_by=event.requested_by,
    )
    return _handled(replace(state, election=election), event.requested_by)


def _contracted(state: MurabahaContract, event: e.MurabahaContracted) -> MurabahaContract:
    signed = Price(event.cost, event.markup, event.price, event.instalments)
    return _handled(replace(state, agreed=signed), event.contracted_by)


def _acquired(state: MurabahaContract, event: e.MurabahaAssetAcquired) -> MurabahaContract:
    return _handled(state, event.acquired_by)


def _transferred(state: MurabahaContract, event: e.MurabahaAssetTransferred) -> MurabahaContract:
    return _handled(state, event.transferred_by)


def _unchanged(state: MurabahaContract, _: Event) -> MurabahaContract:
    return state


def _paid(state: MurabahaContract, event: e.InstalmentMoved) -> MurabahaContract:
    return replace(state, paid=state.paid | {event.number})


def _owed_again(state: MurabahaContract, event: e.InstalmentMoved) -> MurabahaContract:
    return replace(state, paid=state.paid - {event.number})


def _settlement_agreed(
    state: MurabahaContract, event: e.MurabahaSettlementAgreed
) -> MurabahaContract:
    settlement = Settlement(
        number=event.number,
        replaces=event.replaces,
        remaining=event.remaining,
        remaining_markup=event.remaining_markup,
        rebate=event.rebate,
        amount=event.amount,
        due_on=event.due_on,
    )
    return _handled(replace(state, settlement=settlement), event.agreed_by)


def _cancelled(state: MurabahaContract, event: e.MurabahaCancelled) -> MurabahaContract:
    return replace(state, reason=event.reason)


def _handled(state: MurabahaContract, by: UserId) -> MurabahaContract:
    if by in state.handled_by:
        return state
    return replace(state, handled_by=(*state.handled_by, by))


APPLICATIONS: Mapping[type[Event], Application] = {
    e.MurabahaRequested: _requested,
    e.MurabahaContracted: _contracted,
    e.MurabahaAssetAcquired: _acquired,
    e.MurabahaAssetTransferred: _transferred,
    e.MurabahaActivated: _unchanged,
    e.MurabahaInstalmentPaid: _paid,
    e.MurabahaInstalmentReturned: _owed_again,
    e.MurabahaReopened: _owed_again,
    e.MurabahaSettlementAgreed: _settlement_agreed,
    e.MurabahaSettled: _unchanged,
    e.MurabahaCancelled: _cancelled,
}
