"""Policies hold from the first moment, each with its own version, and every change has an author."""

from decimal import Decimal
from uuid import UUID

import pytest
from pydantic import ValidationError

from domain.governance.policy import commands as c
from domain.governance.policy import events as e
from domain.governance.policy.machine import POLICY, Policy, Status, policy_id
from domain.governance.policy.paying_accounts import PayingAccounts
from domain.governance.policy.rules import thresholds_are_in_the_base_currency
from domain.shared.approval_level import ApprovalThresholds
from domain.shared.approval_mode import ApprovalMode
from domain.shared.currency import Currency
from domain.shared.ids import TenantId, UserId
from domain.shared.tolerance import DEFAULT_TOLERANCE, Joined, LowerSide, Tolerance
from tests.given_when_then import NOON, Outcome, Stories

ADA, MAX = (UserId.of(UUID(f"00000000-0000-4000-8000-{n:012}")) for n in (1, 2))

given = Stories(POLICY).given


def adopted(currency: str = "EUR") -> Outcome[Policy]:
    """A tenant began."""
    return given().when(c.Adopt(base_currency=Currency(currency)), by=ADA)


def thresholds(l1: str, l2: str, currency: str = "EUR") -> ApprovalThresholds:
    """Thresholds as they come over the wire."""
    return ApprovalThresholds.model_validate({"currency": currency, "l1": l1, "l2": l2})


@pytest.mark.parametrize("currency", ["EUR", "JPY", "KWD"])
def test_the_defaults_are_in_the_tenants_own_currency(currency: str) -> None:
    policies = adopted(currency).leads_to(Status.IN_FORCE).state.policies
    assert policies.approval_thresholds.value == thresholds("1000", "10000", currency)
    assert policies.approval_mode.value is ApprovalMode.SINGLE
    assert policies.match_tolerance.value == policies.receipt_tolerance.value == DEFAULT_TOLERANCE


def test_the_first_policies_are_version_one_and_have_an_author() -> None:
    policies = adopted().state.policies
    for setting in (
        policies.approval_thresholds,
        policies.approval_mode,
        policies.match_tolerance,
        policies.receipt_tolerance,
    ):
        assert (setting.version, setting.set_by, setting.set_at) == (1, ADA, NOON)


def test_policies_are_adopted_once() -> None:
    adopted().when(c.Adopt(base_currency=Currency("USD")), by=ADA).impossible()


def test_new_thresholds_name_their_author_and_version() -> None:
    wanted = thresholds("500", "5000")
    changed = adopted().when(c.SetApprovalThresholds(thresholds=wanted), by=MAX)
    changed.then(
        e.ApprovalThresholdsSet(policy_version=2, set_by=MAX, set_at=NOON, thresholds=wanted)
    )
    assert changed.state.policies.approval_thresholds.value == wanted


def test_thresholds_in_another_currency_are_refused() -> None:
    foreign = c.SetApprovalThresholds(thresholds=thresholds("500", "5000", "USD"))
    adopted().when(foreign, by=MAX).refused(
        thresholds_are_in_the_base_currency, base_currency="EUR", currency="USD"
    )


def test_each_policy_counts_for_itself() -> None:
    modes = (ApprovalMode.SEQUENTIAL, ApprovalMode.SINGLE, ApprovalMode.SEQUENTIAL)
    story = adopted()
    for mode in modes:
        story = story.when(c.SetApprovalMode(mode=mode), by=MAX)
    policies = story.when(c.SetReceiptTolerance(tolerance=Tolerance()), by=MAX).state.policies
    assert policies.approval_mode.version == 4
    assert policies.receipt_tolerance.version == 2
    assert policies.match_tolerance.version == 1
    assert policies.approval_thresholds.version == 1


def test_setting_what_applies_already_is_a_decision_of_its_own() -> None:
    again = adopted().when(c.SetApprovalMode(mode=ApprovalMode.SINGLE), by=MAX)
    assert again.state.policies.approval_mode.set_by == MAX


def test_a_tolerance_is_kept_with_everything_that_was_said() -> None:
    wanted = Tolerance(
        percent=Decimal("1.5"),
        absolute=Decimal(5),
        operator=Joined.OR,
        lower_side=LowerSide.WARN,
    )
    changed = adopted().when(c.SetMatchTolerance(tolerance=wanted), by=MAX)
    changed.then(e.MatchToleranceSet(policy_version=2, set_by=MAX, set_at=NOON, tolerance=wanted))
    assert changed.state.policies.match_tolerance.value == wanted
    assert changed.state.policies.receipt_tolerance.value == DEFAULT_TOLERANCE


@pytest.mark.parametrize(
    ("l1", "l2"),
    [("1000", "1000"), ("2000", "1000"), ("-1", "1000"), ("1000.001", "2000"), (1000, 2000)],
)
def test_thresholds_that_make_no_sense_are_no_command(l1: object, l2: object) -> None:
    body = {"thresholds": {"currency": "EUR", "l1": l1, "l2": l2}}
    with pytest.raises(ValidationError):
        c.SetApprovalThresholds.model_validate(body)


def test_the_policies_of_a_tenant_are_found_without_looking() -> None:
    tenant = TenantId.of(ADA.uuid)
    assert policy_id(tenant).uuid == tenant.uuid


def account(currency: str, iban: str = "DE89370400440532013000") -> dict[str, str]:
    """An account of ours as it comes over the wire."""
    return {"iban": iban, "holder": "Acme", "currency": currency}


def test_a_tenant_pays_from_no_account_until_it_names_one() -> None:
    assert adopted().state.policies.paying_accounts.value.accounts == ()


def test_paying_accounts_are_set_all_at_once_one_for_each_currency() -> None:
    wanted = PayingAccounts.model_validate({"accounts": [account("EUR"), account("USD")]})
    changed = adopted().when(c.SetPayingAccounts(paying_accounts=wanted), by=MAX)
    changed.then_only(e.PayingAccountsSet, policy_version=2, set_by=MAX, paying_accounts=wanted)
    assert changed.state.policies.paying_accounts.value == wanted


def test_a_run_never_has_to_choose_between_two_accounts() -> None:
    twice = {"accounts": [account("EUR"), account("EUR", "GB29NWBK60161331926819")]}
    with pytest.raises(ValidationError, match="one account for each currency"):
        PayingAccounts.model_validate(twice)
