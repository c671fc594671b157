"""Which level a total requires, and whose authority an approval uses."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from pydantic import GetJsonSchemaHandler, model_validator
from pydantic_core import CoreSchema

from domain.shared.approval_level import ApprovalLevel, ApprovalThresholds
from domain.shared.approval_mode import ApprovalMode
from domain.shared.business_date import BusinessDate
from domain.shared.exchange_rate import ExchangeRate, Rate
from domain.shared.ids import UserId
from domain.shared.message import Message
from domain.shared.money import Money
from domain.shared.text import ShortText

UNSTATED_PROVIDER = "stated in the document"


class QuotedRate(Message):
    """What one unit of the document's currency is worth in the base currency, and who says so.

    The bare rate may stand for it: ``"1.0842"`` is read as ``{"rate": "1.0842"}``.
    """

    rate: Rate
    date: BusinessDate | None = None
    provider: ShortText | None = None

    @classmethod
    def of(cls, rate: ExchangeRate) -> Self:
        """A rate that was used before, stated again."""
        return cls(rate=rate.rate, date=rate.date, provider=rate.provider)

    @model_validator(mode="before")
    @classmethod
    def _bare_rate(cls, given: Any) -> Any:
        return {"rate": given} if isinstance(given, str) else given

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Either form, for those who generate a client."""
        described = handler.resolve_ref_schema(handler(core_schema))
        return {"anyOf": [described["properties"]["rate"], described], "title": "QuotedRate"}


@dataclass(frozen=True, slots=True)
class ApprovalPolicy:
    """The tenant's policies on approvals as they stand, with the version of each."""

    thresholds: ApprovalThresholds
    thresholds_version: int
    mode: ApprovalMode
    mode_version: int


@dataclass(frozen=True, slots=True)
class Authority:
    """A level that the actor may use: their own, or one that `holder` delegated to them."""

    level: ApprovalLevel
    holder: UserId
    delegated: bool = False


class Assessment(Message):
    """Which level a total requires, with all that it was concluded from, so that it can be checked."""

    level: ApprovalLevel
    total: Money
    base_total: Money
    exchange_rate: ExchangeRate | None = None
    thresholds: ApprovalThresholds
    thresholds_version: int


def assess(total: Money, policy: ApprovalPolicy, quoted: QuotedRate | None, on: date) -> Assessment:
    """The level for a total; one in another currency is converted once, at the quoted rate."""
    rate = _rate(total, policy, quoted, on)
    base_total = rate.convert(total) if rate else total
    return Assessment(
        level=policy.thresholds.level_for(base_total),
        total=total,
        base_total=base_total,
        exchange_rate=rate,
        thresholds=policy.thresholds,
        thresholds_version=policy.thresholds_version,
    )


def acting_authority(
    authorities: Iterable[Authority], required: ApprovalLevel, barred: frozenset[UserId]
) -> Authority | None:
    """The authority that an approval uses: one's own if it suffices, else the least delegated one.

    Authority of somebody who may not approve the document themselves does not count.
    """
    usable = [a for a in authorities if a.level.covers(required) and a.holder not in barred]
    return min(usable, key=lambda a: (a.delegated, a.level, a.holder), default=None)


def _rate(
    total: Money, policy: ApprovalPolicy, quoted: QuotedRate | None, on: date
) -> ExchangeRate | None:
    base = policy.thresholds.currency
    if total.currency is base:
        return None
    assert quoted is not None, "asked before by a rule"
    return ExchangeRate(
        source=total.currency,
        target=base,
        rate=quoted.rate,
        date=quoted.date or on,
        provider=quoted.provider or UNSTATED_PROVIDER,
    )
