"""The loop of a process that works on jobs: it never ends by itself, whatever happens to one of them."""

import asyncio
from time import monotonic

import structlog

from application.jobs.runner import Interrupted, JobRunner
from infrastructure.background import keep_working

LOOK_SECONDS = 0.5
"""How often it looks for jobs that other processes took in, or died over."""

_TIDY_SECONDS = 5.0

_log = structlog.get_logger(__name__)


class Worker:
    """Runs turns one after the other; `wake` makes it look at once."""

    def __init__(self, runner: JobRunner) -> None:
        self._runner = runner
        self._bell = asyncio.Event()
        self._tidied = 0.0

    def wake(self) -> None:
        """Something waits."""
        self._bell.set()

    async def run(self) -> None:
        """Work until cancelled."""
        await keep_working(self._turn, self._bell, LOOK_SECONDS, "jobs")

    async def _turn(self) -> bool:
        if monotonic() - self._tidied > _TIDY_SECONDS:
            self._tidied = monotonic()
            await self._runner.see_to_doubtful()
        try:
            return await self._runner.take_turn()
        except Interrupted as interrupted:
            _log.warning("job interrupted", reason=str(interrupted), exc_info=interrupted)
            return False
