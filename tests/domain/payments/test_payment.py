"""A payment is made once: whoever is late, or speaks of another attempt, changes nothing."""

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from domain.payments.payment import commands as c
from domain.payments.payment import events as e
from domain.payments.payment.rules import (
    no_run_has_it,
    run_has_it,
    something_is_left,
    something_is_owed,
    transfer_is_what_is_owed,
)
from domain.payments.payment.state import Status, payment_of
from domain.shared.context import SYSTEM
from domain.shared.ids import MurabahaId, SupplierInvoiceId
from tests.domain.payments.payment_events import (
    NEXT_RUN,
    RUN,
    collect,
    collected,
    disbursed,
    euros,
    fail,
    failed,
    given,
    payable,
    remit,
    remitted,
    returned,
    scheduled,
)
from tests.domain.purchasing.people import ANN, BEN, uuid

CANCEL = c.Cancel(reason="disputed")
REDUCE = c.Reduce(by=euros("30.00"))


def test_an_invoice_has_one_payment_whoever_asks_and_however_often() -> None:
    invoice = SupplierInvoiceId.of(uuid(7))
    assert payment_of(invoice).uuid == invoice.uuid
    scheduled().when(c.Schedule(payable=payable()), by=SYSTEM).impossible()


def test_nothing_is_scheduled_for_nothing() -> None:
    given().when(c.Schedule(payable=payable("0.00")), by=SYSTEM).refused(something_is_owed)


def test_a_debt_is_for_an_invoice_or_for_an_instalment() -> None:
    contract: dict[str, Any] = {"murabaha_id": MurabahaId.of(uuid(1)), "instalment": 1}
    assert payable(invoice_id=None, **contract).instalment == 1
    for wrong in (
        contract,
        {"invoice_id": None},
        {"invoice_id": None, **contract, "instalment": None},
    ):
        with pytest.raises(ValidationError):
            payable(**wrong)


def test_a_run_takes_a_payment_up_once() -> None:
    held = collected().leads_to(Status.SCHEDULED)
    assert held.state.collected
    held.when(collect(NEXT_RUN), by=BEN).refused(no_run_has_it, payment_run_id=RUN)
    held.when(CANCEL, by=BEN).refused(no_run_has_it)
    held.when(REDUCE, by=BEN).refused(no_run_has_it)


@pytest.mark.parametrize(
    ("pays", "discount"), [("99.99", "0.00"), ("100.00", "2.00"), ("0.00", "100.00")]
)
def test_a_run_pays_what_is_owed_less_the_discount_and_nothing_else(
    pays: str, discount: str
) -> None:
    command = collect(pays=pays, discount=discount)
    scheduled().when(command, by=ANN).refused(transfer_is_what_is_owed)
    scheduled().when(collect(pays="98.00", discount="2.00"), by=ANN).then_only(
        e.PaymentCollected, pays=euros("98.00"), discount=euros("2.00"), attempt=1
    )


def test_a_run_that_is_called_off_gives_the_payment_back() -> None:
    free = collected().when(c.LetGo(payment_run_id=RUN, reason="wrong day"), by=ANN)
    assert free.state.payable_now
    free.when(collect(NEXT_RUN), by=BEN).then_only(e.PaymentCollected, attempt=2)


def test_another_run_cannot_give_it_back_or_speak_for_it() -> None:
    letting_go = c.LetGo(payment_run_id=NEXT_RUN, reason="wrong day")
    collected().when(letting_go, by=ANN).refused(run_has_it)
    disbursed().when(remit(NEXT_RUN), by=ANN).refused(run_has_it)
    scheduled().when(c.Disburse(payment_run_id=RUN), by=ANN).refused(run_has_it)


def test_a_remitted_payment_is_over() -> None:
    paid = remitted().leads_to(Status.REMITTED)
    for command in (remit(), collect(NEXT_RUN), CANCEL, REDUCE, fail()):
        paid.when(command, by=ANN).impossible()


def test_what_moves_money_says_again_whom_it_concerns() -> None:
    moved = remitted().events[0]
    assert isinstance(moved, e.PaymentRemitted)
    assert (moved.invoice_id, moved.amount) == (payable().invoice_id, euros("100.00"))
    assert (moved.payment_run_id, moved.attempt, moved.status) == (RUN, 1, "ACSC")


def test_a_failed_payment_keeps_the_banks_reason_and_is_payable_by_the_next_run() -> None:
    lost = failed().leads_to(Status.FAILED)
    failure = lost.state.failure
    assert failure is not None
    assert (failure.reason_code, failure.reason) == ("AC04", "the account is closed")
    again = lost.when(collect(NEXT_RUN), by=ANN).leads_to(Status.SCHEDULED)
    assert again.state.attempts == 2
    again.when(remit(), by=ANN).impossible()
    sent = again.when(c.Disburse(payment_run_id=NEXT_RUN), by=SYSTEM)
    sent.when(remit(), by=ANN).refused(run_has_it)
    sent.when(remit(NEXT_RUN), by=ANN).leads_to(Status.REMITTED)


def test_the_bank_may_change_its_mind_both_ways() -> None:
    failed().when(remit(), by=ANN).leads_to(Status.REMITTED)
    back = remitted().when(returned(), by=ANN).leads_to(Status.FAILED)
    assert back.state.payable_now


def test_a_credit_makes_it_less_and_never_nothing() -> None:
    less = scheduled().when(REDUCE, by=ANN)
    less.then_only(e.PaymentReduced, amount=euros("70.00"), reduced_by=euros("30.00"))
    less.when(c.Reduce(by=euros("70.00")), by=ANN).refused(something_is_left)
    less.when(collect(pays="70.00"), by=ANN).leads_to(Status.SCHEDULED)


def test_a_cancelled_payment_is_scheduled_again_with_what_is_owed_then() -> None:
    gone = failed().when(CANCEL, by=ANN).leads_to(Status.CANCELLED)
    gone.when(collect(NEXT_RUN), by=ANN).impossible()
    again = gone.when(c.Schedule(payable=payable("80.00")), by=SYSTEM).leads_to(Status.SCHEDULED)
    assert (again.state.owed, again.state.attempts) == (euros("80.00"), 1)
    assert again.state.payable_now


@pytest.mark.parametrize(
    ("on", "due", "discount"),
    [
        (date(2026, 4, 10), True, "2.00"),
        (date(2026, 4, 11), False, "0.00"),
        (date(2026, 4, 29), False, "0.00"),
        (date(2026, 4, 30), True, "0.00"),
    ],
)
def test_it_is_due_on_its_day_or_while_paying_early_is_worth_it(
    on: date, due: bool, discount: str
) -> None:
    payment = scheduled(terms="2/10 NET30").state
    assert payment.is_due(on) is due
    assert payment.debt.discount(payment.owed, on) == euros(discount)


def test_the_discount_is_of_what_is_still_owed() -> None:
    payment = scheduled(terms="2/10 NET30").when(REDUCE, by=ANN).state
    assert payment.debt.discount(payment.owed, date(2026, 4, 1)) == euros("1.40")
