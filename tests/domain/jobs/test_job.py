"""A job tells who had what done, and what became of each of its items."""

import pytest

from domain.jobs.job import commands as c
from domain.jobs.job import events as e
from domain.jobs.job.machine import JOB, Job, Status
from domain.jobs.job.rules import every_item_is_accounted_for
from domain.jobs.job.tally import Tally
from tests.domain.purchasing.people import ANN, BEN
from tests.given_when_then import Outcome, Stories

given = Stories(JOB).given
QUEUE = c.Queue(kind="users.import", items=5, fingerprint="f" * 64)
ALL = Tally(succeeded=4, skipped=1)
SOME = Tally(succeeded=2, skipped=1, failed=2)


def queued() -> Outcome[Job]:
    """Ann has five users imported."""
    return given().when(QUEUE, by=ANN)


def running() -> Outcome[Job]:
    """A process has begun."""
    return queued().when(c.Start(), by=BEN)


def test_a_job_remembers_who_had_it_done():
    outcome = queued().leads_to(Status.QUEUED)
    outcome.then(e.JobQueued(kind="users.import", items=5, fingerprint="f" * 64, queued_by=ANN))
    assert outcome.state.starter == ANN


def test_a_job_with_which_all_went_well_is_completed():
    outcome = running().when(c.Complete(tally=ALL), by=BEN).leads_to(Status.COMPLETED)
    outcome.then(e.JobCompleted(tally=ALL))
    assert outcome.state.over


def test_a_job_some_of_whose_items_failed_says_so():
    outcome = running().when(c.Complete(tally=SOME), by=BEN)
    outcome.leads_to(Status.COMPLETED_WITH_ERRORS).then(e.JobCompletedWithErrors(tally=SOME))
    assert outcome.state.tally == SOME


@pytest.mark.parametrize("tally", [Tally(succeeded=4), Tally(succeeded=6)])
def test_no_item_is_forgotten_or_counted_twice(tally):
    running().when(c.Complete(tally=tally), by=BEN).refused(every_item_is_accounted_for)


def test_a_job_is_stopped_before_it_begins_and_while_it_runs():
    for outcome in (queued(), running()):
        stopped = outcome.when(c.Cancel(reason="wrong file"), by=BEN).leads_to(Status.CANCELLED)
        stopped.then(e.JobCancelled(reason="wrong file", cancelled_by=BEN))


def test_a_job_that_cannot_go_on_says_why():
    command = c.Fail(error="StarterMayNot", reason="Ann has left", tally=SOME)
    state = running().when(command, by=BEN).leads_to(Status.FAILED).state
    assert (state.error, state.reason, state.tally) == ("StarterMayNot", "Ann has left", SOME)


@pytest.mark.parametrize("command", [c.Start(), c.Complete(tally=ALL), c.Cancel(), QUEUE])
def test_what_is_over_stays_over(command):
    running().when(c.Complete(tally=ALL), by=BEN).when(command, by=ANN).impossible()


def test_tallies_add_up():
    assert Tally(succeeded=6, skipped=2, failed=2) == ALL + SOME
    assert (ALL + SOME).done == 10
