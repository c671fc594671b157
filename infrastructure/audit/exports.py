"""The `LogExports` port: the bytes under the hashes, with all that proves them."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

import orjson

from application.audit.proving import NotSealed, hashes_over
from application.audit.timeline import timeline
from application.failures import DocumentNotFound, LogDamaged, TooMuchEvidence
from application.ports.log_exports import MOST_EVENTS, Wanted
from application.ports.log_trees import SignedCheckpoint
from domain.audit.checkpoint import read_note
from domain.audit.merkle.proofs import inclusion_spans
from domain.audit.merkle.tiles import needed
from domain.shared.ids import TenantId
from infrastructure.audit.leaf_rows import (
    LeafRow,
    leaf_hash_of,
    leaf_pages,
    period_rows,
    stream_rows,
)
from infrastructure.audit.note_keys import NoteKeys, origin_of
from infrastructure.audit.packing import (
    VERIFIER,
    manifest,
    packed,
    readme,
    sha256,
    verifier_text,
)
from infrastructure.audit.trees import PostgresLogTrees
from infrastructure.postgres.connected import told_as_unavailable
from infrastructure.postgres.pool import Pool

_EVIDENCE_FILES = """\
events.jsonl      the events, each line the exact bytes that were hashed
proofs.jsonl      for each of them, in the same order, its place in the log and the hashes up to the root
checkpoint.txt    the head of the log that was signed first over all of them
keys.txt          the public keys of the log
timeline.txt      the events as people read them
manifest.json     the SHA-256 of each of these files"""


@dataclass(frozen=True, slots=True)
class PostgresLogExports:
    """Implements `LogExports`."""

    pool: Pool
    trees: PostgresLogTrees
    keys: NoteKeys

    async def lines(self, tenant: TenantId, size: int) -> AsyncIterator[bytes]:
        """The bytes under the hashes of the first `size` events, a page of lines at a time."""
        async for page in leaf_pages(self.pool, tenant, 0, size):
            yield b"".join(_line(row) for row in page)

    async def evidence(self, tenant: TenantId, wanted: Wanted) -> bytes:
        """An evidence pack as a .zip file."""
        with told_as_unavailable():
            sealed = await self.trees.size(tenant)
            rows = await self._rows(tenant, wanted, sealed)
            if not rows:
                raise DocumentNotFound(
                    "there is no sealed event to show", id=wanted.stream_id or ""
                )
            if len(rows) > MOST_EVENTS:
                raise TooMuchEvidence(MOST_EVENTS)
            last = max(row.position for row in rows)
            signed = await self.trees.covering(tenant, last)
            if signed is None:
                raise NotSealed(last, sealed)
            return packed(await self._files(tenant, rows, signed))

    async def _rows(self, tenant: TenantId, wanted: Wanted, sealed: int) -> Sequence[LeafRow]:
        upto, most = min(wanted.upto or sealed, sealed), MOST_EVENTS + 1
        if wanted.period is not None:
            return await period_rows(self.pool, tenant, wanted.period, upto, most)
        return await stream_rows(self.pool, tenant, wanted.stream_id or "", upto, most)

    async def _files(
        self, tenant: TenantId, rows: Sequence[LeafRow], signed: SignedCheckpoint
    ) -> dict[str, bytes]:
        origin, note = origin_of(tenant), read_note(signed.note)
        keys = [key.text for key in self.keys.verifiers(tenant) if key.verifies(note)]
        lines = [_line(row) for row in rows]
        told = [(row.position, line) for row, line in zip(rows, lines, strict=True)]
        contents = {
            "events.jsonl": b"".join(lines),
            "proofs.jsonl": await self._proofs(tenant, rows, signed.size),
            "checkpoint.txt": signed.note.encode(),
            "keys.txt": "".join(f"{key}\n" for key in keys).encode(),
            "timeline.txt": timeline(told).encode(),
            VERIFIER: verifier_text(),
        }
        contents["manifest.json"] = manifest(
            "evidence", origin, signed.size, {name: sha256(it) for name, it in contents.items()}
        )
        what = f"the evidence for {len(rows)} events"
        key = keys[0] if keys else ""
        contents["README.txt"] = readme(what, origin, "PACK.zip", key, _EVIDENCE_FILES)
        return contents

    async def _proofs(self, tenant: TenantId, rows: Sequence[LeafRow], size: int) -> bytes:
        spans = [inclusion_spans(row.position - 1, size) for row in rows]
        tiles = await self.trees.tiles(tenant, needed(span for each in spans for span in each))
        return b"".join(
            orjson.dumps(
                {
                    "position": row.position,
                    "hashes": [found.hex() for found in hashes_over(each, tiles)],
                },
                option=orjson.OPT_APPEND_NEWLINE,
            )
            for row, each in zip(rows, spans, strict=True)
        )


def _line(row: LeafRow) -> bytes:
    """The bytes that were hashed; raises `LogDamaged` when the row is not what was recorded."""
    if row.data is None or leaf_hash_of(row.data) != row.stored:
        raise LogDamaged(f"the event at position {row.position} is not the one that was recorded")
    return row.data + b"\n"
