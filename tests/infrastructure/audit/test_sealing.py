"""The trees over the logs grow with them, whoever extends them, and are signed while something happens."""

import asyncio
from datetime import timedelta
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege, RestrictViolation

from application.failures import LogDamaged
from domain.audit.checkpoint import read_note
from domain.audit.merkle.hashing import Span
from domain.audit.merkle.proofs import consistency_spans, continues
from domain.audit.merkle.tiles import TileName, hash_over, needed
from domain.shared.ids import TenantId
from infrastructure.audit.note_keys import origin_of, verified
from infrastructure.audit.sealing import Seal, TreeSealer
from infrastructure.audit.trees import LEAVES_AT_ONCE
from infrastructure.background import background
from infrastructure.event_store.heads import Heads
from tests.cluster import Database
from tests.contracts.notes import tenant
from tests.infrastructure.audit.sealed_log import SealedLog, sealed_log
from tests.infrastructure.event_store.following import until

_FILL = """
    INSERT INTO daybook.events (tenant_id, position, stream_id, stream_type, version, event_id, event_type,
                                schema_version, payload, metadata, occurred_at, recorded_at, leaf_hash)
    SELECT tenant_id, n, stream_id || n, stream_type, 1, gen_random_uuid(), event_type, 1, payload, metadata,
           occurred_at, recorded_at, sha256(n::text::bytea)
    FROM daybook.events, generate_series(2, %s) AS n WHERE tenant_id = %s
"""
_SIGNED = "SELECT size FROM daybook.tree_checkpoints WHERE tenant_id = %s"
_EXTEND = """
    SELECT daybook.extend_trees(ARRAY[t], '{300}', '{600}', ARRAY[t, t], '{0,0}', '{1,2}', h)
    FROM (SELECT %s::text AS t, %s::bytea[] AS h)
"""
_WAITING = """
    SELECT count(*) FROM pg_locks AS l JOIN pg_stat_activity AS a USING (pid)
    WHERE NOT l.granted AND a.datname = current_database()
"""
_ALTER_A_LEAF = """
    UPDATE daybook.tree_tiles SET hashes = overlay(hashes PLACING sha256('x') FROM 33) WHERE tenant_id = %s
"""


async def test_a_log_is_sealed_as_it_grows_and_each_checkpoint_goes_on_the_last(
    log: SealedLog,
) -> None:
    ours, sizes = tenant(), [1, 49, 206, 1, 400]
    for more in sizes:
        await log.write(ours, more)
        await log.sealer.turn()
    found = await log.trees.checkpoints(ours, below=None, limit=10)
    assert [each.size for each in found] == [657, 257, 256, 50, 1]
    for newer, older in pairwise(found):
        spans = consistency_spans(older.size, newer.size)
        tiles = await log.trees.tiles(ours, needed(spans))
        proof = [hash_over(span, tiles) for span in spans]
        assert continues(older.size, newer.size, proof, older.root, newer.root)


async def test_a_checkpoint_is_a_note_that_its_key_verifies(log: SealedLog) -> None:
    ours = tenant()
    await log.write(ours, 3)
    signed = await log.sealer.seal(ours)
    assert signed is not None
    note = read_note(signed.note)
    assert (note.checkpoint.origin, note.checkpoint.size) == (origin_of(ours), 3)
    assert verified(note, log.keys.verifiers(ours))
    assert not verified(note, log.keys.verifiers(tenant()))


async def test_every_checkpoint_is_in_the_witness_file_before_it_counts(log: SealedLog) -> None:
    ours = tenant()
    await log.write(ours, 3)
    log.witness._path.mkdir()
    with pytest.raises(OSError, match="directory"):
        await log.sealer.seal(ours)
    assert not await log.trees.checkpoints(ours, below=None, limit=1)
    log.witness._path.rmdir()
    signed = await log.sealer.seal(ours)
    assert signed is not None
    assert [note.text for note in log.witness.notes(origin_of(ours))] == [signed.note]


async def test_a_log_that_was_imported_at_once_is_sealed_to_its_end(log: SealedLog) -> None:
    ours, more = tenant(), LEAVES_AT_ONCE + 300
    await log.write(ours, 1)
    log.rule(
        [_FILL, more, ours],
        ["UPDATE daybook.log_heads SET position = %s WHERE tenant_id = %s", more, ours],
    )
    await log.sealer.turn()
    (signed,) = await log.trees.checkpoints(ours, below=None, limit=2)
    assert signed.size == more == await log.trees.size(ours)


async def test_of_several_that_extend_the_same_tree_each_event_gets_in_once(log: SealedLog) -> None:
    ours, many = tenant(), [TreeSealer(log.trees, log.sealer._seal) for _ in range(4)]
    for _ in range(6):
        await log.write(ours, 60)
        signed = await asyncio.gather(
            *(sealer.turn() for sealer in many), *(sealer.seal(ours) for sealer in many)
        )
        assert {each.size for each in signed if each is not None} == {await log.trees.size(ours)}
    assert await log.trees.size(ours) == 360
    assert not (await log.check(ours)).findings


