"""What happens to a contract. Amounts are said again at each step, so that nobody has to ask back."""

from typing import Annotated, ClassVar

from domain.murabaha.contract.terms import FinancingTerms, Instalment
from domain.shared.business_date import BusinessDate
from domain.shared.exchange_rate import ExchangeRate
from domain.shared.ids import PaymentId, PurchaseOrderId, SupplierId, UserId
from domain.shared.message import Event
from domain.shared.money import Money
from domain.shared.personal import Personal, PersonalKind
from domain.shared.text import LongText, PartyName, Reason


class MurabahaRequested(Event):
    """An order is to be financed; that it may be was decided by these figures."""

    event_type: ClassVar[str] = "murabaha.contract.requested"

    purchase_order_id: PurchaseOrderId
    supplier_id: SupplierId
    bank_id: SupplierId
    bank_name: Annotated[PartyName, Personal(PersonalKind.NAME, ("bank_id",))]
    terms: FinancingTerms
    total: Money
    base_total: Money
    exchange_rate: ExchangeRate | None = None
    threshold: Money
    requested_by: UserId


class MurabahaContracted(Event):
    """The parties signed; whatever happens later, the price is this and nothing is added to it."""

    event_type: ClassVar[str] = "murabaha.contract.contracted"

    purchase_order_id: PurchaseOrderId
    bank_id: SupplierId
    cost: Money
    markup: Money
    price: Money
    instalments: tuple[Instalment, ...]
    contracted_by: UserId
    comment: LongText | None = None


class MurabahaAssetAcquired(Event):
    """The bank bought the goods, paid the supplier, and owns them."""

    event_type: ClassVar[str] = "murabaha.contract.asset-acquired"

    purchase_order_id: PurchaseOrderId
    bank_id: SupplierId
    cost: Money
    acquired_by: UserId
    comment: LongText | None = None


class MurabahaAssetTransferred(Event):
    """The bank sold the goods on, and the buyer owes it the price."""

    event_type: ClassVar[str] = "murabaha.contract.asset-transferred"

    purchase_order_id: PurchaseOrderId
    bank_id: SupplierId
    price: Money
    transferred_by: UserId
    comment: LongText | None = None


class MurabahaActivated(Event):
    """Every instalment has a payment on its due date."""

    event_type: ClassVar[str] = "murabaha.contract.activated"

    outstanding: Money


class InstalmentMoved(Event):
    """What every movement of an instalment says; one past the last instalment is the settlement."""

    purchase_order_id: PurchaseOrderId
    bank_id: SupplierId
    number: int
    payment_id: PaymentId
    amount: Money
    outstanding: Money


class MurabahaInstalmentPaid(InstalmentMoved):
    """The bank got an instalment."""

    event_type: ClassVar[str] = "murabaha.contract.instalment-paid"


class MurabahaInstalmentReturned(InstalmentMoved):
    """A payment that had counted was taken back; the instalment is owed again, and nothing more."""

    event_type: ClassVar[str] = "murabaha.contract.instalment-returned"


class MurabahaReopened(InstalmentMoved):
    """A payment was taken back after the contract had been settled, so that it is owed again."""

    event_type: ClassVar[str] = "murabaha.contract.reopened"


class MurabahaSettlementAgreed(Event):
    """One payment takes the place of the instalments that no run had taken up, less the rebate."""

    event_type: ClassVar[str] = "murabaha.contract.settlement-agreed"

    number: int
    replaces: tuple[int, ...]
    remaining: Money
    remaining_markup: Money
    rebate: Money
    amount: Money
    due_on: BusinessDate
    agreed_by: UserId
    comment: LongText | None = None


class MurabahaSettled(Event):
    """Nothing is owed to the bank any more."""

    event_type: ClassVar[str] = "murabaha.contract.settled"

    purchase_order_id: PurchaseOrderId
    bank_id: SupplierId
    paid: Money
    rebate: Money


class MurabahaCancelled(Event):
    """Nothing comes of it; `asset_was_acquired` says that bank and supplier have to undo their sale."""

    event_type: ClassVar[str] = "murabaha.contract.cancelled"

    purchase_order_id: PurchaseOrderId
    bank_id: SupplierId
    reason: Reason
    order_cancelled: bool
    asset_was_acquired: bool
    cancelled_by: UserId
