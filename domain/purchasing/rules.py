"""Rules that requisitions and orders share: lines, suppliers, exchange rates, and who may approve."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Protocol

from domain.purchasing.approval import QuotedRate, acting_authority
from domain.purchasing.context import PurchasingContext
from domain.purchasing.duties import Duties, Duty, conflicts_of
from domain.purchasing.lines import MOST_LINES, OrderedLine, RequestedLine, is_countable
from domain.shared.approval_level import ApprovalLevel
from domain.shared.decimals import EXACT
from domain.shared.ids import SupplierId, UserId
from domain.shared.money import Money
from domain.shared.refusal import (
    ContentRefused,
    InsufficientApprovalAuthority,
    StateRefused,
)
from domain.shared.rule import rule
from domain.shared.segregation import Separated, separates

_MOST = Decimal(10) ** 17


class SupplierNotActive(StateRefused):
    """The supplier is still being onboarded, or blocked."""


class UnknownSupplier(ContentRefused):
    """There is no supplier of this id."""


class TooManyLines(ContentRefused):
    """The document would have more than 10,000 lines."""


class CurrencyMismatch(ContentRefused):
    """A line is in another currency than the document."""


class AmountTooLarge(ContentRefused):
    """A figure is larger than anything that is ever bought."""


class ExchangeRateMissing(ContentRefused):
    """The total is in a foreign currency, and no rate to the base currency was given."""


class HasLines(Protocol):
    """A command that brings lines."""

    @property
    def lines(self) -> Sequence[RequestedLine | OrderedLine]:
        """The lines as they were asked for."""


class NamesSupplier(Protocol):
    """A command that says from whom is bought."""

    @property
    def supplier_id(self) -> SupplierId | None:
        """The supplier, or None where the document's own is meant."""


class Quotes(Protocol):
    """A command that may bring an exchange rate."""

    @property
    def exchange_rate(self) -> QuotedRate | None:
        """The rate as somebody stated it."""


class Assessed(Protocol):
    """A document that may have to be approved, and so needs a total and perhaps a rate."""

    @property
    def total(self) -> Money:
        """What the document comes to."""

    @property
    def quoted_rate(self) -> QuotedRate | None:
        """The rate that was stated when it was made."""


class Approvable(Protocol):
    """A document that waits for an approval."""

    @property
    def required_level(self) -> ApprovalLevel:
        """The level that the next approval takes."""

    @property
    def duties(self) -> Duties:
        """Who had a hand in the document, and what they did."""

    @property
    def conflicts(self) -> Mapping[Duty, Separated]:
        """What it would be if somebody who did this approved it."""

    @property
    def signatories(self) -> frozenset[UserId]:
        """Who approved an earlier step, or lent their authority to it."""


def currencies(lines: Sequence[RequestedLine | OrderedLine]) -> tuple[str, ...]:
    """Every currency that occurs in the lines, in order."""
    return tuple(dict.fromkeys(line.unit_price.currency for line in lines))


def _supplier(_: Any, __: Any, context: PurchasingContext) -> Mapping[str, Any]:
    return {"supplier_id": context.supplier.supplier_id if context.supplier else None}


@rule(SupplierNotActive, _supplier)
def supplier_is_active(context: PurchasingContext) -> bool:
    """The supplier is active."""
    return context.supplier is None or context.supplier.active


def _named_supplier(_: Any, command: NamesSupplier, __: Any) -> Mapping[str, Any]:
    return {"supplier_id": command.supplier_id}


@rule(UnknownSupplier, _named_supplier)
def supplier_is_known(command: NamesSupplier, context: PurchasingContext) -> bool:
    """The supplier is one that we have registered."""
    found = context.supplier.supplier_id if context.supplier else None
    return command.supplier_id in (None, found)


@rule(TooManyLines, lambda _, command, __: {"lines": len(command.lines), "most": MOST_LINES})
def lines_are_not_too_many(command: HasLines) -> bool:
    """A document has at most 10,000 lines."""
    return len(command.lines) <= MOST_LINES


@rule(AmountTooLarge)
def lines_are_countable(command: HasLines) -> bool:
    """Every line comes to less than a trillion."""
    return all(is_countable(line) for line in command.lines)


