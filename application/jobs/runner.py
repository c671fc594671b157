"""Works on jobs, a turn at a time, and hands each on when it is somebody else's turn."""

import asyncio
from collections.abc import Iterable
from contextlib import aclosing, suppress
from dataclasses import dataclass
from datetime import timedelta
from time import monotonic

from application.desk import Desk
from application.jobs.job import report
from application.permissions import permitted
from application.ports.event_store import StoreUnavailable, Upto
from application.ports.job_intake import JobIntake
from application.ports.job_kind import Assignment, CannotGoOn, JobKind
from application.ports.job_queue import JobName, JobQueue, LeaseLost, Turn
from application.ports.states import Folded, States
from application.request import Request
from domain.identity.user.machine import USER
from domain.jobs.job.commands import Complete, Fail, Start
from domain.jobs.job.machine import JOB, Job
from domain.jobs.job.tally import Tally
from domain.shared.context import SYSTEM
from domain.shared.text import LONGEST_REASON

SLICE_SECONDS = 2.0
"""How long one tenant's job is worked on while another tenant's waits."""

MOST_TRIES = 8
"""How often a job is begun again without getting on, before it is given up."""

PAUSE = timedelta(seconds=5)
"""How long a job rests after something unexpected, times its tries."""

_KEEP_SECONDS = 0.8


class StarterMayNot(CannotGoOn):
    """Whoever started the job was deactivated, or lost the role that lets them start such jobs."""

    def __init__(self) -> None:
        super().__init__("whoever started this job may no longer do what it does")


class JobKeepsFailing(CannotGoOn):
    """The job was interrupted again and again at the same place."""

    def __init__(self) -> None:
        super().__init__("this job was interrupted too often at the same place")


@dataclass(frozen=True, slots=True)
class Workshop:
    """What working on jobs stands on."""

    queue: JobQueue
    intake: JobIntake
    desk: Desk
    states: States


class Interrupted(Exception):
    """Something unexpected ended a turn; the job goes on later."""


@dataclass(slots=True)
class _Shift:
    """A turn, and what became of the job's items so far."""

    turn: Turn
    tally: Tally

    @property
    def name(self) -> JobName:
        return self.turn.name


class JobRunner:
    """Takes turns at the jobs of a database; several processes may run one each."""

    def __init__(self, workshop: Workshop, kinds: Iterable[JobKind], worker: str) -> None:
        self._shop = workshop
        self._kinds = {kind.name: kind for kind in kinds}
        self._worker = worker

    async def take_turn(self) -> bool:
        """Work on a job until it is over or another's turn; False when there was none.

        Raises `Interrupted` when something unexpected happened; the job rests then.
        """
        turn = await self._shop.queue.take(tuple(self._kinds), self._worker)
        if turn is None:
            return False
        with suppress(LeaseLost):
            await self._work_on(_Shift(turn, turn.tally))
        return True

    async def see_to_doubtful(self) -> None:
        """Let work begin on what was queued by a process that died before it could say so.

        Then what nobody needs any more is deleted.
        """
        for name in await self._shop.queue.doubtful():
            if (await self._told(name)).version:
                await self._shop.intake.admit(name)
        await self._shop.queue.forget_old()

    async def _work_on(self, shift: _Shift) -> None:
        job = await self._told(shift.name)
        if job.version == 0 or job.state.over:
            await self._shop.queue.end(shift.turn)
            return
        try:
            await self._while_it_is_ours(shift, job)
        except CannotGoOn as failure:
            await self._fail(shift, failure)
        except asyncio.CancelledError:
            await self._shop.queue.give_back(shift.turn)
            raise
        except LeaseLost:
            raise
        except Exception as unexpected:
            pause = PAUSE.total_seconds() * shift.turn.tries
            await self._shop.queue.give_back(shift.turn, pause)
            raise Interrupted(f"{shift.name.job} was interrupted") from unexpected

    async def _while_it_is_ours(self, shift: _Shift, job: Folded[Job]) -> None:
        """Do the work, and keep the lease meanwhile; whichever fails first ends both."""
        try:
            async with asyncio.TaskGroup() as group:
                keeping = group.create_task(self._keep(shift.turn))
                await self._do(shift, job)
                keeping.cancel()
        except ExceptionGroup as failures:
            raise _first(failures) from None

    async def _do(self, shift: _Shift, job: Folded[Job]) -> None:
        turn, kind, queue = shift.turn, self._kinds[shift.turn.kind], self._shop.queue
        if turn.tries > MOST_TRIES:
            raise JobKeepsFailing
        await self._must_be_permitted(kind, shift.name, job.state)
        await self._say(shift.name, Start())
        began = monotonic()
        async with aclosing(kind.steps(self._assignment(turn, job.state))) as steps:
            async for step in steps:
                await queue.record(turn, step)
                shift.tally += step.tally
                if await self._is_over(shift.name):
                    break
                if monotonic() - began > SLICE_SECONDS and await queue.others_wait(turn):
                    await queue.give_back(turn)
                    return
            else:
                await self._say(shift.name, Complete(tally=shift.tally))
        await queue.end(turn)

    def _assignment(self, turn: Turn, job: Job) -> Assignment:
        """What whoever started the job would do, done for them; the log tells which job did it."""
        trace = {"correlationId": str(turn.name.job)}
        request = Request(turn.name.tenant, job.starter, trace=trace)
        pieces = self._shop.intake.pieces
        return Assignment(turn, request, job.fingerprint, lambda: pieces(turn.name))

    async def _is_over(self, name: JobName) -> bool:
        """Whether somebody has cancelled it, as far as this process has heard."""
        return (await self._shop.states.load(name.tenant, JOB, name.job)).state.over

    async def _must_be_permitted(self, kind: JobKind, name: JobName, job: Job) -> None:
        """What somebody may do is looked at again each turn, as a job may outlive their role."""
        if job.starter == SYSTEM:
            return
        user = (await self._shop.states.load_at(name.tenant, USER, job.starter, Upto())).state
        if not user.active or not permitted(user.roles, kind.permission):
            raise StarterMayNot

    async def _fail(self, shift: _Shift, failure: CannotGoOn) -> None:
        reason = failure.detail[:LONGEST_REASON]
        failed = Fail(error=failure.name, reason=reason, tally=shift.tally)
        await self._say(shift.name, failed)
        await self._shop.queue.end(shift.turn)

    async def _say(self, name: JobName, command: Start | Complete | Fail) -> None:
        request = Request(name.tenant, SYSTEM, trace={"correlationId": str(name.job)})
        await self._shop.desk.carry_out(request, report(name.job, command))

    async def _told(self, name: JobName) -> Folded[Job]:
        """The job as the log tells it now, whatever this process remembers."""
        return await self._shop.states.load_at(name.tenant, JOB, name.job, Upto())

    async def _keep(self, turn: Turn) -> None:
        """A sign of life that did not get through is no reason to stop: the lease says when it is over."""
        while True:
            await asyncio.sleep(_KEEP_SECONDS)
            with suppress(StoreUnavailable):
                await self._shop.queue.keep(turn)


def _first(group: ExceptionGroup[Exception]) -> Exception:
    """The first failure of a group, however deep."""
    found = group.exceptions[0]
    return _first(found) if isinstance(found, ExceptionGroup) else found
