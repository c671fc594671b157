"""Percentages as fields: text on the wire, exact decimals inside."""

from decimal import Decimal
from typing import Annotated

from domain.shared.decimal_text import DecimalText
from domain.shared.decimals import DecimalShape

Percent = Annotated[
    Decimal,
    DecimalText(DecimalShape(6, digits=3, most=100), "A percentage from 0 to 100.", "2"),
]
"""0 to 100 with up to 6 decimals: discounts and tolerances."""

TaxRate = Annotated[Decimal, DecimalText(DecimalShape(4, digits=3), "A tax rate in percent.", "19")]
"""0 to below 1,000 with up to 4 decimals, because some duties exceed the value they are laid on."""
