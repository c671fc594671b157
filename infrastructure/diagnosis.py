"""Examines an installation from outside: what is looked at, what is found, and how to mend it."""

import os
import shutil
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

from application.ports.subscribers import SubscriberStatus
from infrastructure.analysts.examination import examined
from infrastructure.event_store.contents import tenant_pages
from infrastructure.event_store.registry import EventRegistry
from infrastructure.fault import Fault
from infrastructure.postgres.address import Address
from infrastructure.postgres.binaries import OLDEST_MAJOR
from infrastructure.postgres.faults import DatabaseUnreachable
from infrastructure.postgres.isolation import ASKED, GAPS, POWERS, problems
from infrastructure.postgres.migrate import plan
from infrastructure.postgres.pool import Pool, open_pool
from infrastructure.rebuilding.leftovers import left_over
from infrastructure.settings import Settings

LEAST_SPACE = 200 * 1024 * 1024
LONGEST_LAG_SECONDS = 5.0
WIDEST_SKEW_SECONDS = 1.0

_SERVER = """
    SELECT current_setting('server_version_num')::integer / 10000,
           extract(epoch FROM clock_timestamp())::float8
"""
_RIGHTS = """
    SELECT current_user, current_setting('is_superuser') = 'on',
           has_table_privilege('daybook.events', 'SELECT')
               AND has_table_privilege('daybook.events', 'INSERT'),
           has_table_privilege('daybook.events', 'UPDATE, DELETE, TRUNCATE'),
           EXISTS (SELECT FROM pg_trigger WHERE tgrelid = 'daybook.events'::regclass
                   AND tgname = 'events_are_immutable' AND tgenabled = 'A')
"""
_EVENT_TYPES = """
    SELECT event_type, schema_version, count(*) FROM daybook.events GROUP BY 1, 2
"""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; `hint` says how to mend it when it is not `well`."""

    check: str
    well: bool
    found: str
    hint: str = ""


def found_by(check: str, fault: Fault) -> Finding:
    """A fault, as the finding of the check that ran into it."""
    return Finding(check, False, fault.sentence, fault.hint)


def examine_machine(settings: Settings) -> Iterator[Finding]:
    """The folder for what is kept on this machine: whether we may use it and how much space is left."""
    folder = settings.home
    while not folder.exists():
        folder = folder.parent
    writable = os.access(folder, os.W_OK | os.X_OK)
    yield Finding(
        "home",
        writable,
        f"{settings.home} can be used" if writable else f"{folder} may not be written",
        "make it writable for this user, or set DAYBOOK_HOME to a folder that is",
    )
    free = shutil.disk_usage(folder).free
    hint = "free at least 200 MB, or set DAYBOOK_HOME to a folder on another disk"
    yield Finding("disk", free >= LEAST_SPACE, f"{free / 1e9:.1f} GB are free", hint)


async def examine_database(address: Address, registry: EventRegistry) -> AsyncIterator[Finding]:
    """The database, its schema, the rights in it and whether its events can be read.

    What rests on something that is not well is left out.
    """
    try:
        migrations = _migrations(address)
        async with open_pool(address.dsn, size=1, patience=5.0) as pool:
            yield await _server(pool, "embedded PostgreSQL" if address.embedded else "PostgreSQL")
            yield await _clock(pool)
            yield migrations
            if migrations.well:
                yield await _rights(pool)
                yield await _isolation(pool)
                yield await _analysts(pool)
                yield await _event_types(pool, registry)
    except Fault as fault:
        yield found_by("database", fault)


async def _server(pool: Pool, kind: str) -> Finding:
    async with pool.connection() as connection:
        row = await (await connection.execute(_SERVER)).fetchone()
        version = connection.info.parameter_status("server_version")
    assert row is not None
    hint = f"upgrade the server to version {OLDEST_MAJOR} or newer"
    return Finding("database", row[0] >= OLDEST_MAJOR, f"{kind} {version} answers", hint)


async def _clock(pool: Pool) -> Finding:
    async with pool.connection() as connection:
        before = time.time()
        row = await (await connection.execute(_SERVER)).fetchone()
        after = time.time()
    assert row is not None
    skew = max(before - row[1], row[1] - after, 0.0)
    hint = "let this machine and the database's keep their time by NTP"
    found = f"{skew:.1f} s apart from the database's"
    return Finding("clock", skew <= WIDEST_SKEW_SECONDS, found, hint)


def _migrations(address: Address) -> Finding:
    """Raises DatabaseUnreachable, which tells more than a pool that waits in vain."""
    try:
        schema = plan(address.dsn)
    except DatabaseUnreachable:
        raise
    except Fault as fault:
        return found_by("migrations", fault)
    found = f"all {len(schema.applied)} are applied"
    if schema.pending:
        found = f"{len(schema.pending)} are missing, the first is {schema.pending[0].name}"
    return Finding("migrations", schema.at_head, found, "daybook migrate")


async def _rights(pool: Pool) -> Finding:
    async with pool.connection() as connection:
        row = await (await connection.execute(_RIGHTS)).fetchone()
    assert row is not None
    user, superuser, may_append, may_change, guarded = row
    wrong = {
        f"{user} is a superuser": superuser,
        f"{user} may not read and add events": not may_append,
        f"{user} may change events": may_change,
        "the trigger that keeps events from being changed is missing or off": not guarded,
    }
    problems = [sentence for sentence, holds in wrong.items() if holds]
    return Finding(
        "roles",
        not problems,
        "; ".join(problems) or f"{user} may add events, and nobody may change them",
        "log in as a role that has no rights but those of daybook_app, and ask who changed the schema",
    )


async def _isolation(pool: Pool) -> Finding:
    (powers,) = await pool.ask(POWERS, ())
    found = problems(await pool.ask(GAPS, ASKED), powers)
    return Finding(
        "tenants",
        not found,
        "; ".join(found) or "the database keeps the rows of tenants apart",
        "log in as a role that has no rights but those of daybook_app, and ask who changed the schema",
    )


async def _analysts(pool: Pool) -> Finding:
    """What a server lets everybody do is told, and not complained of: not everybody has a superuser."""
    examination = await examined(pool)
    problems, filling = examination.problems, " and ".join(examination.filling)
    found = f"{examination.log_ins} log-ins read, and no more"
    if not examination.log_ins:
        found = "nobody asks in SQL"
    elif filling:
        found += f", but the server lets them fill the disk with {filling}"
    hint = "daybook analyst revoke LOGIN, then make another with `daybook analyst create`"
    return Finding("analysts", not problems, "; ".join(problems) or found, hint)


async def _event_types(pool: Pool, registry: EventRegistry) -> Finding:
    counts: Counter[tuple[str, int]] = Counter()
    async for page in tenant_pages(pool):
        for name, version, count in await pool.ask(_EVENT_TYPES, (), *page):
            counts[name, version] += count
    known = set(registry.keys)
    unknown = [f"{name} version {version}" for name, version in sorted(counts.keys() - known)]
    found = f"{counts.total()} events of {len(counts)} types can all be read"
    if unknown:
        found = f"nothing here reads {', '.join(unknown)}"
    hint = "run the version of daybook that wrote them, or a newer one"
    return Finding("events", not unknown, found, hint)


async def examine_rebuilds(pool: Pool) -> Finding:
    """Whether somebody left a rebuild half done, with rows that no erasure reaches."""
    left = await left_over(pool)
    found = [f"that of {name}, begun {begun:%Y-%m-%d}, was left" for name, begun in left.items()]
    hint = f"daybook projections rebuild {' '.join(left)}, or the same with --abandon"
    return Finding("rebuilds", not left, "; ".join(found) or "none was left half done", hint)


def examine_follower(status: SubscriberStatus) -> Finding:
    """Whether somebody follows the log, keeps up and gets past every event."""
    check = f"follower {status.name}"
    if status.stops:
        stop = status.stops[0]
        found = f"stopped at position {stop.position} of {stop.tenant}: {stop.error}"
        hint = (
            f"mend the cause, then: daybook projections retry {status.name} --tenant {stop.tenant}"
        )
        return Finding(check, False, found, hint)
    behind = f"{status.lag_events} events and {status.lag_seconds:.1f} s behind"
    if status.lag_seconds <= LONGEST_LAG_SECONDS:
        return Finding(check, True, behind if status.lag_events else "has seen every event")
    nobody = status.partitions_led == 0
    hint = "start `daybook serve`" if nobody else "look into the log of `daybook serve`"
    return Finding(check, False, behind + (", and nobody runs it" if nobody else ""), hint)
