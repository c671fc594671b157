"""What is foreign takes as much work as what does not exist, and so as much time."""

import time
from typing import Any

import psycopg
import pytest

from api.http.front_door import FrontDoor
from domain.identity.role import Role
from infrastructure.event_store.session import Session
from tests.api.http.estate import Estate, Family, Shown
from tests.api.http.walk import ELSEWHERE, Step, Walk, described, every_step
from tests.contracts import documented

STEPS = [
    step
    for step in every_step(described(documented.api()))
    if step.operation.names_documents
    and step.shown in ELSEWHERE
    and step.role in (Role.ADMIN, Role.SUPPLIER)
    and step.operation.permission.reach({step.role}) is not None
]
ATTEMPTS = 5
"""Followers ask too, now and then about the same documents."""

PAIRS = 800
"""Enough that a coin would show between 44 and 56 heads in a hundred, but for one time in a thousand."""


class Statements:
    """What the database is asked about documents of some family, in order."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.asked: list[tuple[str, str]] = []
        execute_now, read_now = psycopg.AsyncCursor.execute, Session.read

        async def execute(cursor: Any, query: Any, params: Any = None, **more: Any) -> Any:
            text = query.as_string(None) if hasattr(query, "as_string") else query
            self.asked.append((str(text), repr(params)))
            return await execute_now(cursor, query, params, **more)

        async def read(session: Session, *asked: Any) -> Any:
            tenants, name, *values = asked
            self.asked.append((str(name), repr(values)))
            return await read_now(session, tenants, name, *values)

        monkeypatch.setattr(psycopg.AsyncCursor, "execute", execute)
        monkeypatch.setattr(Session, "read", read)

    def about(self, family: Family) -> list[str]:
        """The texts of the questions that named one of the family."""
        questions = [(text, values) for text, values in self.asked if "INSERT" not in text]
        return [text for text, values in questions if family.stem in values]


def test_the_database_is_asked_the_same_about_what_is_foreign_and_what_does_not_exist(
    estate: Estate, app: FrontDoor, monkeypatch: pytest.MonkeyPatch
) -> None:
    statements = Statements(monkeypatch)
    walk = Walk(estate, app)

    async def shape(step: Step, family: Family) -> list[str]:
        statements.asked.clear()
        await walk.ask(step, family)
        return statements.about(family)

    async def differing() -> list[str]:
        found, counted = [], 0
        for step in STEPS:
            for _ in range(ATTEMPTS):
                foreign = await shape(step, estate.here.family)
                missing = await shape(step, estate.missing)
                if foreign == missing:
                    break
            else:
                found.append(f"{step}: {foreign} and {missing}")
            counted += bool(foreign)
        assert counted > len(STEPS) * 0.8
        return found

    assert estate.house.inside(lambda _: differing()) == []


@pytest.mark.long
@pytest.mark.parametrize("shown", ELSEWHERE, ids=lambda shown: shown.name.lower())
@pytest.mark.parametrize("name", ["purchase_orders.show", "purchase_orders.acknowledge"])
def test_the_time_of_an_answer_does_not_tell_what_is_foreign_from_what_does_not_exist(
    estate: Estate, app: FrontDoor, shown: Shown, name: str
) -> None:
    """Pairs in turn, so that whatever else the machine does falls on both alike."""
    step = next(
        step
        for step in STEPS
        if (step.operation.name, step.shown) == (name, shown)
        and step.role is (Role.SUPPLIER if shown is Shown.STRANGER else Role.ADMIN)
    )
    walk = Walk(estate, app)

    async def seconds(family: Family) -> float:
        started = time.perf_counter()
        heard = await walk.ask(step, family)
        assert heard.status == 404
        return time.perf_counter() - started

    async def pairs(count: int) -> list[tuple[float, float]]:
        found = []
        for turn in range(count):
            first, second = estate.here.family, estate.missing
            if turn % 2:
                theirs, ours = await seconds(second), await seconds(first)
            else:
                ours, theirs = await seconds(first), await seconds(second)
            found.append((ours, theirs))
        return found

    measured: list[tuple[float, float]] = []
    while len(measured) < PAIRS:
        measured += estate.house.inside(lambda _: pairs(100))
    slower = sum(ours > theirs for ours, theirs in measured) / PAIRS
    assert 0.44 < slower < 0.56, f"a guess would be right in {slower:.1%}"
