"""What may be asked of a supplier."""

from pydantic import Field

from domain.purchasing.lines import PayableCurrency
from domain.shared.bank_account import BankAccount
from domain.shared.country import Country
from domain.shared.email_address import EmailAddress
from domain.shared.ids import ErasureId
from domain.shared.message import Command
from domain.shared.payment_terms import PaymentTerms
from domain.shared.text import Code, LongText, PartyName, Reason


class Register(Command):
    """Begin to onboard a supplier."""

    name: PartyName
    email: EmailAddress | None = None
    country: Country
    tax_id: Code | None = None
    currency: PayableCurrency
    payment_terms: PaymentTerms


class Activate(Command):
    """Let orders be placed with it."""

    comment: LongText | None = None


class Block(Command):
    """Let no new orders be placed with it."""

    reason: Reason


class Unblock(Command):
    """Let orders be placed with it again."""

    comment: LongText | None = None


class Erase(Command):
    """Forget who the supplier was; `erasure_id` sees to it that everything else forgets it too."""

    erasure_id: ErasureId


class AddBankAccount(Command):
    """Enter an account that it wants to be paid to."""

    account: BankAccount


class ChangeBankAccount(Command):
    """Enter other details for an account, by its number."""

    bank_account: int = Field(ge=1)
    account: BankAccount


class ConfirmBankAccount(Command):
    """Vouch for the details that somebody else entered."""

    bank_account: int = Field(ge=1)


class RejectBankAccount(Command):
    """Turn down the details that wait for a second person."""

    bank_account: int = Field(ge=1)
    reason: Reason
