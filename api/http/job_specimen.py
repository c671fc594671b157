"""The story of the job that the contract shows."""

from domain.jobs.job.commands import Complete, Queue, Start
from domain.jobs.job.tally import Tally
from domain.shared.context import Context
from domain.shared.message import Command


def job_story(by: Context) -> tuple[tuple[Command, Context], ...]:
    """Somebody had users imported, and some rows were wrong."""
    tally = Tally(succeeded=1180, skipped=12, failed=8)
    queue = Queue(kind="users.import", items=tally.done, fingerprint="9f86d081884c7d65" * 4)
    return ((queue, by), (Start(), by), (Complete(tally=tally), by))
