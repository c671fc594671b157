"""Another policy over the real history: what would have come out otherwise."""

from collections.abc import AsyncGenerator, AsyncIterator
from typing import Annotated

from fastapi import Query

from api.http.answer import Answer, StreamedAnswer
from api.http.backtesting import BacktestQuery
from api.http.operation import Gives
from api.http.querying import Asking
from api.http.resource import Resource
from application.audit.backtest.backtest import Backtest, Step
from application.audit.backtest.report import report, told
from domain.governance.policy.machine import POLICY, policy_id
from domain.shared.message import Message

backtests = Resource("/v1/audit", "Audit")

LINES = "application/x-ndjson"


class Going(Message):
    """How far it is: the position that was reached, of the one where it ends."""

    position: int
    of: int


@backtests.query("/backtest", "backtest.run", Gives(None, also=(LINES,)))
async def run(wanted: Annotated[BacktestQuery, Query()], asking: Asking) -> Answer:
    """Decide again what rested on policies: a line for each difference, the sums in the last one."""
    await asking.heard()
    services, tenant = asking.services, asking.caller.tenant
    policy = (await services.states.load(tenant, POLICY, policy_id(tenant))).state
    assert policy.base_currency is not None, "somebody who is let in has a tenant with policies"
    backtest = Backtest(
        services.store, tenant, wanted.policies(policy.base_currency), wanted.period
    )
    services.event_access.choose(asking.caller.roles, ",".join(backtest.types))
    return StreamedAnswer(_lines(backtest, await backtest.begin()), LINES.encode())


async def _lines(backtest: Backtest, steps: AsyncIterator[Step]) -> AsyncGenerator[bytes, None]:
    position = 0
    async for step in steps:
        position = step.of
        for changed in step.changed:
            yield _line(told(changed))
        yield _line(Going(position=step.position, of=step.of))
    yield _line(report(backtest.tally, position))


def _line(message: Message) -> bytes:
    return message.model_dump_json().encode() + b"\n"
