"""The conflicts that the domain refuses. Each is enforced by rules of machines that name it."""

from domain.audit.segregation.conflict import Conflict, Control, Link
from domain.audit.segregation.duty import Duty
from domain.shared.segregation import Separated


def _prevented(name: Separated, duties: tuple[Duty, Duty], link: Link, risk: str) -> Conflict:
    return Conflict(str(name), *duties, link, risk, Control.PREVENTIVE)


PREVENTIVE = (
    _prevented(
        Separated.APPROVES_OWN_REQUISITION,
        (Duty.RAISE_REQUISITION, Duty.APPROVE_REQUISITION),
        Link.LINEAGE,
        "Somebody buys for themselves what nobody else found necessary.",
    ),
    _prevented(
        Separated.ASKED_ABOUT_OWN_REQUISITION,
        (Duty.RAISE_REQUISITION, Duty.BE_ASKED_TO_APPROVE),
        Link.LINEAGE,
        "The approval is asked of the one person who may not give it, and the need is never judged.",
    ),
    _prevented(
        Separated.APPROVES_ORDER_OF_OWN_REQUISITION,
        (Duty.RAISE_REQUISITION, Duty.APPROVE_ORDER),
        Link.LINEAGE,
        "A need is committed to by the person who had it, only one document later.",
    ),
    _prevented(
        Separated.APPROVES_OWN_ORDER,
        (Duty.RAISE_ORDER, Duty.APPROVE_ORDER),
        Link.LINEAGE,
        "One person commits the company to a supplier of their choice.",
    ),
    _prevented(
        Separated.APPROVES_OWN_AMENDMENT,
        (Duty.AMEND_ORDER, Duty.APPROVE_ORDER),
        Link.LINEAGE,
        "A small order that was approved grows into a large one that nobody else saw.",
    ),
    _prevented(
        Separated.APPROVES_TWICE,
        (Duty.APPROVE_ORDER, Duty.APPROVE_ORDER),
        Link.REVISION,
        "An approval in several steps is given by one person, or by those who lend each other authority.",
    ),
    _prevented(
        Separated.CONFIRMS_OWN_BANK_ACCOUNT,
        (Duty.ENTER_BANK_ACCOUNT, Duty.CONFIRM_BANK_ACCOUNT),
        Link.ENTRY,
        "Payments are led to an account that only the person who entered it has seen.",
    ),
    _prevented(
        Separated.PAYS_TO_ACCOUNT_THEY_ENTERED,
        (Duty.ENTER_BANK_ACCOUNT, Duty.APPROVE_PAYMENT_RUN),
        Link.SUPPLIER,
        "Whoever changed where a supplier is paid also lets the money go.",
    ),
    _prevented(
        Separated.PAYS_TO_ACCOUNT_THEY_CONFIRMED,
        (Duty.CONFIRM_BANK_ACCOUNT, Duty.APPROVE_PAYMENT_RUN),
        Link.SUPPLIER,
        "Whoever vouched for where a supplier is paid also lets the money go.",
    ),
    _prevented(
        Separated.RESOLVES_OWN_RECEIPT,
        (Duty.RECEIVE_GOODS, Duty.RESOLVE_DISCREPANCY),
        Link.LINEAGE,
        "Goods that are missing are explained away by the person who counted them.",
    ),
    _prevented(
        Separated.RELEASES_OWN_INVOICE,
        (Duty.HANDLE_INVOICE, Duty.RELEASE_INVOICE),
        Link.DEBT,
        "An invoice that comes twice is paid twice on the word of whoever entered it.",
    ),
    _prevented(
        Separated.PAYS_INVOICE_THEY_HANDLED,
        (Duty.HANDLE_INVOICE, Duty.APPROVE_PAYMENT_RUN),
        Link.DEBT,
        "An invented invoice is entered and paid by one person.",
    ),
    _prevented(
        Separated.PAYS_FINANCING_THEY_HANDLED,
        (Duty.HANDLE_FINANCING, Duty.APPROVE_PAYMENT_RUN),
        Link.DEBT,
        "Instalments are paid on the word of the person who agreed to them.",
    ),
    _prevented(
        Separated.WIDENS_OWN_ROLES,
        (Duty.BE_A_USER, Duty.WIDEN_ROLES),
        Link.PERSON,
        "An administrator takes every duty there is, and with it every control.",
    ),
    _prevented(
        Separated.RAISES_OWN_LEVEL,
        (Duty.BE_A_USER, Duty.RAISE_LEVEL),
        Link.PERSON,
        "Somebody decides for themselves how much they may approve.",
    ),
    _prevented(
        Separated.DEACTIVATES_ONESELF,
        (Duty.BE_A_USER, Duty.DEACTIVATE_USER),
        Link.PERSON,
        "The last administrator leaves nobody who could let people in or keep them out.",
    ),
)
"""In the order of a purchase."""
