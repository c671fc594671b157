"""For every conflict that is prevented, histories after which somebody tries the second of its two duties.

Each story says who tries what last; all that comes before is allowed. What people are changes on the way,
so that nothing here is refused for the roles that somebody has today.
"""

from collections.abc import Mapping

from domain.shared.segregation import Separated
from tests.application.audit import deeds_of_paying as paying
from tests.application.audit import deeds_of_people as people
from tests.application.audit import deeds_of_purchasing as purchasing
from tests.application.audit.attempt import Story

STORIES: Mapping[Separated, tuple[Story, ...]] = {
    Separated.APPROVES_OWN_REQUISITION: (
        purchasing.own_requisition_after_a_change_of_roles,
        purchasing.copy_of_own_requisition,
        purchasing.own_requisition_with_lent_authority,
    ),
    Separated.ASKED_ABOUT_OWN_REQUISITION: (purchasing.own_requisition_is_asked_about,),
    Separated.APPROVES_ORDER_OF_OWN_REQUISITION: (
        purchasing.order_of_own_requisition,
        purchasing.order_of_the_copy_of_own_requisition,
    ),
    Separated.APPROVES_OWN_ORDER: (
        purchasing.own_order_after_a_change_of_roles,
        purchasing.own_order_with_lent_authority,
        purchasing.order_that_somebody_else_submitted,
    ),
    Separated.APPROVES_OWN_AMENDMENT: (purchasing.own_amendment,),
    Separated.APPROVES_TWICE: (
        purchasing.second_signature,
        purchasing.second_signature_with_authority_of_the_first,
    ),
    Separated.CONFIRMS_OWN_BANK_ACCOUNT: (paying.own_bank_account,),
    Separated.PAYS_TO_ACCOUNT_THEY_ENTERED: (
        paying.payment_to_account_they_entered,
        paying.payment_to_account_that_others_changed_since,
    ),
    Separated.PAYS_TO_ACCOUNT_THEY_CONFIRMED: (paying.payment_to_account_they_confirmed,),
    Separated.RESOLVES_OWN_RECEIPT: (paying.own_receipt,),
    Separated.RELEASES_OWN_INVOICE: (
        paying.own_invoice_that_may_be_a_duplicate,
        paying.own_invoice_that_another_registered_again,
    ),
    Separated.PAYS_INVOICE_THEY_HANDLED: (
        paying.payment_of_own_invoice,
        paying.payment_of_an_invoice_they_released,
        paying.payment_of_own_invoice_that_another_registered_again,
    ),
    Separated.PAYS_FINANCING_THEY_HANDLED: (paying.payment_of_own_contract,),
    Separated.WIDENS_OWN_ROLES: (people.wider_roles,),
    Separated.RAISES_OWN_LEVEL: (people.higher_level,),
    Separated.DEACTIVATES_ONESELF: (people.no_more_access,),
}
"""At least one story for each conflict that is prevented; a conflict without one fails its test."""
