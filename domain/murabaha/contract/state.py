"""A contract as its history tells it."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from domain.murabaha.contract.terms import FinancingTerms, Instalment
from domain.shared.exchange_rate import ExchangeRate
from domain.shared.ids import PurchaseOrderId, SupplierId, UserId
from domain.shared.money import Money


class Status(StrEnum):
    """How far the sale is: who owns the goods, and what is still owed."""

    REQUESTED = "Requested"
    CONTRACTED = "Contracted"
    ASSET_ACQUIRED = "AssetAcquired"
    ASSET_TRANSFERRED = "AssetTransferred"
    ACTIVE = "Active"
    SETTLED = "Settled"
    CANCELLED = "Cancelled"


@dataclass(frozen=True, slots=True)
class Election:
    """What was asked for, by whom, and why it was possible."""

    order_id: PurchaseOrderId
    supplier_id: SupplierId
    bank_id: SupplierId
    bank_name: str
    terms: FinancingTerms
    total: Money
    base_total: Money
    exchange_rate: ExchangeRate | None
    threshold: Money
    requested_by: UserId


@dataclass(frozen=True, slots=True)
class Price:
    """What was signed: it is never recalculated."""

    cost: Money
    markup: Money
    price: Money
    instalments: tuple[Instalment, ...]


@dataclass(frozen=True, slots=True)
class Settlement:
    """The one payment that takes the place of others."""

    number: int
    replaces: tuple[int, ...]
    remaining: Money
    remaining_markup: Money
    rebate: Money
    amount: Money
    due_on: date


@dataclass(frozen=True, slots=True)
class MurabahaContract:
    """The contract. `handled_by` are all whose word it rests on; `paid` are numbers of instalments."""

    status: Status | None = None
    election: Election | None = None
    agreed: Price | None = None
    handled_by: tuple[UserId, ...] = ()
    paid: frozenset[int] = field(default_factory=frozenset)
    settlement: Settlement | None = None
    reason: str | None = None

    @property
    def elected(self) -> Election:
        """What was asked for; asked only of a contract that exists."""
        assert self.election is not None
        return self.election

    @property
    def signed(self) -> Price:
        """What was signed; asked only from then on."""
        assert self.agreed is not None
        return self.agreed

    @property
    def owed(self) -> dict[int, Money]:
        """Every amount that counts, paid or not, by its number; the settlement is the last one."""
        replaced = self.settlement.replaces if self.settlement else ()
        owed = {
            one.number: one.amount for one in self.signed.instalments if one.number not in replaced
        }
        if self.settlement is not None:
            owed[self.settlement.number] = self.settlement.amount
        return owed

    @property
    def unpaid(self) -> tuple[int, ...]:
        """The numbers of what is still owed, in order."""
        return tuple(number for number in self.owed if number not in self.paid)

    @property
    def outstanding(self) -> Money:
        """What is still owed; asked only of a contract that was signed."""
        owed = self.owed
        return Money.total((owed[number] for number in self.unpaid), self.signed.price.currency)

    @property
    def total_paid(self) -> Money:
        """What the bank has got so far."""
        owed = self.owed
        return Money.total(
            (owed[number] for number in sorted(self.paid)), self.signed.cost.currency
        )

    def open_instalments(self, under_way: frozenset[int]) -> tuple[Instalment, ...]:
        """The instalments that are neither paid nor taken up by a payment run."""
        unpaid = self.unpaid
        return tuple(
            one
            for one in self.signed.instalments
            if one.number in unpaid and one.number not in under_way
        )

    def due_on(self, number: int) -> date:
        """When an amount falls due."""
        if self.settlement is not None and number == self.settlement.number:
            return self.settlement.due_on
        return self.signed.instalments[number - 1].due_on
