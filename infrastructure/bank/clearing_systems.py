"""Bank codes of countries without IBANs, named by the national clearing system that gave them."""

import re
from dataclasses import dataclass

from domain.shared.bank_account import BankAccount


@dataclass(frozen=True, slots=True)
class ClearingSystem:
    """A code of ISO 20022's external list of clearing systems, and what its members' codes look like."""

    code: str
    member: str


SYSTEMS = {
    "AU": ClearingSystem("AUBSB", "[0-9]{6}"),
    "CA": ClearingSystem("CACPA", "[0-9]{9}"),
    "CN": ClearingSystem("CNAPS", "[0-9]{12}"),
    "HK": ClearingSystem("HKNCC", "[0-9]{3}"),
    "IN": ClearingSystem("INFSC", "[A-Z]{4}0[A-Z0-9]{6}"),
    "JP": ClearingSystem("JPZGN", "[0-9]{7}"),
    "NZ": ClearingSystem("NZNCC", "[0-9]{6}"),
    "SG": ClearingSystem("SGIBG", "[0-9]{7}"),
    "TW": ClearingSystem("TWNCC", "[0-9]{7}"),
    "US": ClearingSystem("USABA", "[0-9]{9}"),
    "ZA": ClearingSystem("ZANCC", "[0-9]{6}"),
}
"""By the country of the bank. A code in another form is still sent, but without a claim what it is."""


@dataclass(frozen=True, slots=True)
class ClearingMember:
    """A bank by its national code, and the code of the system when it is known."""

    member_id: str
    system: str | None


def clearing_member(account: BankAccount) -> ClearingMember | None:
    """How the account's bank is named in its country; None for an account by IBAN.

    Only a BIC says in which country the bank is.
    """
    if account.bank_code is None:
        return None
    plain = re.sub("[ /-]", "", account.bank_code)
    system = SYSTEMS.get(account.bic.country) if account.bic is not None else None
    if system is not None and re.fullmatch(system.member, plain):
        return ClearingMember(plain, system.code)
    return ClearingMember(account.bank_code, None)
