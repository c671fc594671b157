"""Where a party wants to be paid."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from domain.shared.currency import Currency
from domain.shared.iban import Bic, Iban
from domain.shared.invalid_value import InvalidValue
from domain.shared.message import Message
from domain.shared.text import PartyName

_LOCAL = r"^[A-Z0-9](?:[A-Z0-9 /-]{0,32}[A-Z0-9])?$"
LocalNumber = Annotated[
    str, Field(strict=True, pattern=_LOCAL, max_length=34, examples=["000123456789"])
]
"""An account number or a bank's clearing code in a country without IBANs."""


class AccountAmbiguous(InvalidValue):
    """The account is named twice, or not at all."""


class BankAccount(Message):
    """An account by IBAN, or by account number and bank code where there are no IBANs."""

    iban: Iban | None = None
    account_number: LocalNumber | None = None
    bank_code: LocalNumber | None = None
    bic: Bic | None = None
    holder: PartyName
    currency: Currency

    @property
    def masked(self) -> str:
        """For screens and messages: enough to recognise it, too little to use it."""
        if self.iban is not None:
            return self.iban.masked
        return f"...{(self.account_number or '')[-4:]}"

    @model_validator(mode="after")
    def _named_once(self) -> Self:
        local = (self.account_number is not None, self.bank_code is not None)
        if self.iban is not None and any(local):
            raise AccountAmbiguous("give either iban, or accountNumber and bankCode, not both")
        if self.iban is None and not all(local):
            raise AccountAmbiguous("give iban, or accountNumber and bankCode together")
        return self
