"""How a policy that is tried on the past is asked for: each part of it is a parameter."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, Field, ValidationError

from api.http.binding import invalid
from api.http.past import PARAMETERS, LogPosition, instant
from application.audit.backtest.backtest import Period
from application.audit.backtest.tried import TriedPolicies
from domain.shared.approval_mode import ApprovalMode
from domain.shared.currency import Currency
from domain.shared.percent import Percent
from domain.shared.tolerance import Joined, LowerSide

_Amount = Annotated[str, Field(pattern=r"^[0-9]{1,15}(\.[0-9]{1,6})?$")]
_Instant = Annotated[datetime, BeforeValidator(instant, json_schema_input_type=datetime)]


class BacktestQuery(BaseModel):
    """The policies that are tried; of those that no parameter names, what applied at the time counts."""

    model_config = PARAMETERS

    match_percent: Percent | None = Field(None, description="How far invoices may be off.")
    match_absolute: _Amount | None = Field(
        None, description="And how far in money, in the tenant's currency."
    )
    match_operator: Joined | None = Field(None, description="How the two go together.")
    match_lower_side: LowerSide | None = Field(None, description="What too little is.")
    receipt_percent: Percent | None = Field(None, description="How far deliveries may be off.")
    l1: _Amount | None = Field(None, description="Up to which total level L1 is enough; with l2.")
    l2: _Amount | None = Field(None, description="Up to which total level L2 is enough; with l1.")
    mode: ApprovalMode | None = Field(None, description="One approver, or one of each level.")
    as_of: LogPosition | None = Field(
        None, description="Only decisions up to this position of the log."
    )
    from_: _Instant | None = Field(
        None, alias="from", description="Only decisions made at this instant or later."
    )
    to: _Instant | None = Field(None, description="Only decisions made before this instant.")

    @property
    def period(self) -> Period:
        """Which decisions."""
        return Period(self.as_of, self.from_, self.to)

    def policies(self, currency: Currency) -> TriedPolicies:
        """The policies; thresholds are in the tenant's currency. Raises `InvalidRequest`."""
        match = {
            "percent": self.match_percent,
            "absolute": self.match_absolute,
            "operator": self.match_operator,
            "lowerSide": self.match_lower_side,
        }
        asked: dict[str, dict[str, Any]] = {
            "matchTolerance": _given(match),
            "receiptTolerance": _given({"percent": self.receipt_percent}),
            "approvalThresholds": _given({"l1": self.l1, "l2": self.l2}),
        }
        if asked["approvalThresholds"]:
            asked["approvalThresholds"]["currency"] = currency
        named = {name: value for name, value in asked.items() if value}
        try:
            return TriedPolicies.model_validate({**named, "approvalMode": self.mode})
        except ValidationError as error:
            raise invalid(error, "query") from None


def _given(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}
