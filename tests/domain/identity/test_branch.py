"""A branch has a code of its own, and can be closed and opened again."""

from domain.identity.branch import commands as c
from domain.identity.branch import events as e
from domain.identity.branch.machine import BRANCH, Branch, Status
from domain.identity.branch.rules import BranchContext, code_is_free
from domain.shared.ids import BranchId
from tests.domain.purchasing.people import ANN, uuid
from tests.given_when_then import Outcome, Stories

given = Stories(BRANCH, BranchContext).given
OPEN = c.Open(name="Hamburg", code="HH")


def opened() -> Outcome[Branch]:
    """Ann opened Hamburg."""
    return given().when(OPEN, by=ANN)


def test_a_branch_is_opened_with_a_name_and_a_code() -> None:
    opened().then(e.BranchOpened(name="Hamburg", code="HH", opened_by=ANN))
    assert opened().leads_to(Status.OPEN).state.open


def test_no_two_branches_have_one_code() -> None:
    other = BranchId.of(uuid(7))
    outcome = given().when(OPEN, by=ANN, code_holder=other)
    outcome.refused(code_is_free, code="HH", branch_id=other)


def test_a_branch_is_renamed_open_or_closed() -> None:
    renamed = e.BranchRenamed(name="Altona", previous_name="Hamburg")
    for outcome in (opened(), opened().when(c.Close(), by=ANN)):
        stood = outcome.state.status
        outcome.when(c.Rename(name="Altona"), by=ANN).then(renamed).leads_to(stood)


def test_a_branch_is_closed_and_opened_again() -> None:
    closed = opened().when(c.Close(reason="moved"), by=ANN).leads_to(Status.CLOSED)
    assert closed.state.close_reason == "moved"
    assert not closed.state.open
    closed.when(c.Close(), by=ANN).impossible()
    reopened = closed.when(c.Reopen(), by=ANN).leads_to(Status.OPEN)
    assert reopened.state.close_reason is None
    reopened.when(c.Reopen(), by=ANN).impossible()