async def test_who_dies_within_a_tile_leaves_the_tree_as_it_was(log: SealedLog) -> None:
    ours = tenant()
    await log.write(ours, 300)
    await log.sealer.turn()
    await log.write(ours, 300)
    dying = await psycopg.AsyncConnection.connect(log.database.dsn)
    await dying.execute("SELECT set_config('daybook.tenants', %s, true)", (ours,))
    begun, torn = (
        (await log.trees.tiles(ours, [TileName(0, 1)]))[TileName(0, 1)],
        sha256(b"torn").digest(),
    )
    extended = await dying.execute(_EXTEND, (ours, [begun + torn * 212, torn * 88]))
    assert await extended.fetchone() == ([ours],)
    waiting = asyncio.create_task(log.sealer.turn())
    await until(lambda: log.ask(_WAITING)[0][0] > 0)
    log.ask("SELECT pg_terminate_backend(%s)", dying.info.backend_pid)
    await waiting
    checked = await log.check(ours)
    assert (checked.findings, checked.sealed) == ([], 600)
    await dying.close()


async def test_an_event_that_nobody_can_read_is_sealed_like_any_other(log: SealedLog) -> None:
    ours = tenant()
    await log.write(ours, 3)
    log.rule(["UPDATE daybook.events SET event_type = 'test.unknown' WHERE tenant_id = %s", ours])
    await log.sealer.turn()
    assert await log.trees.size(ours) == 3


async def test_nothing_is_signed_over_a_gap_and_others_are_not_held_up(log: SealedLog) -> None:
    ours, other = tenant(), tenant()
    await log.write(ours, 3)
    await log.write(other, 3)
    log.rule(["DELETE FROM daybook.events WHERE tenant_id = %s AND position = 2", ours])
    await log.sealer.turn()
    assert (await log.trees.size(ours), await log.trees.size(other)) == (0, 3)
    with pytest.raises(LogDamaged):
        await log.sealer.seal(ours)


async def test_nothing_is_signed_that_does_not_go_on_what_was_signed(log: SealedLog) -> None:
    ours = tenant()
    await log.write(ours, 5)
    await log.sealer.turn()
    log.rule([_ALTER_A_LEAF, ours])
    await log.write(ours, 5)
    with pytest.raises(LogDamaged):
        await log.sealer.seal(ours)
    await log.sealer.turn()
    assert len(await log.trees.checkpoints(ours, below=None, limit=9)) == 1


async def test_while_something_happens_a_log_is_signed_and_no_more_often_than_it_should(
    database: Database, tmp_path: Path
) -> None:
    async with sealed_log(database, tmp_path, timedelta(seconds=30)) as log:
        ours, now = tenant(), log.sealer._seal.now()
        clock = [now]
        seal = Seal(log.keys, timedelta(seconds=30), now=lambda: clock[0])
        sealer = TreeSealer(log.trees, seal)
        for second in range(0, 90, 10):
            clock[0] = now + timedelta(seconds=second)
            await log.write(ours, 1)
            await sealer.turn()
        found = await log.trees.checkpoints(ours, below=None, limit=10)
        assert [each.size for each in found] == [7, 4, 1]
        assert await log.trees.size(ours) == 9


async def test_who_follows_hears_of_news_and_seals_it(log: SealedLog) -> None:
    heads, ours = Heads(), tenant()
    feed = heads.feed()
    async with background(log.sealer.follow(feed)):
        position = await log.write(ours, 3)
        heads.announce([(ours, position)])
        await until(lambda: bool(log.ask(_SIGNED, ours)))


async def test_one_tenants_tree_is_not_another_tenants(log: SealedLog) -> None:
    ours, other = tenant(), tenant()
    await log.write(ours, 3)
    await log.sealer.turn()
    tiles = needed([Span(0, 3)])
    assert await log.trees.tiles(ours, tiles)
    assert not await log.trees.tiles(other, tiles)
    assert await log.trees.size(other) == 0
    assert not await log.trees.checkpoints(other, below=None, limit=1)


CHANGES = (
    "UPDATE daybook.tree_tiles SET hashes = sha256('x') || substring(hashes FROM 33)",
    "UPDATE daybook.tree_tiles SET number = number + 1",
    "UPDATE daybook.tree_tiles SET hashes = substring(hashes FROM 1 FOR 32)",
    "DELETE FROM daybook.tree_tiles",
    "TRUNCATE daybook.tree_tiles",
    "UPDATE daybook.tree_checkpoints SET root = sha256('x')",
    "DELETE FROM daybook.tree_checkpoints",
    "TRUNCATE daybook.tree_checkpoints",
)


@pytest.mark.parametrize("change", CHANGES)
async def test_what_is_sealed_is_changed_by_no_role_through_sql(
    log: SealedLog, change: str
) -> None:
    ours: TenantId = tenant()
    await log.write(ours, 3)
    await log.sealer.turn()
    for dsn in (log.database.owner_dsn, log.database.administrator_dsn):
        with pytest.raises(RestrictViolation):
            attempt(dsn, ours, change)
    with pytest.raises((RestrictViolation, InsufficientPrivilege)):
        attempt(log.database.dsn, ours, change)


def attempt(dsn: str, tenant: TenantId, change: str) -> None:
    """A statement about a tenant, as whoever logs in there."""
    with psycopg.connect(dsn) as connection:
        connection.execute("SELECT set_config('daybook.tenants', %s, true)", (tenant,))
        connection.execute(change.encode())
