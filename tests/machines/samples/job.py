"""Asks of a job."""

from domain.jobs.job import commands as c
from domain.jobs.job.machine import JOB
from domain.jobs.job.tally import Tally
from domain.shared.context import Context
from tests.domain.purchasing.people import ANN
from tests.given_when_then import NOON
from tests.machines.walk import Samples

ANNS = Context(ANN, NOON)

JOBS = Samples(
    JOB,
    (
        (c.Queue(kind="users.import", items=2, fingerprint="f" * 64), ANNS),
        (c.Start(), ANNS),
        (c.Complete(tally=Tally(succeeded=2)), ANNS),
        (c.Complete(tally=Tally(succeeded=1, failed=1)), ANNS),
        (c.Fail(error="StarterMayNot", reason="has left", tally=Tally()), ANNS),
        (c.Cancel(), ANNS),
    ),
)
