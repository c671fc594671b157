"""What must hold for policies."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from domain.governance.policy.commands import SetApprovalThresholds
from domain.shared.refusal import ContentRefused
from domain.shared.rule import rule

if TYPE_CHECKING:
    from domain.governance.policy.machine import Policy


class ThresholdsNotInBaseCurrency(ContentRefused):
    """The thresholds are not in the tenant's base currency."""


def _currencies(state: "Policy", command: SetApprovalThresholds, _: Any) -> Mapping[str, Any]:
    return {"base_currency": state.base_currency, "currency": command.thresholds.currency}


@rule(ThresholdsNotInBaseCurrency, _currencies)
def thresholds_are_in_the_base_currency(state: "Policy", command: SetApprovalThresholds) -> bool:
    """Approval thresholds are in the tenant's base currency, because totals are compared in it."""
    return command.thresholds.currency == state.base_currency
