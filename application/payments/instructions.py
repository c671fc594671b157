"""What we ask the bank to do, and what it says became of it; neither knows XML."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date
from enum import StrEnum
from typing import Annotated, Self

from pydantic import AfterValidator, AwareDatetime, Field, model_validator

from application.payments.sepa import is_sepa
from domain.shared.bank_account import BankAccount
from domain.shared.currency import Currency
from domain.shared.invalid_value import InvalidValue
from domain.shared.message import Message
from domain.shared.money import Money
from domain.shared.text import LONGEST_REASON, PartyName, ShortText, Text

MOST_BATCHES = 999

FileId = Annotated[str, Field(strict=True, pattern="^[A-Za-z0-9]{1,32}$")]
"""Names a file for ever: the bank refuses to book two files of one id."""

EndToEndId = Annotated[str, Field(strict=True, pattern="^[A-Za-z0-9][A-Za-z0-9-]{0,34}$")]
"""Names a transfer for ever; it travels to the supplier's bank and back."""


class InvalidInstruction(InvalidValue):
    """The transfers cannot be one file."""


class PainVersion(StrEnum):
    """The message in which transfers are asked for."""

    V03 = "pain.001.001.03"
    V09 = "pain.001.001.09"


def _payable(amount: Money) -> Money:
    if not amount:
        raise InvalidInstruction("must be more than zero")
    return amount


class Transfer(Message):
    """Money from one of our accounts to a supplier's; `remittance` says what for, an item per invoice."""

    end_to_end_id: EndToEndId
    debtor: BankAccount
    amount: Annotated[Money, AfterValidator(_payable)]
    creditor: BankAccount
    creditor_name: PartyName
    remittance: tuple[ShortText, ...] = ()

    @property
    def sepa(self) -> bool:
        """Whether it goes through SEPA."""
        return is_sepa(self.debtor, self.creditor, self.amount)


class PaymentInstruction(Message):
    """One file for the bank. Equal instructions are equal bytes, so that sending again changes nothing."""

    version: PainVersion
    message_id: FileId
    created_at: AwareDatetime
    execution_date: date
    initiator: PartyName
    transfers: Annotated[tuple[Transfer, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _names_each_once(self) -> Self:
        if len({transfer.end_to_end_id for transfer in self.transfers}) < len(self.transfers):
            raise InvalidInstruction("has two transfers of one endToEndId")
        if len(batches(self.message_id, self.transfers)) > MOST_BATCHES:
            raise InvalidInstruction(f"must not need more than {MOST_BATCHES} batches")
        return self


@dataclass(frozen=True, slots=True)
class Batch:
    """The transfers that a bank treats alike, with the id by which it may answer for all of them."""

    payment_info_id: str
    debtor: BankAccount
    currency: Currency
    sepa: bool
    transfers: tuple[Transfer, ...]


def batches(message_id: str, transfers: Sequence[Transfer]) -> tuple[Batch, ...]:
    """The transfers by debtor account, currency and scheme, in the order in which each comes first."""
    alike: dict[tuple[BankAccount, Currency, bool], list[Transfer]] = {}
    for transfer in transfers:
        key = (transfer.debtor, transfer.amount.currency, transfer.sepa)
        alike.setdefault(key, []).append(transfer)
    return tuple(
        Batch(f"{message_id}{number:03d}", *key, tuple(found))
        for number, (key, found) in enumerate(alike.items(), start=1)
    )


class Level(StrEnum):
    """What a status is said of; what is said of a smaller thing counts more."""

    GROUP = "group"
    PAYMENT_INFORMATION = "paymentInformation"
    TRANSACTION = "transaction"


StatusCode = Annotated[str, Field(strict=True, pattern="^[A-Za-z0-9]{1,4}$")]
"""A code like ACSP or RJCT, of ISO 20022's external lists."""

Reference = Annotated[str, Text(35)]
"""A reference as the bank repeats it; it need not be one of ours."""


class StatusEntry(Message):
    """What the bank says of the file, of a batch or of one transfer.

    A batch is named by `payment_info_id`, a transfer by `end_to_end_id` (or, by some banks, by
    `instruction_id` alone); what the bank leaves out is None. A reason is a code, words, or both.
    """

    level: Level
    payment_info_id: Reference | None = None
    end_to_end_id: Reference | None = None
    instruction_id: Reference | None = None
    status: StatusCode | None = None
    reason_code: Reference | None = None
    reason_text: Annotated[str, Text(LONGEST_REASON)] | None = None


def _in_utc(moment: AwareDatetime) -> AwareDatetime:
    return moment.astimezone(UTC)


class StatusReport(Message):
    """A status report of the bank (pain.002); entries are in its order, the group's first."""

    message_id: Reference
    created_at: Annotated[AwareDatetime, AfterValidator(_in_utc)]
    original_message_id: Reference
    entries: tuple[StatusEntry, ...]

    @property
    def group_status(self) -> str | None:
        """What the bank says of the whole file, if it says anything."""
        of_group = (entry.status for entry in self.entries if entry.level is Level.GROUP)
        return next(of_group, None)
