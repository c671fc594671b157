"""An address is in one tenant's hands, also when files of several name it in the same moment."""

import asyncio
from uuid import uuid4

import pytest

from application.ports.job_queue import JobName, LeaseLost, Turn
from domain.shared.email_address import EmailAddress
from domain.shared.ids import JobId, TenantId, UserId
from infrastructure.identity.reservations import PostgresReservations
from infrastructure.jobs.intake import PostgresJobIntake
from infrastructure.jobs.queue import PostgresJobQueue
from infrastructure.postgres.pool import Pool, open_pool
from tests.cluster import Database

ADDRESSES = [EmailAddress(f"{number}@example.com") for number in range(60)]


async def turn_in(pool: Pool, tenant: TenantId) -> Turn:
    """A turn at a file of the tenant."""
    intake, name = PostgresJobIntake(pool), JobName(tenant, JobId.of(uuid4()))
    await intake.begin(name, "test.reserve")
    await intake.seal(name, 1)
    await intake.admit(name)
    turn = await PostgresJobQueue(pool).take(["test.reserve"], "here")
    assert turn is not None
    return turn


async def test_of_tenants_that_name_one_address_at_once_one_gets_it(database: Database) -> None:
    async with open_pool(database.dsn, size=4) as pool:
        reservations = PostgresReservations(pool)
        turns = [await turn_in(pool, TenantId.of(uuid4())) for _ in range(3)]

        async def wanted(turn: Turn, number: int) -> dict[EmailAddress, TenantId]:
            """Each begins with another address, as files do that say the same in another order."""
            turned = [*ADDRESSES[number * 20 :], *ADDRESSES[: number * 20]]
            drawn = {each: UserId.of(uuid4()) for each in turned}
            held = await reservations.reserve_all(turn, drawn)
            assert all(
                (held[e].user == drawn[e]) == (held[e].tenant == turn.name.tenant) for e in drawn
            )
            return {email: credential.tenant for email, credential in held.items()}

        heard = await asyncio.gather(*(wanted(turn, n) for n, turn in enumerate(turns)))
        assert heard[0] == heard[1] == heard[2]
        assert set(heard[0]) == set(ADDRESSES)


async def test_whoever_has_lost_the_turn_reserves_nothing(database: Database) -> None:
    async with open_pool(database.dsn, size=2) as pool:
        turn = await turn_in(pool, TenantId.of(uuid4()))
        await PostgresJobQueue(pool).end(turn)
        reservations, wanted = PostgresReservations(pool), {ADDRESSES[0]: UserId.of(uuid4())}
        with pytest.raises(LeaseLost):
            await reservations.reserve_all(turn, wanted)
        other = await turn_in(pool, TenantId.of(uuid4()))
        held = await reservations.reserve_all(other, wanted)
        assert held[ADDRESSES[0]].tenant == other.name.tenant
