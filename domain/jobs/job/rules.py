"""What must hold for a job."""

from typing import TYPE_CHECKING

from domain.jobs.job.commands import Complete
from domain.shared.refusal import ContentRefused
from domain.shared.rule import rule

if TYPE_CHECKING:
    from domain.jobs.job.machine import Job


class ItemsUnaccountedFor(ContentRefused):
    """Some items of the job were looked at never, or twice."""


@rule(ItemsUnaccountedFor)
def every_item_is_accounted_for(state: "Job", command: Complete) -> bool:
    """A job is complete when each of its items was looked at exactly once."""
    return command.tally.done == state.items
