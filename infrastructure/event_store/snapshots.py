"""Folded states of long streams, kept in the database so that the next process loads them faster."""

from functools import cache
from typing import Any

from pydantic import PydanticSchemaGenerationError, PydanticUserError, TypeAdapter

from application.ports.states import Folded
from domain.shared.ids import TenantId
from infrastructure.event_store.histories import Snapshot
from infrastructure.postgres.pool import Pool

# A process with older code, or one that loaded earlier, never replaces what is newer.
_WRITE = b"""
    INSERT INTO daybook.snapshots AS known
        (tenant_id, stream_id, fingerprint, version, state, created_at, updated_at)
    VALUES (%s, %s, %s, %s, %s, %s, %s)
    ON CONFLICT (tenant_id, stream_id) DO UPDATE SET
        fingerprint = excluded.fingerprint, version = excluded.version, state = excluded.state,
        created_at = excluded.created_at, updated_at = excluded.updated_at
    WHERE known.version < excluded.version OR known.fingerprint <> excluded.fingerprint
"""


def thaw(state_type: Any, snapshot: Snapshot) -> Any:
    """The state that a snapshot holds; raises pydantic's `ValidationError`."""
    adapter = _adapter(state_type)
    assert adapter is not None, "a snapshot of a state that cannot be written as JSON"
    return adapter.validate_json(snapshot.state)


def freeze(state: Any) -> str | None:
    """The state as JSON, or None when that would not give the very same state back."""
    kind: Any = type(state)
    adapter = _adapter(kind)
    if adapter is None:
        return None
    text: str = adapter.dump_json(state).decode()
    return text if adapter.validate_json(text) == state else None


async def write_snapshot(
    pool: Pool, tenant: TenantId, fingerprint: bytes, folded: Folded[Any]
) -> bool:
    """Store a snapshot; False when the state cannot be written as JSON."""
    state = freeze(folded.state)
    if state is None:
        return False
    row = (tenant, folded.stream_id, fingerprint, folded.version, state)
    async with pool.reaching(tenant) as connection:
        await connection.execute(_WRITE, (*row, folded.created_at, folded.updated_at))
    return True


@cache
def _adapter(state_type: Any) -> TypeAdapter[Any] | None:
    try:
        return TypeAdapter(state_type)
    except (PydanticSchemaGenerationError, PydanticUserError):
        return None
