"""Whoever erases somebody or sends a mail is killed in the middle: it is finished, and nothing is lost."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from application.ports.event_store import Upto
from application.ports.letters import LetterKind
from application.ports.mail import Message
from application.privacy.policies import ErasureExecution
from domain.identity.user.machine import USER
from domain.privacy.erasure.machine import Status
from domain.shared.email_address import EmailAddress
from infrastructure.event_store.histories import HistoryReader
from infrastructure.event_store.states import CachedStates
from infrastructure.mail.folder import MailFolder
from tests.application.privacy.test_erasure import Mortal, Records, asked, erasure_of
from tests.application.stage import Stage, sealing, set_up
from tests.cluster import Database
from tests.contracts.stores import postgres_store
from tests.faults.dying_process import AFTER, HALF_WRITTEN
from tests.faults.killing import Fate, gone_on
from tests.faults.mortal_processes import hears, started
from tests.faults.reacting_everything import HANGS

CARA = EmailAddress("cara@example.com")
LEASE = timedelta(minutes=1)
ERASING = [moment for moment in AFTER if moment != "mail-sent"]


async def dies(database: Database, home: Path, moment: str) -> None:
    """A process works until that moment, and is killed then."""
    with started("tests.faults.dying_process", database.dsn, str(home), moment) as doomed:
        await hears(doomed, HANGS)
        doomed.kill()
        doomed.wait()


def rows_of(database: Database, user: str) -> int:
    """How many rows of log-ins, mails to come and keys there are for somebody."""
    with psycopg.connect(database.administrator_dsn) as connection:
        counts = [
            connection.execute(query.encode(), (value,)).fetchone()
            for query, value in (
                ("SELECT count(*) FROM daybook.credentials WHERE user_id = %s", user),
                ("SELECT count(*) FROM daybook.sessions WHERE user_id = %s", user),
                ("SELECT count(*) FROM daybook.letters WHERE email = %s", str(CARA)),
                ("SELECT count(wrapped) FROM daybook.subject_keys WHERE subject_id = %s", user),
            )
        ]
    return sum(row[0] for row in counts if row)


async def name_in_the_log(database: Database, home: Path, stage: Stage, user: str) -> str:
    """What a process that has just started reads of somebody from the log."""
    async with (
        sealing(database, home) as registry,
        postgres_store(database, registry) as (store, pool),
    ):
        states = CachedStates(pool, store, HistoryReader(pool, registry))
        found = await store.stream(stage.tenant, user, upto=Upto(position=await head(stage)))
        (registered, *_) = [each.event for each in found if hasattr(each.event, "name")]
        await states.close()
        assert (await stage.states.load_at(stage.tenant, USER, user, Upto())).state.erased
        return str(getattr(registered, "name"))  # noqa: B009 - an event that has one


async def head(stage: Stage) -> int:
    """Where the tenant's log ends."""
    return await stage.store.head(stage.tenant)


@pytest.mark.parametrize(
    "deaths",
    [
        pytest.param(["key-destroyed", "mails-gone"], id="twice"),
        pytest.param(
            [each for each in ERASING for _ in range(3)], id="often", marks=pytest.mark.long
        ),
    ],
)
async def test_an_erasure_is_finished_though_whoever_does_it_is_killed_again_and_again(
    database: Database, tmp_path: Path, deaths: list[str]
) -> None:
    async with set_up(database, tmp_path) as stage:
        cara, erasure = await asked(stage, Mortal(), Records())
        mails = MailFolder(tmp_path / "mail", "Daybook <daybook@example.com>")
        values = {"name": "cara", "tenant": "Acme", "email": CARA}
        await mails.send(Message("m1", CARA, "password-changed", values))
        assert rows_of(database, cara) >= 2
        for moment in deaths:
            await dies(database, tmp_path, moment)
            assert (await erasure_of(stage, erasure)).status is not Status.COMPLETED
        fate = Fate(ErasureExecution.name, "", tmp_path)
        async with gone_on(database, stage, fate):
            assert (await erasure_of(stage, erasure)).status is Status.COMPLETED
        history = await stage.store.stream(stage.tenant, erasure)
        steps = [each.event_type.rpartition(".")[2] for each in history]
        assert steps == ["requested", "key-destroyed", "documents-listed", "completed"]
        assert rows_of(database, cara) == 0
        assert await name_in_the_log(database, tmp_path, stage, cara) == "Erased"
    assert list((tmp_path / "mail").iterdir()) == []


@pytest.mark.parametrize(
    ("moment", "out_before"),
    [pytest.param(HALF_WRITTEN, 0, marks=pytest.mark.long), ("mail-sent", 1)],
)
async def test_a_letter_is_not_lost_with_whoever_sends_it_and_may_go_out_twice(
    database: Database, tmp_path: Path, moment: str, out_before: int
) -> None:
    async with set_up(database, tmp_path) as stage:
        await stage.opened()
        await stage.user("cara")
        await stage.letters.queue(LetterKind.PASSWORD_CHANGED, CARA, {})
        await dies(database, tmp_path, moment)
        out = list((tmp_path / "mail").glob("*.eml"))
        assert len(out) == out_before
        stage.clock.at = datetime.now(UTC)
        assert await stage.post_office.work() == 0, "the letter is still another process's"
        stage.clock.at += LEASE
        assert await stage.post_office.work() == 1
        (sent,) = stage.mail.sent
        assert sent.to == CARA
        assert [each.stem for each in out] in ([], [sent.id]), "the same mail once more"
        stage.clock.at += LEASE
        assert await stage.post_office.work() == 0
