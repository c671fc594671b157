"""The database keeps no more of sessions than it must, and nothing that a thief could use."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from application.ports.sessions import UserErased, Visitor
from domain.shared.ids import TenantId, UserId
from infrastructure.identity.sessions import PostgresSessions, SessionLimits
from infrastructure.postgres.pool import open_pool
from infrastructure.privacy.master_keys import MasterKeys
from infrastructure.privacy.subject_keys import SubjectKeys
from infrastructure.settings import Settings
from tests.cluster import Database
from tests.contracts.hands import Hands

ACME = TenantId.of(uuid4())
ANN = UserId.of(uuid4())
LIMITS = SessionLimits(idle=timedelta(hours=1), absolute=timedelta(hours=3))


@pytest.fixture
def hands() -> Hands:
    """The time that the sessions go by."""
    return Hands()


@pytest.fixture
async def sessions(database: Database, hands: Hands) -> AsyncIterator[PostgresSessions]:
    """Sessions of an hour, three at most."""
    async with open_pool(database.dsn, size=3) as pool:
        yield PostgresSessions(pool, LIMITS, hands)


async def test_the_database_never_holds_a_refresh_token(
    sessions: PostgresSessions, database: Database
) -> None:
    begun = await sessions.begin(ACME, ANN)
    with psycopg.connect(database.administrator_dsn) as connection:
        rows = connection.execute("SELECT t::text FROM daybook.refresh_tokens AS t").fetchall()
    assert len(rows) == 1
    assert begun.refresh_token not in str(rows)
    assert begun.refresh_token.encode().hex() not in str(rows)


async def test_what_is_long_over_is_forgotten_at_the_next_log_in(
    sessions: PostgresSessions, hands: Hands, database: Database
) -> None:
    await sessions.begin(ACME, ANN)
    hands.at += LIMITS.absolute + timedelta(days=30)
    await sessions.begin(ACME, ANN)
    with psycopg.connect(database.administrator_dsn) as connection:
        kept = connection.execute("SELECT count(*) FROM daybook.refresh_tokens").fetchone()
    assert kept == (1,)


async def test_whence_somebody_came_is_forgotten_though_they_never_come_again(
    sessions: PostgresSessions, hands: Hands, database: Database
) -> None:
    await sessions.begin(ACME, ANN, Visitor("192.0.2.7", "192.0.2.7", "Firefox"))
    hands.at += LIMITS.absolute + timedelta(days=30)
    await sessions.begin(TenantId.of(uuid4()), UserId.of(uuid4()))
    with psycopg.connect(database.administrator_dsn) as connection:
        kept = connection.execute("SELECT FROM daybook.sessions WHERE address <> ''").fetchall()
    assert kept == []


async def test_nobody_is_logged_in_and_nothing_kept_of_whence_they_came_who_is_being_erased(
    sessions: PostgresSessions, database: Database, tmp_path: Path
) -> None:
    """Their password was compared before that, and an erasure does not look for sessions twice."""
    async with open_pool(database.dsn, size=1) as pool:
        keys = SubjectKeys(pool, MasterKeys.of(Settings(home=tmp_path)))
        await keys.create(ACME, [ANN])
        await sessions.begin(ACME, ANN)
        await keys.destroy(ACME, ANN)
    with pytest.raises(UserErased):
        await sessions.begin(ACME, ANN, Visitor("192.0.2.7", "192.0.2.7", "Firefox"))
    with psycopg.connect(database.administrator_dsn) as connection:
        kept = connection.execute("SELECT FROM daybook.sessions WHERE address <> ''").fetchall()
    assert kept == []
