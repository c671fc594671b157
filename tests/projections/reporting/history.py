"""Histories of a small company: random months, and the scripted story in which everything happens once."""

from collections.abc import Mapping
from datetime import timedelta
from functools import cache

from application.ports.event_store import RecordedEvent
from tests.projections.reporting.buying import change, convert, judge, place, wish
from tests.projections.reporting.month import Act, RandomMonth
from tests.projections.reporting.paying import bill, credit, hear_from_bank, mend, pay
from tests.projections.reporting.receiving import deliver, resolve
from tests.properties.company_chapters import CHAPTERS, opened

_OFTEN: Mapping[Act, int] = {
    wish: 1,
    judge: 2,
    convert: 1,
    place: 2,
    change: 1,
    deliver: 4,
    resolve: 1,
    bill: 5,
    mend: 1,
    credit: 1,
    pay: 2,
    hear_from_bank: 3,
}
_ACTS = tuple(act for act, times in _OFTEN.items() for _ in range(times))


@cache
def chapters() -> tuple[RecordedEvent, ...]:
    """The story of the small company, in which everything happens once, an act a day."""
    here = opened()
    month = RandomMonth(0)
    month.here, month.read = here, dict.fromkeys(here.company.policies, 0)
    for chapter in CHAPTERS:
        for act in chapter:
            here.company.clock.at += timedelta(hours=7)
            act(here)
            month.tell_policies()
    here.company.close()
    return tuple(here.company.store.events)


def random_month(seed: int, attempts: int = 250) -> list[RecordedEvent]:
    """The log of a month in which so many things were tried."""
    return list(RandomMonth(seed).live(_ACTS, attempts).events)
