"""The loop of a process that works on jobs: it never ends by itself, whatever happens to one of them."""

import asyncio
from contextlib import suppress
from time import monotonic

import structlog

from application.jobs.runner import Interrupted, JobRunner
from application.ports.event_store import StoreUnavailable
from infrastructure.background import asked_to_end

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
        while not asked_to_end():
            self._bell.clear()
            if not await self._worked():
                with suppress(TimeoutError):
                    async with asyncio.timeout(LOOK_SECONDS):
                        await self._bell.wait()

    async def _worked(self) -> bool:
        try:
            if monotonic() - self._tidied > _TIDY_SECONDS:
                self._tidied = monotonic()
                await self._runner.see_to_doubtful()
            return await self._runner.take_turn()
        except Interrupted as interrupted:
            _log.warning("job interrupted", reason=str(interrupted), exc_info=interrupted)
        except StoreUnavailable as failure:
            _log.warning("jobs wait for the database", reason=str(failure))
        except Exception as failure:  # noqa: BLE001 - the loop outlives whatever a job does
            _log.error("looking for jobs failed", exc_info=failure)
        return False
