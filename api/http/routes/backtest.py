"""Another policy over the real history: what would have come out otherwise."""

from collections.abc import AsyncGenerator, AsyncIterator
from typing import Annotated

from pydantic import Field

from api.http.answer import Answer, StreamedAnswer
from api.http.operation import Gives
from api.http.querying import Asking
from api.http.resource import Resource
from application.audit.backtest.backtest import Backtest, Period, Step
from application.audit.backtest.report import report, told
from application.audit.backtest.tried import TriedPolicies
from domain.shared.instant import Instant
from domain.shared.message import Message

backtests = Resource("/v1/audit", "Audit")

LINES = "application/x-ndjson"


class BacktestWanted(TriedPolicies):
    """The policies to try, and on which decisions; without a period on all of them."""

    as_of: Annotated[int, Field(ge=1)] | None = None
    from_: Annotated[Instant | None, Field(alias="from")] = None
    to: Instant | None = None

    @property
    def period(self) -> Period:
        """The same as the walk takes it."""
        return Period(self.as_of, self.from_, self.to)


class Going(Message):
    """How far it is: the position that was reached, of the one where it ends."""

    position: int
    of: int


@backtests.plain("POST", "/backtest", "backtest.run", Gives(None, also=(LINES,)))
async def run(wanted: BacktestWanted, asking: Asking) -> Answer:
    """Decide again what rested on policies; nothing is stored.

    A line of JSON for each decision that would have come out otherwise, one as it goes on, and the sums in
    the last one.
    """
    await asking.heard()
    backtest = Backtest(asking.services.store, asking.caller.tenant, wanted, wanted.period)
    asking.services.event_access.choose(asking.caller.roles, ",".join(backtest.types))
    steps = await backtest.begin()
    return StreamedAnswer(_lines(backtest, steps), LINES.encode())


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
