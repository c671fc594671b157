"""What no person may do after having done the other half of it, and rules that refuse by such a conflict."""

from collections.abc import Callable
from enum import StrEnum

from domain.shared.refusal import SegregationOfDutiesViolation
from domain.shared.rule import Facts, Predicate, Rule


class Separated(StrEnum):
    """The conflicts of duties that are prevented; names are final, because refusals and reports carry them.

    `domain.audit.segregation.conflicts` says of each which two duties it keeps apart, and why.
    """

    APPROVES_OWN_REQUISITION = "approves-own-requisition"
    ASKED_ABOUT_OWN_REQUISITION = "asked-about-own-requisition"
    APPROVES_ORDER_OF_OWN_REQUISITION = "approves-order-of-own-requisition"
    APPROVES_OWN_ORDER = "approves-own-order"
    APPROVES_OWN_AMENDMENT = "approves-own-amendment"
    APPROVES_TWICE = "approves-twice"
    CONFIRMS_OWN_BANK_ACCOUNT = "confirms-own-bank-account"
    PAYS_TO_ACCOUNT_THEY_ENTERED = "pays-to-account-they-entered"
    PAYS_TO_ACCOUNT_THEY_CONFIRMED = "pays-to-account-they-confirmed"
    RESOLVES_OWN_RECEIPT = "resolves-own-receipt"
    RELEASES_OWN_INVOICE = "releases-own-invoice"
    PAYS_INVOICE_THEY_HANDLED = "pays-invoice-they-handled"
    PAYS_FINANCING_THEY_HANDLED = "pays-financing-they-handled"
    WIDENS_OWN_ROLES = "widens-own-roles"
    RAISES_OWN_LEVEL = "raises-own-level"
    DEACTIVATES_ONESELF = "deactivates-oneself"


def separates(*conflicts: Separated, facts: Facts | None = None) -> Callable[[Predicate], Rule]:
    """Make a predicate a rule that keeps duties apart: its refusal states the `conflicts` it is for.

    `facts` may say more, and which of the conflicts it is in this case where there are several.
    """

    def all_of_them(state: object, command: object, context: object) -> dict[str, object]:
        more = facts(state, command, context) if facts else {}
        return {"conflicts": conflicts, **more}

    def make(predicate: Predicate) -> Rule:
        return Rule(predicate, SegregationOfDutiesViolation, all_of_them, conflicts)

    return make
