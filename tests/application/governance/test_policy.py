"""A tenant's policies are set by people, versioned, and never in a currency that totals are not in."""

from decimal import Decimal

import pytest

from application.documents.policy import document, policy_document
from application.failures import DocumentNotFound, PreconditionFailed
from application.governance.policy import (
    policies_in_force,
    set_approval_mode,
    set_approval_thresholds,
    set_match_tolerance,
    set_receipt_tolerance,
)
from application.ports.event_store import Upto
from application.ports.states import Folded
from application.request import Request
from application.work import Work
from domain.governance.policy.machine import POLICY, Policies, Policy, policy_id
from domain.governance.policy.rules import ThresholdsNotInBaseCurrency
from domain.shared.approval_level import ApprovalThresholds
from domain.shared.approval_mode import ApprovalMode
from domain.shared.tolerance import DEFAULT_TOLERANCE, Tolerance
from tests.application.stage import Stage

NOW = Upto()


def thresholds(l1: str, l2: str, currency: str = "EUR") -> ApprovalThresholds:
    """Thresholds as they come over the wire."""
    return ApprovalThresholds.model_validate({"currency": currency, "l1": l1, "l2": l2})


async def policies(stage: Stage, upto: Upto = NOW) -> Folded[Policy]:
    """The policies as the log tells them."""
    return await stage.states.load_at(stage.tenant, POLICY, policy_id(stage.tenant), upto)


async def test_a_new_tenant_has_the_defaults_in_its_own_currency(stage: Stage) -> None:
    await stage.opened()
    in_force = (await policies(stage)).state.policies
    assert in_force.approval_thresholds.value == thresholds("1000.00", "10000.00")
    assert in_force.approval_mode.value is ApprovalMode.SINGLE
    assert in_force.match_tolerance.value == DEFAULT_TOLERANCE
    assert in_force.receipt_tolerance.value == DEFAULT_TOLERANCE


async def test_setting_one_policy_counts_that_one_alone(stage: Stage) -> None:
    admin = await stage.opened()
    await stage.do(admin, set_approval_mode(ApprovalMode.SEQUENTIAL))
    await stage.do(admin, set_match_tolerance(Tolerance(percent=Decimal(5))))
    await stage.do(admin, set_match_tolerance(Tolerance(percent=Decimal(3))))
    shown = {item.name: item.policy_version for item in document(await policies(stage)).items}
    assert shown == {
        "approval-thresholds": 1,
        "approval-mode": 2,
        "match-tolerance": 3,
        "receipt-tolerance": 1,
        "paying-accounts": 1,
    }


async def test_what_applied_before_is_still_known(stage: Stage) -> None:
    admin = await stage.opened()
    await stage.do(admin, set_approval_thresholds(thresholds("500.00", "5000.00")))
    await stage.do(admin, set_receipt_tolerance(Tolerance(percent=Decimal(0))))
    before, after = await policies(stage, Upto(version=1)), await policies(stage)
    assert before.state.policies.approval_thresholds.value == thresholds("1000", "10000")
    assert after.state.policies.approval_thresholds.value == thresholds("500", "5000")
    assert after.state.policies.approval_thresholds.set_by == admin


async def test_thresholds_in_another_currency_are_refused(stage: Stage) -> None:
    admin = await stage.opened()
    with pytest.raises(ThresholdsNotInBaseCurrency) as refused:
        await stage.do(admin, set_approval_thresholds(thresholds("500", "5000", "USD")))
    assert refused.value.facts == {"base_currency": "EUR", "currency": "USD"}


async def test_a_policy_is_not_set_over_one_that_the_caller_has_not_seen(stage: Stage) -> None:
    admin = await stage.opened()
    await stage.do(admin, set_approval_mode(ApprovalMode.SEQUENTIAL))
    stale = Request(stage.tenant, admin, if_match=1)
    with pytest.raises(PreconditionFailed):
        await stage.desk.carry_out(stale, set_approval_mode(ApprovalMode.SINGLE))


async def test_a_tenant_that_was_never_opened_has_no_policies(stage: Stage) -> None:
    admin = await stage.opened()
    with pytest.raises(DocumentNotFound):
        await stage.elsewhere().do(admin, set_approval_mode(ApprovalMode.SINGLE))


async def test_decisions_elsewhere_read_what_is_in_force(stage: Stage) -> None:
    admin = await stage.opened()
    await stage.do(admin, set_approval_mode(ApprovalMode.SEQUENTIAL))
    seen: list[Policies] = []

    async def asks(work: Work) -> Folded[Policy]:
        seen.append(await policies_in_force(work))
        return await work.load(POLICY, policy_id(stage.tenant))

    await stage.do(admin, asks)
    assert seen[0].approval_mode.value is ApprovalMode.SEQUENTIAL


async def test_a_policy_is_shown_as_it_is_set(stage: Stage) -> None:
    admin = await stage.opened()
    await stage.do(admin, set_approval_thresholds(thresholds("500.00", "5000.00")))
    shown = policy_document(await policies(stage), "approval-thresholds").model_dump(mode="json")
    assert {name: shown[name] for name in ("currency", "l1", "l2")} == {
        "currency": "EUR",
        "l1": "500.00",
        "l2": "5000.00",
    }
    assert (shown["name"], shown["version"], shown["policyVersion"]) == (
        "approval-thresholds",
        2,
        2,
    )
    assert shown["setBy"] == admin