def stated_rate(state: Assessed, command: Quotes) -> QuotedRate | None:
    """The rate that the command states, else the one that the document was made with."""
    return command.exchange_rate or state.quoted_rate


def _missing_rate(state: Assessed, _: Any, context: PurchasingContext) -> Mapping[str, Any]:
    base = context.policy.thresholds.currency if context.policy else None
    return {"currency": state.total.currency, "base_currency": base}


@rule(ExchangeRateMissing, _missing_rate)
def foreign_total_has_a_rate(state: Assessed, command: Quotes, context: PurchasingContext) -> bool:
    """A total in a foreign currency has an exchange rate to the base currency."""
    assert context.policy is not None
    at_home = state.total.currency is context.policy.thresholds.currency
    return at_home or stated_rate(state, command) is not None


def is_statable(total: Money, quoted: QuotedRate | None) -> bool:
    """True when the total is a sane figure in the base currency too, whatever rate somebody typed."""
    return quoted is None or EXACT.multiply(total.amount, quoted.rate) < _MOST


@rule(AmountTooLarge)
def converted_total_is_countable(state: Assessed, command: Quotes) -> bool:
    """The total is a figure that can be stated in the base currency too."""
    return is_statable(state.total, stated_rate(state, command))


def _levels(state: Approvable, _: Any, context: PurchasingContext) -> Mapping[str, Any]:
    held = max((a.level for a in context.authorities), default=None)
    return {"required_level": state.required_level, "level": held}


@rule(InsufficientApprovalAuthority, _levels)
def level_of_approver_suffices(state: Approvable, context: PurchasingContext) -> bool:
    """The approver's level, their own or one delegated to them, covers what is required."""
    return any(a.level.covers(state.required_level) for a in context.authorities)


@rule(InsufficientApprovalAuthority, _levels)
def rejecter_has_the_level_or_withdraws(state: Approvable, context: PurchasingContext) -> bool:
    """Whoever turns it down has the level to approve it, or takes back what they had a hand in."""
    return context.actor in state.duties or any(
        a.level.covers(state.required_level) for a in context.authorities
    )


def _duties(state: Approvable, _: Any, context: PurchasingContext) -> Mapping[str, Any]:
    return {
        "duties": state.duties.get(context.actor, ()),
        "conflicts": conflicts_of(state.duties, (context.actor,), state.conflicts),
    }


_OWN_DOCUMENT = (
    Separated.APPROVES_OWN_REQUISITION,
    Separated.APPROVES_ORDER_OF_OWN_REQUISITION,
    Separated.APPROVES_OWN_ORDER,
    Separated.APPROVES_OWN_AMENDMENT,
)


@separates(*_OWN_DOCUMENT, facts=_duties)
def approver_had_no_hand_in_it(state: Approvable, context: PurchasingContext) -> bool:
    """Nobody approves what they created, changed, submitted or requisitioned."""
    return context.actor not in state.duties


@separates(Separated.APPROVES_TWICE)
def approver_has_not_signed_before(state: Approvable, context: PurchasingContext) -> bool:
    """Each step of an approval takes another person."""
    return context.actor not in state.signatories


def _lenders(state: Approvable, _: Any, context: PurchasingContext) -> Mapping[str, Any]:
    lenders = [one.holder for one in context.authorities if one.delegated]
    conflicts = conflicts_of(state.duties, lenders, state.conflicts)
    signed = (Separated.APPROVES_TWICE,) if state.signatories.intersection(lenders) else ()
    return {"conflicts": (*conflicts, *signed)}


@separates(*_OWN_DOCUMENT, Separated.APPROVES_TWICE, facts=_lenders)
def authority_is_not_borrowed_from_them(state: Approvable, context: PurchasingContext) -> bool:
    """Authority delegated by somebody who may not approve this document does not approve it either."""
    barred = state.signatories.union(state.duties)
    return acting_authority(context.authorities, state.required_level, barred) is not None


MAY_APPROVE = (
    level_of_approver_suffices,
    approver_had_no_hand_in_it,
    approver_has_not_signed_before,
    authority_is_not_borrowed_from_them,
)
"""What is asked of everybody who approves, in this order."""

MAY_REJECT = (rejecter_has_the_level_or_withdraws,)
"""What is asked of everybody who turns down what waits for an approval."""
