"""Authority is lent by those who have it, for days that are named, and taken back by number."""

from datetime import date, timedelta
from typing import Any

import pytest

from domain.purchasing.delegation import commands as c
from domain.purchasing.delegation import events as e
from domain.purchasing.delegation.machine import (
    DELEGATION,
    Delegation,
    Granted,
    Status,
    active_grants,
    delegation_id,
)
from domain.purchasing.delegation.rules import (
    DelegationContext,
    days_are_in_order,
    delegate_could_use_it,
    delegate_is_somebody_else,
    delegator_has_a_level_of_their_own,
    grant_is_known,
    grant_is_not_revoked,
    last_day_is_not_past,
    revoker_is_delegator_or_oversees,
)
from domain.shared.approval_level import ApprovalLevel
from domain.shared.ids import UserId
from tests.domain.purchasing.people import ANN, BEN, CLEO, DAN
from tests.given_when_then import Outcome, Stories

L1, L2, L3 = ApprovalLevel
TODAY = date(2026, 3, 31)
DAY = timedelta(days=1)

given = Stories(DELEGATION, DelegationContext).given


def days(first: date = TODAY, last: date = TODAY + 4 * DAY) -> c.Grant:
    """The command that lends for these days."""
    return c.Grant(first_day=first, last_day=last)


def to_ben(by: UserId, level: ApprovalLevel | None = L2, **facts: Any) -> dict[str, Any]:
    """Somebody with a level of their own asks about Ben's register."""
    return {"by": by, "delegate": BEN, "today": TODAY, "own_level": level, **facts}


def lent(command: c.Grant | None = None) -> Outcome[Delegation]:
    """Ann lent Ben her level."""
    return given().when(command or days(), **to_ben(ANN))


def test_a_grant_says_who_lends_what_to_whom_and_when() -> None:
    lent().then(
        e.AuthorityDelegated(
            number=1,
            delegator=ANN,
            delegate=BEN,
            level=L2,
            first_day=TODAY,
            last_day=TODAY + 4 * DAY,
        )
    ).leads_to(Status.KEPT)


@pytest.mark.parametrize(
    ("day", "holds"), [(-1, False), (0, True), (2, True), (4, True), (5, False)]
)
def test_both_days_belong_to_the_range(day: int, holds: bool) -> None:
    assert bool(active_grants(lent().state, TODAY + day * DAY)) is holds


def test_one_day_is_a_range() -> None:
    assert active_grants(lent(days(TODAY, TODAY)).state, TODAY)


def test_grants_are_numbered_in_the_order_in_which_they_were_given() -> None:
    both = lent().when(days(), **to_ben(CLEO, L3))
    assert [(one.number, one.delegator) for one in both.state.grants] == [(1, ANN), (2, CLEO)]


def test_nobody_lends_to_themselves() -> None:
    given().when(days(), **to_ben(BEN)).refused(delegate_is_somebody_else)


def test_a_range_that_ends_before_it_begins_is_refused() -> None:
    lent(days(TODAY + DAY, TODAY)).refused(days_are_in_order)


def test_authority_is_not_lent_after_the_fact() -> None:
    past = days(TODAY - 5 * DAY, TODAY - DAY)
    lent(past).refused(last_day_is_not_past, today=TODAY)


def test_a_range_that_began_already_may_still_be_granted() -> None:
    assert active_grants(lent(days(TODAY - 5 * DAY, TODAY)).state, TODAY)


def test_somebody_without_a_level_of_their_own_lends_nothing() -> None:
    lender = to_ben(ANN, None)
    given().when(days(), **lender).refused(delegator_has_a_level_of_their_own)


def test_somebody_who_may_not_approve_is_lent_nothing() -> None:
    useless = to_ben(ANN, delegate_may_approve=False)
    given().when(days(), **useless).refused(delegate_could_use_it)


def test_the_lender_takes_a_grant_back_at_once() -> None:
    revoked = lent().when(c.Revoke(number=1, comment="back early"), **to_ben(ANN))
    revoked.then(
        e.DelegationRevoked(
            number=1, delegator=ANN, delegate=BEN, revoked_by=ANN, comment="back early"
        )
    )
    assert active_grants(revoked.state, TODAY) == ()


def test_a_lender_who_lost_the_level_can_still_take_the_grant_back() -> None:
    lent().when(c.Revoke(number=1), **to_ben(ANN, None)).leads_to(Status.KEPT)


def test_taking_one_grant_back_leaves_the_others() -> None:
    both = lent().when(days(), **to_ben(CLEO, L3))
    left = both.when(c.Revoke(number=1), **to_ben(ANN)).state
    assert [one.delegator for one in active_grants(left, TODAY)] == [CLEO]


def test_whoever_oversees_takes_any_grant_back() -> None:
    revoked = lent().when(c.Revoke(number=1), **to_ben(DAN, oversees=True))
    revoked.then_only(e.DelegationRevoked, delegator=ANN, revoked_by=DAN)


@pytest.mark.parametrize("somebody", [BEN, CLEO])
def test_nobody_else_takes_a_grant_back(somebody: UserId) -> None:
    lent().when(c.Revoke(number=1), **to_ben(somebody)).refused(revoker_is_delegator_or_oversees)


def test_a_grant_is_taken_back_once() -> None:
    revoked = lent().when(c.Revoke(number=1), **to_ben(ANN))
    revoked.when(c.Revoke(number=1), **to_ben(ANN)).refused(grant_is_not_revoked)


@pytest.mark.parametrize("number", [-1, 0, 2, 10**9])
def test_a_grant_that_was_never_given_is_not_taken_back(number: int) -> None:
    lent().when(c.Revoke(number=number), **to_ben(ANN)).refused(grant_is_known)


def test_nothing_is_taken_back_from_a_register_that_was_never_begun() -> None:
    given().when(c.Revoke(number=1), **to_ben(ANN)).impossible()


@pytest.mark.parametrize(
    ("handed_over", "held_now", "lends"),
    [(L2, L2, L2), (L2, L3, L2), (L2, L1, L1), (L3, None, None), (L1, L3, L1)],
)
def test_a_grant_lends_at_most_what_was_given_and_what_is_still_held(
    handed_over: ApprovalLevel, held_now: ApprovalLevel | None, lends: ApprovalLevel | None
) -> None:
    assert Granted(1, ANN, handed_over, TODAY, TODAY).lends(held_now) is lends


def test_the_register_of_a_person_is_found_without_looking() -> None:
    assert delegation_id(BEN).uuid == BEN.uuid
