"""Documents lay claim to names, and give them up."""

from domain.integrity.claim.commands import GiveUp, LayClaim
from domain.integrity.claim.machine import CLAIM
from domain.integrity.claim.rules import holder_is_known, holder_is_new
from domain.shared.context import Context
from domain.shared.ids import Id, SupplierInvoiceId
from tests.domain.purchasing.people import ANN, uuid
from tests.given_when_then import Stories

given = Stories(CLAIM, Context).given
FIRST, SECOND = SupplierInvoiceId.of(uuid(1)), SupplierInvoiceId.of(uuid(2))


def lay(holder: Id) -> LayClaim:
    return LayClaim(kind="invoice-number", scope="acme", value="INV1", holder=holder)


def test_who_claims_a_name_second_can_see_who_was_first() -> None:
    both = given().when(lay(FIRST), by=ANN).when(lay(SECOND), by=ANN)
    assert both.state.holders == (FIRST, SECOND)
    both.when(lay(FIRST), by=ANN).refused(holder_is_new)


def test_a_name_that_was_given_up_is_free_again() -> None:
    freed = given().when(lay(FIRST), by=ANN).when(GiveUp(holder=FIRST), by=ANN)
    assert freed.state.holders == ()
    freed.when(GiveUp(holder=FIRST), by=ANN).refused(holder_is_known)
    assert freed.when(lay(SECOND), by=ANN).state.holders == (SECOND,)
