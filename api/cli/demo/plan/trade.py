"""Who sells what: the suppliers of the month, their terms, their bank accounts, and their price lists."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from api.cli.demo.client import Json

_SMALLEST = {"EUR": Decimal("0.01"), "USD": Decimal("0.01"), "JPY": Decimal(1)}
RATES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "USD": ("0.9215", "0.9240", "0.9198", "0.9226"),
        "JPY": ("0.0061", "0.0061", "0.0062", "0.0061"),
    }
)
"""What a unit of each foreign currency is worth in the tenant's own, week by week."""


@dataclass(frozen=True, slots=True)
class Article:
    """Something that can be ordered; `lots` are the quantities that it is usually ordered in."""

    sku: str
    description: str
    price: Decimal
    lots: tuple[int, ...]
    unit: str = "EA"


@dataclass(frozen=True, slots=True)
class Vendor:
    """A supplier of the month and its bank account; `tax` is the rate that its invoices show."""

    name: str
    letters: str
    country: str
    currency: str
    terms: str
    tax: str
    account: Json
    articles: tuple[Article, ...] = ()

    @property
    def smallest(self) -> Decimal:
        """The minor unit of its currency."""
        return _SMALLEST[self.currency]

    @property
    def registration(self) -> Json:
        """How it is taken up."""
        return {
            "name": self.name,
            "country": self.country,
            "currency": self.currency,
            "paymentTerms": self.terms,
            "email": f"orders@{self.letters.lower()}.example",
        }

    @property
    def bank_account(self) -> Json:
        """How its account is entered."""
        return {**self.account, "holder": self.name, "currency": self.currency}

    def rate(self, day: int) -> str | None:
        """What a unit of its currency is worth in the week of a working day; None for our own."""
        rates = RATES.get(self.currency)
        return rates[day // 5] if rates else None


def _article(sku: str, description: str, price: str, lots: tuple[int, ...]) -> Article:
    return Article(sku, description, Decimal(price), lots)


MICROSCOPE = _article("MIC-200", "Inspection microscope", "1890.00", (1, 2))
LENSES = _article("LNS-050", "Objective lens 50x", "95.50", (2, 4, 6))
WIPES = _article("WIP-1", "Lens wipes, box", "13.40", (20, 40, 60))
LAMP = _article("LMP-3", "Ring light", "296.00", (2, 3, 5))
STAND = _article("STD-9", "Microscope stand", "1000.00", (1, 2))
MEASURING_MACHINE = _article("CMM-700", "Coordinate measuring machine", "68000.00", (1,))
GLASS = Article("GLS-K9", "Optical glass K9", Decimal("10.00"), (50, 100, 150), unit="KGM")
FILTER = _article("FLT-42", "Colour filter 42 mm", "42.80", (10, 20, 50))
HOUSING = _article("HSG-12", "Housing, milled", "212.00", (5, 10, 20))
BRACKET = _article("BRK-3", "Bracket, anodised", "18.75", (20, 50, 100))
FIXTURE = _article("FIX-7", "Clamping fixture", "80.00", (8, 20, 30))
OTHER_FIXTURE = _article("FIX-8", "Clamping fixture, long", "94.00", (8,))
END_MILL = _article("END-6", "End mill 6 mm", "34.25", (10, 20, 40))
SENSOR = _article("SNS-4", "Displacement sensor", "418.00", (2, 4, 8))
CABLE = _article("CBL-2", "Sensor cable 2 m", "21.90", (4, 8, 16))
GUIDE = _article("LG-15", "Linear guide 1500 mm", "125000", (2, 4, 10))
SCREW = _article("BSC-8", "Ball screw 8 mm", "48500", (2, 4, 6))
CLEANING = _article("SRV-1", "Cleaning of the clean room", "480.00", (1,))
CALIBRATION = _article("SRV-7", "Calibration on site", "640.00", (1, 2))

BERGMANN = Vendor(
    "Bergmann Optik GmbH", "BO", "DE", "EUR", "2/10 NET30", "19",
    {"iban": "DE89370400440532013000"}, (MICROSCOPE, LENSES, WIPES, LAMP),
)  # fmt: skip
DELACROIX = Vendor(
    "Delacroix Verre SAS", "DV", "FR", "EUR", "NET14", "0",
    {"iban": "FR7630006000011234567890189"}, (GLASS, FILTER),
)  # fmt: skip
FERRARIS = Vendor(
    "Officina Ferraris S.r.l.", "OF", "IT", "EUR", "NET10", "0",
    {"iban": "IT60X0542811101000000123456"}, (HOUSING, BRACKET),
)  # fmt: skip
CASCADE = Vendor(
    "Cascade Tooling Inc.", "CT", "US", "USD", "NET30", "0",
    {"accountNumber": "000123456789", "bankCode": "021000021"}, (FIXTURE, END_MILL),
)  # fmt: skip
LAKES = Vendor(
    "Great Lakes Sensors LLC", "GL", "US", "USD", "2/10 NET30", "0",
    {"accountNumber": "000987654321", "bankCode": "071000013"}, (SENSOR, CABLE),
)  # fmt: skip
HOSHINO = Vendor(
    "Hoshino Seiki K.K.", "HS", "JP", "JPY", "NET14", "0",
    {"accountNumber": "1234567", "bankCode": "0005"}, (GUIDE, SCREW),
)  # fmt: skip
KONTOR = Vendor(
    "Kontor Lindau GmbH", "KL", "DE", "EUR", "NET7", "19",
    {"iban": "DE66650501010008820417"}, (CLEANING, CALIBRATION),
)  # fmt: skip
FINANCIER = Vendor(
    "Bodensee Participation Bank AG", "BP", "DE", "EUR", "NET30", "0",
    {"iban": "DE75512108001245126199"},
)  # fmt: skip

VENDORS = (BERGMANN, DELACROIX, FERRARIS, CASCADE, LAKES, HOSHINO, KONTOR)
NEW_ACCOUNT: Json = {"iban": "IT58X0306909606100000063227"}
"""Where Ferraris wants to be paid after its first account turned out to be closed."""
OWN_ACCOUNTS: tuple[Json, ...] = (
    {"iban": "DE44500105175407324931", "holder": "Lindau Instruments", "currency": "EUR"},
    {"iban": "DE02120300000000202051", "holder": "Lindau Instruments", "currency": "USD"},
    {"iban": "DE02500105170137075030", "holder": "Lindau Instruments", "currency": "JPY"},
)
"""What is paid from, by currency."""
