"""What those who run the product do at the machine: migrate, examine, and work on the database beside it."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from api.bootstrap.process import Daybook, Part, running_on
from application.ports.credentials import Credential
from application.ports.subscribers import Subscribers
from domain.shared.email_address import EmailAddress
from domain.shared.ids import TenantId
from infrastructure.diagnosis import (
    Finding,
    examine_database,
    examine_follower,
    examine_machine,
    examine_rebuilds,
    found_by,
)
from infrastructure.event_store.catalogue import domain_deciders, domain_events
from infrastructure.event_store.contents import (
    StreamName,
    stream_count,
    stream_pages,
    tenant_ids,
    tenant_of,
)
from infrastructure.event_store.follower_status import FollowedSubscribers
from infrastructure.fault import Fault
from infrastructure.identity.credentials import PostgresCredentials
from infrastructure.postgres.address import Address, database_of
from infrastructure.postgres.migrate import Migration, Plan, apply, plan
from infrastructure.privacy.master_keys import MasterFolder
from infrastructure.secret_diagnosis import examine_sealed, examine_secrets
from infrastructure.security.default_secrets import refuse_default_secrets
from infrastructure.security.key_files import KeyFile, KeyFolder
from infrastructure.security.key_set import SigningKey
from infrastructure.security.tokens import TokenRules
from infrastructure.settings import Settings, load_settings

__all__ = [
    "Address",
    "Daybook",
    "Finding",
    "Migration",
    "Part",
    "Plan",
    "SchemaOutOfDate",
    "Settings",
    "StreamName",
    "add_master_key",
    "apply_migrations",
    "database_of",
    "domain_deciders",
    "examine",
    "load_settings",
    "migrated_database",
    "plan_migrations",
    "refuse_default_secrets",
    "retire_keys",
    "rewrap_keys",
    "rotate_keys",
    "signing_keys",
    "stream_count",
    "stream_pages",
    "subscribers",
    "tenant_ids",
    "tenant_of",
    "user_of",
    "working",
]

_CONNECTIONS = 4
_MARGIN_SECONDS = 60
"""What clocks may differ, and a process may take to notice that another key signs."""


class SchemaOutOfDate(Fault):
    """The database has not seen every migration, and nobody said that it shall now."""


def plan_migrations(address: Address) -> Plan:
    """What the database has seen and what it has still to see."""
    return plan(address.dsn)


def apply_migrations(address: Address) -> tuple[Migration, ...]:
    """Bring the schema up to date; returns what was applied."""
    return apply(address.owner_dsn)


@contextmanager
def migrated_database(settings: Settings, *, migrate: bool = False) -> Iterator[Address]:
    """The database with today's schema. Our own is migrated; another one only when `migrate` says so.

    Raises SchemaOutOfDate: whoever named a database decides when its schema changes.
    """
    with database_of(settings) as address:
        if migrate or address.embedded is not None:
            apply_migrations(address)
        elif pending := plan_migrations(address).pending:
            raise SchemaOutOfDate(
                f"the database has not seen {len(pending)} migrations, from {pending[0].name} on",
                "daybook migrate",
            )
        yield address


@asynccontextmanager
async def working(
    settings: Settings, parts: frozenset[Part] = frozenset()
) -> AsyncIterator[Daybook]:
    """A process that serves nobody, for one command, and follows nothing but `parts`."""
    with migrated_database(settings) as address:
        async with running_on(address.dsn, _small(settings), parts) as daybook:
            yield daybook


def subscribers(daybook: Daybook) -> Subscribers:
    """Those who follow the log, whichever process runs them."""
    return FollowedSubscribers(daybook.storage.pool, daybook.read_side.subscriber_names)


async def examine(settings: Settings) -> AsyncIterator[Finding]:
    """Look at the machine, its secrets, the database and those who follow the log, as far as each lets us."""
    for finding in (*examine_machine(settings), *examine_secrets(settings)):
        yield finding
    try:
        with database_of(settings) as address:
            async for finding in _examine_running(settings, address):
                yield finding
    except Fault as fault:
        yield found_by("database", fault)


async def _examine_running(settings: Settings, address: Address) -> AsyncIterator[Finding]:
    well = True
    async for finding in examine_database(address, domain_events()):
        well = well and finding.well
        yield finding
    if not well:
        return
    async for finding in examine_sealed(address, settings):
        well = well and finding.well
        yield finding
    if not well:
        return  # a process would make a master key where one is missing
    try:
        async with running_on(address.dsn, _small(settings), frozenset()) as daybook:
            yield Finding("keys", True, "tokens can be signed and verified")
            yield await examine_rebuilds(daybook.storage.pool)
            yield await daybook.sealing.vigil.examine(daybook.storage.pool)
            for status in await subscribers(daybook).status():
                yield examine_follower(status)
    except Fault as fault:
        yield found_by("keys", fault)


def rotate_keys(settings: Settings) -> None:
    """Add a key with which all processes sign access tokens from now on."""
    _folder(settings).rotate()


def signing_keys(settings: Settings) -> list[dict[str, Any]]:
    """The keys that tokens are verified with, oldest first; the one without an `until` signs."""
    return [_told(key) for key in _folder(settings).kept()]


def retire_keys(settings: Settings, *, at_once: bool) -> list[dict[str, Any]]:
    """Remove the keys whose tokens have all expired; `at_once` all but the newest, whatever they signed."""
    life = timedelta() if at_once else timedelta(seconds=TokenRules().seconds + _MARGIN_SECONDS)
    return [_told(key) for key in _folder(settings).retire(datetime.now(UTC) - life)]


def _folder(settings: Settings) -> KeyFolder:
    return KeyFolder(settings.key_folder)


def _told(key: KeyFile) -> dict[str, Any]:
    return {
        "kid": SigningKey.of(key.private).id,
        "file": key.name,
        "since": key.since,
        "until": key.until,
    }


def add_master_key(settings: Settings) -> None:
    """Add a master key to the folder of this installation; one that the settings give is not ours to make."""
    if settings.master_key is None and settings.master_key_file is None:
        MasterFolder(settings.master_folder).rotate()


async def rewrap_keys(daybook: Daybook, tenant: TenantId) -> int:
    """Wrap the keys of a tenant's people with the newest master key; how many were not."""
    return await daybook.storage.keys.rewrap(tenant)


def _small(settings: Settings) -> Settings:
    return settings.model_copy(update={"pool_size": _CONNECTIONS})


async def user_of(daybook: Daybook, email: EmailAddress) -> Credential | None:
    """Whose address it is, in whichever tenant."""
    return await PostgresCredentials(daybook.storage.pool).find(email)
