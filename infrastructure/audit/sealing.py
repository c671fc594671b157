"""Extends the trees over the logs in position order, and signs them: the follower behind tamper evidence.

It decodes nothing, so no event can stop it. It needs no leadership: a tree is extended only from the size
that it was seen at, and what follows is the same whoever computes it. A process that is killed leaves a tree
that is as it was.
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog
from psycopg import Error
from psycopg_pool import PoolTimeout

from application.audit.proving import hashes_over
from application.failures import LogDamaged
from application.ports.event_store import StoreUnavailable
from application.ports.log_trees import SignedCheckpoint
from domain.audit.checkpoint import Checkpoint, MalformedNote, read_note
from domain.audit.merkle.hashing import Span
from domain.audit.merkle.tiles import edge, grown, needed
from domain.shared.ids import TenantId
from infrastructure.audit.note_keys import NoteKeys, origin_of, verified
from infrastructure.audit.trees import LEAVES_AT_ONCE, Growth, PostgresLogTrees, Stand
from infrastructure.audit.witness import WitnessFile
from infrastructure.background import asked_to_end
from infrastructure.event_store.heads import Feed
from infrastructure.real_time import real_time

ROUND_SECONDS = 1.0
POLL_SECONDS = 5.0
TENANTS_AT_ONCE = 64
GAP = "the log has a gap, so it is not sealed any further"

_log = structlog.get_logger("daybook.audit")


@dataclass(frozen=True, slots=True)
class Seal:
    """How trees are signed: with which keys, how often, and who is told before it counts."""

    keys: NoteKeys
    every: timedelta
    witness: WitnessFile | None = None
    now: Callable[[], datetime] = real_time


class TreeSealer:
    """Implements `Sealer`, and follows the log beside it."""

    def __init__(self, trees: PostgresLogTrees, seal: Seal) -> None:
        self._trees = trees
        self._seal = seal
        self._unsigned: set[TenantId] = set()
        self._damaged: dict[TenantId, str] = {}

    @property
    def damaged(self) -> Mapping[TenantId, str]:
        """The logs that this process does not sign any further, and why."""
        return dict(self._damaged)

    async def trouble(self, stand: Stand) -> str | None:
        """Why a tree does not go on, or does not stand under what was signed of it; None when all is well."""
        if stand.head < stand.size:
            return f"it ends at {stand.head}, and its tree has {stand.size} events"
        leaves = await self._trees.leaves([stand]) if stand.size < stand.head else {}
        if leaves.get(stand.tenant, (0, b""))[0] != _wanted(stand):
            return GAP
        try:
            if stand.size:
                await self._root(stand)
        except LogDamaged as damage:
            return str(damage)
        return None

    async def follow(self, feed: Feed) -> None:
        """Extend and sign until cancelled, once a second while there is traffic."""
        while not asked_to_end():
            await feed.wait(ROUND_SECONDS if self._unsigned else POLL_SECONDS)
            news, suspicious = feed.take()
            try:
                await self.turn(None if suspicious else news.keys() | self._unsigned)
            except (Error, PoolTimeout, StoreUnavailable, OSError) as error:
                _log.warning("logs not sealed", error=str(error))
                feed.suspect()
            except Exception:  # noqa: BLE001 - the loop outlives its own mistakes
                _log.exception("logs not sealed")
                feed.suspect()
            await asyncio.sleep(ROUND_SECONDS)

    async def turn(self, tenants: Iterable[TenantId] | None = None) -> None:
        """Look at these tenants, or at all: extend what has grown, and sign what is due."""
        asked = None if tenants is None else set(tenants)
        stands = await self._trees.stands(asked)
        self._unsigned = {stand.tenant for stand in stands}
        for tenant in self._damaged.keys() - self._unsigned:
            if asked is None or tenant in asked:
                del self._damaged[tenant]
        for at in range(0, len(stands), TENANTS_AT_ONCE):
            batch = stands[at : at + TENANTS_AT_ONCE]
            while batch:
                await self._sign_those_due(batch)
                behind = [stand for stand in batch if stand.size < stand.head]
                batch, _ = await self._extended(behind) if behind else ([], [])

    async def seal(self, tenant: TenantId) -> SignedCheckpoint | None:
        """A signed head of the log as it ends now; raises `LogDamaged`."""
        while stands := await self._trees.stands((tenant,)):
            extended, gaps = await self._extended(stands)
            if gaps:
                raise LogDamaged(GAP)
            if extended and extended[0].size >= stands[0].head:
                return await self._signed(extended[0])
        newest = await self._trees.checkpoints(tenant, below=None, limit=1)
        return newest[0] if newest else None

    async def _extended(self, stands: Sequence[Stand]) -> tuple[list[Stand], list[TenantId]]:
        """These trees after what follows in their logs was added, or a part of it if that is long.

        Apart from them whose logs have a gap. A tree that somebody else extended meanwhile is in neither.
        """
        edges = await self._trees.tiles_of({each.tenant: edge(each.size) for each in stands})
        leaves = await self._trees.leaves([each for each in stands if each.size < each.head])
        growths, found, gaps = [], [], []
        for stand in stands:
            count, hashes = leaves.get(stand.tenant, (0, b""))
            if count != _wanted(stand):
                self._found(stand, GAP)
                gaps.append(stand.tenant)
                continue
            found.append(replace(stand, size=stand.size + count))
            if count:
                tiles = grown(stand.size, hashes, edges[stand.tenant])
                growths.append(Growth(stand.tenant, stand.size, stand.size + count, tiles))
        done = await self._trees.extend(growths) if growths else frozenset()
        lost = {growth.tenant for growth in growths} - done
        return [stand for stand in found if stand.tenant not in lost], gaps

    async def _sign_those_due(self, stands: Iterable[Stand]) -> None:
        for stand in stands:
            if stand.size == stand.head > stand.signed and self._due(stand):
                try:
                    await self._signed(stand)
                except LogDamaged as damage:
                    self._found(stand, str(damage))

    def _due(self, stand: Stand) -> bool:
        return stand.signed_at is None or self._seal.now() - stand.signed_at >= self._seal.every

    async def _signed(self, stand: Stand) -> SignedCheckpoint:
        """Sign a tree that still begins as the one that was signed before; the witness is told first."""
        root = await self._root(stand)
        note = self._seal.keys.sign(Checkpoint(origin_of(stand.tenant), stand.size, root))
        signed = SignedCheckpoint(stand.size, root, note.text, self._seal.now())
        if self._seal.witness is not None:
            await asyncio.to_thread(self._seal.witness.write, stand.tenant, signed)
        await self._trees.record(stand.tenant, signed)
        self._damaged.pop(stand.tenant, None)
        return signed

    def _found(self, stand: Stand, why: str) -> None:
        """Say once what is wrong with a log, and remember it until it is right."""
        if self._damaged.get(stand.tenant) != why:
            _log.error("log not signed", tenant=stand.tenant, after=stand.size, why=why)
        self._damaged[stand.tenant] = why

    async def _root(self, stand: Stand) -> bytes:
        whole, before = Span(0, stand.size), Span(0, stand.signed)
        tiles = await self._trees.tiles(stand.tenant, needed((whole, before)))
        root, was = hashes_over((whole, before), tiles)
        if stand.signed:
            newest = await self._trees.checkpoints(stand.tenant, below=stand.signed + 1, limit=1)
            if not newest or self._said(stand.tenant, newest[0]) != (stand.signed, was):
                raise LogDamaged("the tree does not begin as the one that was signed before")
        return root

    def _said(self, tenant: TenantId, signed: SignedCheckpoint) -> tuple[int, bytes] | None:
        """Size and root of a checkpoint that we did sign; None for any other."""
        with suppress(MalformedNote):
            note = read_note(signed.note)
            if verified(note, self._seal.keys.verifiers(tenant)):
                return note.checkpoint.size, note.checkpoint.root
        return None


def _wanted(stand: Stand) -> int:
    """How many leaves are read at a time, if none is missing."""
    return min(stand.head - stand.size, LEAVES_AT_ONCE)
