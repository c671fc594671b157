"""Who takes part in the stories of purchasing, and what they may approve."""

from typing import Any
from uuid import UUID

from domain.purchasing.approval import ApprovalPolicy, Authority
from domain.purchasing.context import SupplierFacts
from domain.shared.approval_level import ApprovalLevel, ApprovalThresholds
from domain.shared.approval_mode import ApprovalMode
from domain.shared.currency import Currency
from domain.shared.ids import SupplierId, UserId
from domain.shared.payment_terms import PaymentTerms


def uuid(number: int) -> UUID:
    """A version 4 UUID that is always the same."""
    return UUID(f"00000000-0000-4000-8000-{number:012}")


ANN, BEN, CLEO, DAN, EVE = (UserId.of(uuid(number)) for number in range(1, 6))
"""Ann raises things; the others usually had no hand in them."""

ACME = SupplierFacts(
    supplier_id=SupplierId.of(uuid(1)),
    name="Acme Bolts Ltd",
    active=True,
    payment_terms=PaymentTerms("NET30"),
    currency=Currency("USD"),
)
GLOBEX = SupplierFacts(
    supplier_id=SupplierId.of(uuid(2)),
    name="Globex",
    active=True,
    payment_terms=PaymentTerms("2/10 NET30"),
    currency=Currency("USD"),
)


def policy(mode: ApprovalMode = ApprovalMode.SINGLE, currency: str = "USD") -> ApprovalPolicy:
    """The default thresholds, with an approval by one person unless it is said otherwise."""
    return ApprovalPolicy(ApprovalThresholds.default(Currency(currency)), 1, mode, 1)


def of(user: UserId, level: str) -> dict[str, Any]:
    """Who asks, and the level that they have: `by` and its fact together."""
    return {"by": user, "authorities": (Authority(ApprovalLevel(level), user),)}


def lent(user: UserId, *lenders: tuple[UserId, str]) -> dict[str, Any]:
    """Who asks, with no level of their own but with what others lend them."""
    lent_levels = tuple(Authority(ApprovalLevel(lev), who, delegated=True) for who, lev in lenders)
    return {"by": user, "authorities": lent_levels}
