"""The policies that are tried on the past, and whether the tenant could set them at all."""

from typing import Self

from pydantic import model_validator

from domain.governance.policy.commands import (
    SetApprovalMode,
    SetApprovalThresholds,
    SetMatchTolerance,
    SetReceiptTolerance,
)
from domain.governance.policy.machine import POLICY, Policy
from domain.shared.approval_level import ApprovalThresholds
from domain.shared.approval_mode import ApprovalMode
from domain.shared.context import Context
from domain.shared.invalid_value import InvalidValue
from domain.shared.message import Command, Message
from domain.shared.tolerance import Tolerance


class NothingTried(InvalidValue):
    """No policy was named, so that nothing could come out otherwise."""


class TriedPolicies(Message):
    """Policies in place of those that applied; whichever is not named stays what it was at the time."""

    match_tolerance: Tolerance | None = None
    receipt_tolerance: Tolerance | None = None
    approval_thresholds: ApprovalThresholds | None = None
    approval_mode: ApprovalMode | None = None

    @property
    def on_approvals(self) -> bool:
        """True when thresholds or mode are tried."""
        return self.approval_thresholds is not None or self.approval_mode is not None

    @model_validator(mode="after")
    def _tries_something(self) -> Self:
        tolerances = (self.match_tolerance, self.receipt_tolerance)
        if not self.on_approvals and tolerances == (None, None):
            raise NothingTried("must name one policy at least")
        return self


def must_be_settable(tried: TriedPolicies, policy: Policy) -> None:
    """Raises the `Refused` with which the tenant would be told that it cannot have such a policy."""
    setting = policy.policies.approval_thresholds
    for command in _commands(tried):
        POLICY.decide(policy, command, Context(setting.set_by, setting.set_at))


def _commands(tried: TriedPolicies) -> list[Command]:
    commands: list[Command] = []
    if tried.match_tolerance is not None:
        commands.append(SetMatchTolerance(tolerance=tried.match_tolerance))
    if tried.receipt_tolerance is not None:
        commands.append(SetReceiptTolerance(tolerance=tried.receipt_tolerance))
    if tried.approval_thresholds is not None:
        commands.append(SetApprovalThresholds(thresholds=tried.approval_thresholds))
    if tried.approval_mode is not None:
        commands.append(SetApprovalMode(mode=tried.approval_mode))
    return commands
