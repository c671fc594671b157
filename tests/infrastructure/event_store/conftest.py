"""What the event store's tests share."""

from typing import Any

import pytest

from infrastructure.event_store.pipeline import Row
from infrastructure.event_store.session import Session


@pytest.fixture
def questions(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """The names of the statements that sessions ask, as they ask them."""
    asked: list[bytes] = []
    ask = Session.ask

    async def listened(
        session: Session, statement: bytes, *parameters: bytes, **reach: Any
    ) -> list[Row]:
        asked.append(statement)
        return await ask(session, statement, *parameters, **reach)

    monkeypatch.setattr(Session, "ask", listened)
    return asked
