"""Runs: what is due is collected, approved by somebody else, and sent to the bank as one file."""

import asyncio

from api.http.advice import NOTHING, splice
from api.http.answer import PRIVATE, VARIES, Answer, Header, etag
from api.http.commanding import Commander
from api.http.failures import ProjectionLagging
from api.http.headers import none_match
from api.http.idempotency import Told
from api.http.kinds import PAYMENT_RUNS
from api.http.listing import page_of
from api.http.models import AllowedCommand, PageOf
from api.http.operation import Gives
from api.http.past import PastQuery
from api.http.querying import Asking
from api.http.resource import Resource
from application.access_record import Export
from application.documents.payment_run import PaymentRunDocument
from application.payments import payment_run as tasks
from application.payments.collecting import RunOrder
from application.payments.instruction import instruction_of
from domain.payments.payment_run.commands import Approve, Cancel
from domain.payments.payment_run.machine import PAYMENT_RUN
from domain.shared.business_date import BusinessDate
from domain.shared.currency import Currency
from domain.shared.ids import PaymentRunId
from domain.shared.message import Message
from projections.payments.payment_runs import PaymentRunSummary

payment_runs = Resource("/v1/payment-runs", "Payment runs")

XML = "application/xml"
_PREVIEW = "A preview (`dryRun`): nothing was stored."


class RunRequest(Message):
    """What to collect: everything that may be paid on a day, in one currency or in all.

    A day in the past is today. With `dryRun` the run is only shown.
    """

    execution_date: BusinessDate
    currency: Currency | None = None
    dry_run: bool = False


class PaymentRunAnswer(PaymentRunDocument):
    """A run, and what the caller could do next."""

    allowed_commands: tuple[AllowedCommand, ...]


_ANSWER = Gives(PaymentRunAnswer)


@payment_runs.listing(
    "", "payment-runs.list", of="payment-runs", gives=Gives(PageOf[PaymentRunSummary])
)
async def list_all(asking: Asking) -> Answer:
    """Runs, by status, day and people."""
    return await page_of(asking, "payment-runs")


@payment_runs.payment(
    "POST",
    "",
    "payment-runs.create",
    Gives(PaymentRunAnswer, 201, or_ok=_PREVIEW),
)
async def create(command: RunRequest, by: Commander) -> Answer:
    """Collect what is due; somebody else approves it before anything is paid."""
    services = by.services
    order = await _order(command, by)
    if command.dry_run:
        preview = tasks.preview_run(order, services.pain_version, services.payment_files)
        return await by.tell(
            preview,
            lambda run: Told(200, 0, "", splice(PAYMENT_RUNS.render(run), NOTHING)),
        )
    task = tasks.propose_run(order, services.pain_version, services.payment_files)
    return await by.create(PAYMENT_RUNS, task)


@payment_runs.query("/{payment_run_id}", "payment-runs.read", _ANSWER)
async def show(payment_run_id: PaymentRunId, past: PastQuery, asking: Asking) -> Answer:
    """One run, today or as it was."""
    return await asking.document(PAYMENT_RUNS, payment_run_id, past)


@payment_runs.command("PATCH", "/{payment_run_id}/approve", "payment-runs.approve", _ANSWER)
async def approve(payment_run_id: PaymentRunId, command: Approve, by: Commander) -> Answer:
    """Let it go to the bank; not for those who handled its invoices or its suppliers' accounts."""
    return await by.change(PAYMENT_RUNS, tasks.approve_run(payment_run_id, command))


@payment_runs.command("PATCH", "/{payment_run_id}/cancel", "payment-runs.cancel", _ANSWER)
async def cancel(payment_run_id: PaymentRunId, command: Cancel, by: Commander) -> Answer:
    """Call it off before the bank may have it; its payments wait for another run."""
    return await by.change(PAYMENT_RUNS, tasks.cancel_run(payment_run_id, command))


@payment_runs.query(
    "/{payment_run_id}/pain001",
    "payment-runs.read-file",
    Gives(None, also=(XML,), or_unchanged=True),
)
async def file(payment_run_id: PaymentRunId, asking: Asking) -> Answer:
    """The file exactly as the bank gets it (ISO 20022 pain.001)."""
    await asking.heard()
    run = (await asking.work().load(PAYMENT_RUN, payment_run_id)).state
    name = run.proposed.message_id
    headers: list[Header] = [etag(name), PRIVATE, VARIES]
    if none_match(asking.exchange, name):
        return Answer(304, headers=headers)
    headers.append((b"content-disposition", f'attachment; filename="{name}.xml"'.encode()))
    instruction = instruction_of(run)
    content = await asyncio.to_thread(asking.services.payment_files.write, instruction)
    transfers = len(run.proposed.transfers)
    await asking.exported(Export(payment_run_id, {}, transfers, XML))
    return Answer(200, content, headers, XML.encode())


async def _order(command: RunRequest, by: Commander) -> RunOrder:
    """What the read side thinks is due, a day around the one that is asked for: the log has the last word."""
    services, tenant = by.services, by.request.tenant
    today = services.clock.now(tenant).date()
    on = max(command.execution_date, today)
    try:
        found = await services.due_payments.due(tenant, on, command.currency)
    except TimeoutError:
        raise ProjectionLagging(
            "what is due is not known yet; ask again shortly with the same key"
        ) from None
    return RunOrder(
        execution_date=command.execution_date,
        currency=command.currency,
        candidates=tuple(found.payments),
        withheld=tuple(found.withheld),
    )
