"""The bank of an installation, as its settings name it."""

from application.ports.bank import Bank, BankUnreachable, Receipt
from infrastructure.bank.client import BankAccess, HttpsBank
from infrastructure.settings import Settings


def bank_of(settings: Settings) -> Bank:
    """The bank that the settings name, or one that cannot be reached until they name one.

    Raises BankCertificatesUnusable.
    """
    if settings.bank_url is None:
        return NoBank()
    token = settings.bank_token.get_secret_value() if settings.bank_token else None
    return HttpsBank(BankAccess(settings.bank_url, settings.bank_ca, token))


class NoBank:
    """Stands where a bank will be, so that runs wait for it rather than fail."""

    async def submit(self, message_id: str, file: bytes) -> Receipt:
        """Raises BankUnreachable, always."""
        raise BankUnreachable(f"{message_id} waits: no bank is configured; set DAYBOOK_BANK_URL")
