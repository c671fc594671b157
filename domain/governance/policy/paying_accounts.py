"""Our own accounts, which payment runs pay from."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from domain.shared.bank_account import BankAccount
from domain.shared.invalid_value import InvalidValue
from domain.shared.message import Message

MOST_ACCOUNTS = 100


class TwoPayingAccounts(InvalidValue):
    """A run would not know which of two accounts to pay from."""


class PayingAccounts(Message):
    """One account for each currency that is paid in; none means that nothing is paid in any."""

    accounts: Annotated[tuple[BankAccount, ...], Field(max_length=MOST_ACCOUNTS)] = ()

    @model_validator(mode="after")
    def _one_for_each_currency(self) -> Self:
        if len({account.currency for account in self.accounts}) < len(self.accounts):
            raise TwoPayingAccounts("must name one account for each currency at most")
        return self
