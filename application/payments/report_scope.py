"""Which transfers of which runs each entry of a bank's report speaks of."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from application.payments.instruction import instruction_of
from application.payments.instructions import Level, StatusEntry, StatusReport, batches
from application.ports.states import Folded
from application.work import Work
from domain.payments.payment_run.machine import PAYMENT_RUN
from domain.payments.payment_run.state import PaymentRun, Status
from domain.payments.references import run_of_message, run_of_transfer
from domain.shared.ids import PaymentRunId

_AT_THE_BANK = frozenset({Status.APPROVED, Status.SENT, Status.SETTLED})


@dataclass(frozen=True, slots=True)
class Scoped:
    """An entry with the run that it is about, None when there is none, and the numbers of the transfers."""

    entry: StatusEntry
    run: PaymentRunId | None
    transfers: tuple[int, ...] = ()


async def scoped(work: Work, report: StatusReport) -> Sequence[Scoped]:
    """Every entry in the order of the report.

    What is said of the file or of a batch holds for those of its transfers of which, or of whose batch,
    the same report says nothing by itself.
    """
    named = await _run(work, run_of_message(report.original_message_id))
    smaller = _spoken_for(report, named)
    return [await _scope(work, entry, named, smaller) for entry in report.entries]


async def _scope(
    work: Work,
    entry: StatusEntry,
    named: Folded[PaymentRun] | None,
    smaller: Mapping[Level, frozenset[int]],
) -> Scoped:
    if entry.level is Level.TRANSACTION:
        return await _transaction(work, entry)
    if named is None:
        return Scoped(entry, None)
    every = range(1, len(named.state.transfers) + 1)
    numbers = every if entry.level is Level.GROUP else _batch(named.state, entry.payment_info_id)
    if numbers is None:
        return Scoped(entry, None)
    left = tuple(number for number in numbers if number not in smaller[entry.level])
    return Scoped(entry, PaymentRunId(named.stream_id), left)


async def _transaction(work: Work, entry: StatusEntry) -> Scoped:
    for name in _names(entry):
        found = run_of_transfer(name)
        run = await _run(work, found[0]) if found else None
        if found and run is not None and run.state.transfer(found[1]) is not None:
            return Scoped(entry, found[0], (found[1],))
    return Scoped(entry, None)


async def _run(work: Work, run_id: PaymentRunId | None) -> Folded[PaymentRun] | None:
    """The run, if it is one of this tenant and the bank may have its file."""
    if run_id is None:
        return None
    run = await work.find(PAYMENT_RUN, run_id)
    return run if run.state.status in _AT_THE_BANK else None


def _spoken_for(
    report: StatusReport, named: Folded[PaymentRun] | None
) -> Mapping[Level, frozenset[int]]:
    """The transfers of the named run of which the report says more than what it says of a level."""
    alone = frozenset(_alone(report, named))
    in_batches = frozenset(
        number
        for entry in report.entries
        if entry.level is Level.PAYMENT_INFORMATION and entry.status and named
        for number in _batch(named.state, entry.payment_info_id) or ()
    )
    return {Level.PAYMENT_INFORMATION: alone, Level.GROUP: alone | in_batches}


def _alone(report: StatusReport, named: Folded[PaymentRun] | None) -> Iterator[int]:
    for entry in report.entries:
        if entry.level is not Level.TRANSACTION or not entry.status or named is None:
            continue
        for name in _names(entry):
            found = run_of_transfer(name)
            if found and found[0] == named.stream_id:
                yield found[1]


def _names(entry: StatusEntry) -> Iterator[str]:
    yield from (name for name in (entry.end_to_end_id, entry.instruction_id) if name)


def _batch(run: PaymentRun, payment_info_id: str | None) -> tuple[int, ...] | None:
    """The numbers of a batch's transfers; None when the file has no such batch."""
    instruction = instruction_of(run)
    numbers = {transfer.end_to_end_id: transfer.number for transfer in run.transfers}
    for batch in batches(instruction.message_id, instruction.transfers):
        if batch.payment_info_id == payment_info_id:
            return tuple(numbers[transfer.end_to_end_id] for transfer in batch.transfers)
    return None
