"""Examines the secrets of an installation without making any: are they here, kept close, and chosen?"""

from collections.abc import AsyncIterator, Iterator

from infrastructure.diagnosis import Finding, found_by
from infrastructure.event_store.contents import tenant_pages
from infrastructure.fault import Fault
from infrastructure.postgres.address import Address
from infrastructure.postgres.pool import Pool, open_pool
from infrastructure.privacy.master_keys import master_ids
from infrastructure.security.default_secrets import default_secrets, is_open_to_others
from infrastructure.settings import Settings

_MASTERS = "SELECT DISTINCT master_id FROM daybook.subject_keys WHERE master_id IS NOT NULL"


def examine_secrets(settings: Settings) -> Iterator[Finding]:
    """Whether a default secret could be used by others, and whether the master key can be."""
    yield _defaults(settings)
    try:
        here = len(master_ids(settings))
    except Fault as fault:
        yield found_by("master key", fault)
        return
    found = f"{here} of 32 bytes, for their owner alone" if here else "the first start makes one"
    yield Finding("master key", True, found)


async def examine_sealed(address: Address, settings: Settings) -> AsyncIterator[Finding]:
    """Whether the master keys that the keys of people are wrapped with are all here."""
    try:
        here = master_ids(settings)
    except Fault:
        return  # which `examine_secrets` has told
    async with open_pool(address.dsn, size=1, patience=5.0) as pool:
        missing = sorted(await _masters(pool) - here)
    yield Finding(
        "personal data",
        not missing,
        f"sealed under {', '.join(missing)}, which is not here" if missing else "can be opened",
        "restore the folder master among the keys, or set DAYBOOK_MASTER_KEY, before anybody writes",
    )


async def _masters(pool: Pool) -> frozenset[str]:
    """The ids of all master keys that something is still wrapped with."""
    found: set[str] = set()
    async for page in tenant_pages(pool):
        found.update(row[0] for row in await pool.ask(_MASTERS, (), *page))
    return frozenset(found)


def _defaults(settings: Settings) -> Finding:
    if not is_open_to_others(settings):
        return Finding("secrets", True, f"{settings.host} reaches this machine alone")
    try:
        faults = list(default_secrets(settings))
    except Fault as fault:
        return found_by("secrets", fault)
    if not faults:
        return Finding("secrets", True, "none of those that others could use is a default")
    found = "; ".join(fault.sentence for fault in faults)
    return Finding("secrets", False, found, "; ".join(fault.hint for fault in faults))
