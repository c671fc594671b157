"""What readers of payments, runs and bank reports see."""

import json
from typing import Any

import pytest

from application.documents import bank_report, payment, payment_run
from application.ports.states import Folded
from domain.payments.payment import commands as c
from domain.shared.ids import BankReportId, PaymentId, PaymentRunId
from tests.application.documents.folding import folded
from tests.domain.payments.payment_events import RUN, disbursed, euros, failed, scheduled
from tests.domain.payments.run_events import proposed, sent
from tests.domain.purchasing.people import ANN, DAN, uuid
from tests.given_when_then import NOON, Outcome
from tests.machines.samples.bank_report import BANK_REPORTS
from tests.machines.samples.payment import PAYMENTS
from tests.machines.samples.payment_run import PAYMENT_RUNS
from tests.machines.walk import Samples, walk

PAYMENT = PaymentId.of(uuid(1))
KINDS = (
    (PAYMENTS, payment, payment.PaymentDocument, PAYMENT),
    (PAYMENT_RUNS, payment_run, payment_run.PaymentRunDocument, RUN),
    (BANK_REPORTS, bank_report, bank_report.BankReportDocument, BankReportId.of(uuid(1))),
)


def shown(outcome: Outcome[Any]) -> dict[str, Any]:
    """A payment as JSON."""
    found: dict[str, Any] = json.loads(payment.render(folded(outcome, PAYMENT)))
    return found


def test_a_scheduled_payment_says_what_is_owed_and_until_when_it_is_cheaper() -> None:
    seen = shown(scheduled(terms="2/10 NET30"))
    assert (seen["id"], seen["paymentId"], seen["status"]) == (PAYMENT, PAYMENT, "Scheduled")
    assert (seen["dueOn"], seen["discountUntil"]) == ("2026-04-30", "2026-04-10")
    assert (seen["payableNow"], seen["attempt"], seen["failure"]) == (True, None, None)


def test_a_payment_on_its_way_says_in_which_run_and_how_much() -> None:
    seen = shown(disbursed())
    assert (seen["attempt"]["paymentRunId"], seen["attempt"]["attempt"]) == (RUN, 1)
    assert seen["payableNow"] is False


def test_a_failed_payment_says_why_in_the_words_of_the_bank() -> None:
    seen = shown(failed())
    assert seen["failure"]["reasonCode"] == "AC04"
    assert (seen["payableNow"], seen["attempts"]) == (True, 1)


def test_a_credit_leaves_what_was_scheduled_in_view() -> None:
    less = shown(scheduled().when(c.Reduce(by=euros("30.00")), by=ANN))
    assert less["scheduledAmount"]["amount"] == "100.00"
    assert less["amount"]["amount"] == "70.00"


def test_a_run_says_who_proposed_and_who_approved_it_and_a_preview_says_that_it_is_one() -> None:
    seen = json.loads(payment_run.render(folded(sent(), RUN)))
    assert (seen["proposedBy"], seen["approvedBy"], seen["dryRun"]) == (ANN, DAN, False)
    assert (seen["transferCount"], seen["paymentCount"]) == (2, 2)
    preview = Folded(RUN, proposed().state, 0, NOON, NOON)
    assert json.loads(payment_run.render(preview))["dryRun"] is True


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind[0].name)
def test_every_state_is_shown_the_same_way_every_time(
    kind: tuple[Samples, Any, Any, PaymentRunId],
) -> None:
    samples, module, model, stream_id = kind
    for state in walk(samples).states[1:]:
        once = Folded(stream_id, state, 9, NOON, NOON)
        assert module.render(once) == module.render(once)
        assert model.model_validate_json(module.render(once)) == module.document(once)
