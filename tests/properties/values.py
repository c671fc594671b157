"""Any value of the kernel, for laws that have to hold for all of them."""

from decimal import Decimal

from hypothesis import strategies as st

from domain.shared.currency import Currency
from domain.shared.decimals import EXACT
from domain.shared.money import Money, SignedMoney, UnitPrice
from domain.shared.quantity import Quantity, UnitCode

CURRENCIES = tuple(Currency(code) for code in ("USD", "EUR", "JPY", "KWD", "CLF", "IDR"))
"""Every minor unit there is, 0 to 4 decimals, except 1, which no currency has."""

currencies = st.sampled_from(CURRENCIES)


def decimals(scale: int, least: int, most: int) -> st.SearchStrategy[Decimal]:
    """Exact decimals between two bounds given in steps of the last decimal."""
    return st.integers(least, most).map(lambda steps: Decimal(steps).scaleb(-scale, context=EXACT))


def money_in(currency: Currency, most: int = 10**15) -> st.SearchStrategy[Money]:
    """Money of one currency, small enough that sums of it fit."""
    return decimals(currency.scale, 0, most).map(lambda amount: Money(amount, currency))


def signed_in(currency: Currency, most: int = 10**15) -> st.SearchStrategy[SignedMoney]:
    """Differences in one currency, either way."""
    return decimals(currency.scale, -most, most).map(lambda amount: SignedMoney(amount, currency))


def price_in(currency: Currency) -> st.SearchStrategy[UnitPrice]:
    """Prices with as many decimals as they may have."""
    return decimals(6, 0, 10**12).map(lambda amount: UnitPrice(amount, currency))


money = currencies.flatmap(money_in)
signed_money = currencies.flatmap(signed_in)
unit_prices = currencies.flatmap(price_in)
quantity_values = decimals(6, 1, 10**12)
percents = decimals(6, 0, 10**8)
units = st.sampled_from(["EA", "KGM", "HUR", "XBX"]).map(UnitCode)
quantities = st.builds(Quantity, value=quantity_values, unit=units)
