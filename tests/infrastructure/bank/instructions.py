"""Instructions to a bank, typical and arbitrary."""

from datetime import UTC, date, datetime
from decimal import Decimal

from hypothesis import strategies as st

from application.payments.instructions import PainVersion, PaymentInstruction, Transfer
from domain.shared.bank_account import BankAccount
from domain.shared.currency import Currency
from domain.shared.iban import Bic, Iban
from domain.shared.money import Money
from tests.properties.values import CURRENCIES, decimals

EUROS = BankAccount(
    iban=Iban("DE89370400440532013000"), holder="Acme GmbH", currency=Currency("EUR")
)
DOLLARS = BankAccount(
    account_number="000123456789",
    bank_code="026009593",
    bic=Bic("BOFAUS3N"),
    holder="Acme Inc.",
    currency=Currency("USD"),
)
IN_FRANCE = BankAccount(
    iban=Iban("FR1420041010050500013M02606"),
    bic=Bic("PSSTFRPP"),
    holder="Société Générale des Écrous",
    currency=Currency("EUR"),
)
IN_BRAZIL = BankAccount(
    iban=Iban("BR1800360305000010009795493C1"), holder="Parafusos SA", currency=Currency("EUR")
)
IN_AUSTRALIA = BankAccount(
    account_number="12345678",
    bank_code="062-000",
    bic=Bic("CTBAAU2S"),
    holder="Bolts & Nuts Pty",
    currency=Currency("USD"),
)
DIRECTION_OVERRIDES = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
MESSAGE_ID = "3f2504e04f8941d39a0c0305e82c3301"


def transfer(number: int, amount: Money, creditor: BankAccount, debtor: BankAccount) -> Transfer:
    """A transfer for one or more invoices."""
    return Transfer(
        end_to_end_id=f"H4SQJYCPRFA5HGQMAMC6QLBTAE-{number}",
        debtor=debtor,
        amount=amount,
        creditor=creditor,
        creditor_name=creditor.holder,
        remittance=(f"RE-2026-{number:04d}", f"RE-2026-{number + 1:04d}"),
    )


def instruction(*transfers: Transfer, version: PainVersion = PainVersion.V09) -> PaymentInstruction:
    """A file of some transfers."""
    return PaymentInstruction(
        version=version,
        message_id=MESSAGE_ID,
        created_at=datetime(2026, 11, 21, 9, 30, tzinfo=UTC),
        execution_date=date(2026, 11, 23),
        initiator="Acme GmbH",
        transfers=transfers,
    )


def of_all_kinds(version: PainVersion = PainVersion.V09) -> PaymentInstruction:
    """SEPA, another scheme in the same currency, another currency, accounts with and without IBAN."""
    return instruction(
        transfer(1, Money("1020.00", "EUR"), IN_FRANCE, EUROS),
        transfer(2, Money("980.01", "EUR"), IN_BRAZIL, EUROS),
        transfer(3, Money("0.01", "EUR"), IN_FRANCE, EUROS),
        transfer(4, Money("6527.81", "USD"), IN_AUSTRALIA, DOLLARS),
        version=version,
    )


def with_id(given: PaymentInstruction, message_id: str) -> PaymentInstruction:
    """The same under another message id."""
    return given.model_copy(update={"message_id": message_id})


def _names() -> st.SearchStrategy[str]:
    """Whatever a name may hold, with a letter that can be told among the 70 that every file carries."""
    anything = st.characters(
        exclude_categories=("Cc", "Cs"), exclude_characters=DIRECTION_OVERRIDES
    )
    before, after = st.text(anything, max_size=69), st.text(anything, max_size=70)
    return st.builds("{}n{}".format, before, after)


def _accounts(currency: Currency) -> st.SearchStrategy[BankAccount]:
    known = [EUROS, DOLLARS, IN_FRANCE, IN_BRAZIL, IN_AUSTRALIA]
    local = st.from_regex(r"[A-Z0-9](?:[A-Z0-9 /-]{0,32}[A-Z0-9])?", fullmatch=True)
    without_iban = st.builds(
        BankAccount,
        account_number=local,
        bank_code=local,
        bic=st.none() | st.sampled_from(["BOFAUS3N", "CTBAAU2S", "HSBCHKHH"]).map(Bic),
        holder=_names(),
        currency=st.just(currency),
    )
    return (
        st.sampled_from(known).map(
            lambda account: account.model_copy(update={"currency": currency})
        )
        | without_iban
    )


@st.composite
def instructions(draw: st.DrawFn) -> PaymentInstruction:
    """Any instruction whose amounts a bank's file can carry."""
    count = draw(st.integers(1, 8))
    transfers = []
    for number in range(count):
        currency = draw(st.sampled_from(CURRENCIES))
        steps: Decimal = draw(decimals(currency.scale, 1, 10**12))
        made = transfer(
            number, Money(steps, currency), draw(_accounts(currency)), draw(_accounts(currency))
        )
        said = {
            "creditor_name": draw(_names()),
            "remittance": tuple(draw(st.lists(_names(), max_size=4))),
        }
        transfers.append(made.model_copy(update=said))
    moments = st.datetimes(datetime(2020, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
    return PaymentInstruction(
        version=draw(st.sampled_from(PainVersion)),
        message_id=draw(st.uuids()).hex,
        created_at=draw(moments),
        execution_date=draw(st.dates(date(2020, 1, 1), date(2090, 1, 1))),
        initiator=draw(_names()),
        transfers=tuple(transfers),
    )
