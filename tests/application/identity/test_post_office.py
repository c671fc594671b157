"""Whoever sends letters goes on whatever happens, and keeps nothing of somebody who is erased meanwhile."""

import asyncio
from collections.abc import Sequence
from copy import copy

import psycopg
import pytest

from application.ports.letters import Letter
from application.ports.mail import Message
from infrastructure.background import background
from tests.application.identity.newcomers import BEN
from tests.application.stage import CaughtMail, Stage
from tests.cluster import Database

ERASED = "DELETE FROM daybook.letters"
"""What an erasure does of what waits for somebody, before it takes their mails back."""


async def test_a_mail_that_was_on_its_way_while_its_receiver_was_erased_is_taken_back(
    opened: Stage, database: Database
) -> None:
    class Overtaken(CaughtMail):
        async def send(self, message: Message) -> None:
            with psycopg.connect(database.administrator_dsn) as connection:
                connection.execute(ERASED)
            await self.withdraw(message.to)
            await super().send(message)

    mail, sending = Overtaken(), copy(opened.post_office)
    sending._mail = mail
    await opened.user("ben")
    await opened.self_service.ask_for_password(BEN)
    assert await sending.work() == 1
    assert mail.sent == []


async def test_whoever_sends_letters_outlives_what_nobody_expected(
    opened: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    take, failures = opened.letters.take, [ValueError("never seen before")]

    async def takes(most: int) -> Sequence[Letter]:
        if failures:
            raise failures.pop()
        return await take(most)

    monkeypatch.setattr(opened.letters, "take", takes)
    await opened.user("ben")
    await opened.self_service.ask_for_password(BEN)
    async with background(opened.post_office.run()), asyncio.timeout(60):
        while not opened.mail.sent:
            opened.post_office.queued()
            await asyncio.sleep(0.01)
    assert [each.to for each in opened.mail.sent] == [BEN]
