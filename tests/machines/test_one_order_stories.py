"""Stories of one order in which product and oracle once told different ends, each told step by step."""

from collections.abc import Iterator

import pytest

from tests.machines.one_order import DEALS
from tests.machines.oracle.money import Word
from tests.machines.test_one_order_walk import OneOrderWalk
from tests.machines.walk_of_bills import AS_AGREED

ALL = ("open", "open", "open")


@pytest.fixture
def walk() -> Iterator[OneOrderWalk]:
    """An order that was received in full; at the end product, oracle and replay still agree."""
    begun = OneOrderWalk()
    begun.start(DEALS[0])
    begun.receive("ann", ALL)
    yield begun
    begun.order_agrees()
    begun.documents_agree()
    begun.nothing_is_paid_twice()
    begun.teardown()


def _bill(walk: OneOrderWalk) -> None:
    walk.register("ann", walk.rows_for(AS_AGREED), walk.new_day())


def _paid(walk: OneOrderWalk) -> None:
    _bill(walk)
    _pay(walk)


def _paid_in_part(walk: OneOrderWalk) -> None:
    half = (("half", "half", "half"), "agreed")
    walk.register("ann", walk.rows_for(half), walk.new_day())
    _pay(walk)


def _pay(walk: OneOrderWalk) -> None:
    walk.tell_all()
    walk.propose(45)
    walk.approve_run(0, "eve")
    walk.tell_all()
    walk.hear_of(0, Word("accepted", 1))
    walk.tell_all()


def test_an_invoice_is_corrected_before_the_order_got_back_from_a_dispute(
    walk: OneOrderWalk,
) -> None:
    """Nobody has to wait for the policy that takes the order back."""
    _bill(walk)
    walk.dispute_bill(0)
    walk.resolve(goes_on=True)
    walk.correct(0, "ben", None)
    assert walk.oracle.status == "Invoiced"


def test_a_credit_note_comes_before_the_order_got_back_from_a_dispute(walk: OneOrderWalk) -> None:
    """Nobody has to wait for the policy that takes the order back."""
    _bill(walk)
    walk.stop()
    walk.resolve(goes_on=True)
    walk.credit(0, "half")
    assert walk.oracle.bills[0].credited > 0


def test_a_correction_bills_no_less_than_was_credited(walk: OneOrderWalk) -> None:
    """Otherwise less than nothing would be invoiced."""
    _bill(walk)
    walk.dispute_bill(0)
    walk.credit(0, "half")
    before = walk.oracle.bills[0].rows
    walk.correct(0, "ben", (("tiny", "tiny", "tiny"), "agreed"))
    assert walk.oracle.bills[0].rows == before


def test_a_credit_note_for_what_the_bank_gave_back_reduces_the_next_payment(
    walk: OneOrderWalk,
) -> None:
    """The invoice counts as paid until somebody took note, but its payment is to be made again."""
    _paid(walk)
    walk.hear_of(0, Word("rejected", 2))
    walk.credit(0, "half")
    assert walk.oracle.bills[0].pay.owed == walk.oracle.bills[0].left
    walk.documents_agree()


def test_an_order_is_not_invoiced_while_a_delivery_is_undecided() -> None:
    """It is afterwards, at once, when that delivery goes back."""
    walk = OneOrderWalk()
    walk.start(DEALS[0])
    walk.receive("ann", ("bottom", "below", "none"))
    _bill(walk)
    walk.receive("ann", ("beyond", "none", "none"))
    walk.receive("ann", ("none", "bottom", "none"))
    assert (walk.oracle.status, walk.oracle.undecided) == ("Received", {1})
    walk.order_agrees()
    walk.decide_about(1, "ben", accept=False)
    walk.order_agrees()
    assert walk.oracle.status == "Invoiced"
    walk.teardown()


def test_an_order_is_not_closed_while_a_payment_that_was_given_back_is_made_again(
    walk: OneOrderWalk,
) -> None:
    """Whoever notes late that the bank gave it back still finds it unpaid, though another run has it."""
    _paid_in_part(walk)
    walk.hear_of(0, Word("rejected", 2))
    walk.propose(45)
    _bill(walk)
    walk.tell_all()
    assert (walk.oracle.bills[0].status, walk.oracle.status) == ("Scheduled", "Invoiced")
    walk.documents_agree()
    walk.order_agrees()
