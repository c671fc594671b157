"""What may be asked of a contract; what payments and the order report comes last."""

from domain.murabaha.contract.terms import FinancingTerms
from domain.shared.ids import PaymentId, SupplierId
from domain.shared.message import Command
from domain.shared.money import Money
from domain.shared.text import LongText, Reason


class Request(FinancingTerms, Command):
    """Elect to have an order financed, by this bank on these terms."""

    bank_id: SupplierId


class Contract(Command):
    """Record that bank and buyer signed: cost, markup and instalments are fixed from now on."""

    comment: LongText | None = None


class Acquire(Command):
    """Record that the bank bought the goods from the supplier and owns them."""

    comment: LongText | None = None


class Transfer(Command):
    """Record that the bank sold the goods on to the buyer, at the price of the contract."""

    comment: LongText | None = None


class Settle(Command):
    """Pay what remains at once; the bank may grant a rebate on the markup that remains."""

    rebate: Money | None = None
    comment: LongText | None = None


class Cancel(Command):
    """Call the financing off before the bank owns anything, and say why."""

    reason: Reason


class Activate(Command):
    """Begin to pay: the instalments are scheduled."""


class RecordPaid(Command):
    """Record that the bank was paid an instalment, or the settlement."""

    number: int
    payment_id: PaymentId


class RecordReturned(Command):
    """Record that a payment that had counted was taken back."""

    number: int
    payment_id: PaymentId


class EndWithOrder(Command):
    """End the financing because the order is off."""

    reason: Reason
