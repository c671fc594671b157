"""A whole log as a folder, written as it is read, however long it is."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

import orjson

from application.ports.log_check import Tell
from application.ports.log_exports import LogExports
from application.ports.log_trees import SignedCheckpoint
from domain.shared.ids import TenantId
from infrastructure.audit.note_keys import NoteKeys, origin_of
from infrastructure.audit.packing import VERIFIER, manifest, readme, sha256, verifier_text
from infrastructure.audit.trees import PostgresLogTrees

PAGE = 1000

_ABOUT = """\
events.jsonl        every event, line n the exact bytes that were hashed at position n
checkpoints.jsonl   every head of the log that was signed
keys.txt            the public keys of the log
handovers.jsonl     where there are several: what each says of the one that came next, signed by it
manifest.json       the SHA-256 of each of these files"""


@dataclass(frozen=True, slots=True)
class LogFolder:
    """Writes the log of a tenant up to a checkpoint into a folder that has to be empty or not there yet."""

    trees: PostgresLogTrees
    exports: LogExports
    keys: NoteKeys
    folder: Path

    async def write(self, tenant: TenantId, head: SignedCheckpoint, tell: Tell) -> None:
        """Raises `LogDamaged` and OSError."""
        self.folder.mkdir(parents=True, exist_ok=True)
        history = self.keys.history(tenant)
        keys = [each.key for each in history]
        origin = origin_of(tenant)
        files = {"events.jsonl": await self._events(tenant, head.size, tell)}
        contents = {
            "checkpoints.jsonl": await self._checkpoints(tenant, head),
            "keys.txt": "".join(f"{key}\n" for key in keys).encode(),
            "handovers.jsonl": b"".join(
                orjson.dumps({"note": each.handover}, option=orjson.OPT_APPEND_NEWLINE)
                for each in reversed(history)
                if each.handover
            ),
            VERIFIER: verifier_text(),
        }
        files |= {name: sha256(content) for name, content in contents.items()}
        contents["manifest.json"] = manifest("log", origin, head.size, dict(sorted(files.items())))
        what = f"the whole log up to position {head.size}"
        contents["README.txt"] = readme(what, origin, ".", keys[0], _ABOUT)
        for name, content in contents.items():
            (self.folder / name).write_bytes(content)

    async def _events(self, tenant: TenantId, size: int, tell: Tell) -> str:
        """Write them; the SHA-256 of the file."""
        done, digest = 0, hashlib.sha256()
        with (self.folder / "events.jsonl").open("wb") as file:
            async for lines in self.exports.lines(tenant, size):
                file.write(lines)
                digest.update(lines)
                done += lines.count(b"\n")
                tell(done, size)
            file.flush()
            os.fsync(file.fileno())
        return digest.hexdigest()

    async def _checkpoints(self, tenant: TenantId, head: SignedCheckpoint) -> bytes:
        found = [head]
        while page := await self.trees.checkpoints(tenant, below=found[-1].size, limit=PAGE):
            found += page
        return b"".join(
            orjson.dumps({"size": each.size, "note": each.note}, option=orjson.OPT_APPEND_NEWLINE)
            for each in reversed(found)
        )
