"""What is bought in the play, and from whom."""

from dataclasses import dataclass

from api.cli.demo.client import Json


@dataclass(frozen=True, slots=True)
class Vendor:
    """A supplier of the play and its bank account."""

    name: str
    country: str
    currency: str
    terms: str
    account: Json

    @property
    def registration(self) -> Json:
        """How it is taken up."""
        return {
            "name": self.name,
            "country": self.country,
            "currency": self.currency,
            "paymentTerms": self.terms,
        }

    @property
    def bank_account(self) -> Json:
        """How its account is entered."""
        return {**self.account, "holder": self.name, "currency": self.currency}


BERGMANN = Vendor(
    "Bergmann Optik GmbH", "DE", "EUR", "2/10 NET30", {"iban": "DE89370400440532013000"}
)
CASCADE = Vendor(
    "Cascade Tooling Inc.",
    "US",
    "USD",
    "NET30",
    {"accountNumber": "000123456789", "bankCode": "021000021"},
)
HOSHINO = Vendor(
    "Hoshino Seiki K.K.", "JP", "JPY", "NET60", {"accountNumber": "1234567", "bankCode": "0005"}
)
VENDORS = (BERGMANN, CASCADE, HOSHINO)


def line(sku: str, description: str, quantity: str, price: str, currency: str) -> Json:
    """One line of a requisition or an order."""
    return {
        "sku": sku,
        "description": description,
        "quantity": quantity,
        "unit": "EA",
        "unitPrice": {"amount": price, "currency": currency},
    }


def microscopes(quantity: str) -> Json:
    """The line that the story is about."""
    return line("MIC-200", "Inspection microscope", quantity, "1890.00", "EUR")


LENSES = line("LNS-050", "Objective lens 50x", "4", "95.50", "EUR")
FIXTURES = line("FIX-7", "Clamping fixture", "8", "80.00", "USD")
GUIDES = line("LG-15", "Linear guide 1500 mm", "10", "125000", "JPY")
WIPES = line("WIP-1", "Lens wipes, box", "20", "13.40", "EUR")
LAMPS = line("LMP-3", "Ring light", "3", "296.00", "EUR")
