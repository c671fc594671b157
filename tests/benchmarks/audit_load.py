"""A worker that seals a log and verifies it from its first event to its last, again and again."""

import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import uvloop

from infrastructure.audit.log_check import PostgresLogCheck
from infrastructure.audit.note_keys import NoteKeys
from infrastructure.audit.said_roots import Evidence
from infrastructure.audit.sealing import Seal, TreeSealer
from infrastructure.audit.trees import PostgresLogTrees
from infrastructure.postgres.pool import Pool, open_pool
from tests.benchmarks import workers
from tests.benchmarks.store_load import TENANT


async def verify(pool: Pool, folder: Path, seconds: float) -> dict[str, Any]:
    """As `daybook audit verify` does it; `cpuSeconds` are this process's own."""
    trees, keys = PostgresLogTrees(pool), NoteKeys.in_folder(folder)
    await TreeSealer(trees, Seal(keys, timedelta())).seal(TENANT)
    check = PostgresLogCheck(pool, Evidence(trees, keys.verifiers(TENANT)))
    workers.wait_for_start()
    began, cpu, count = time.perf_counter(), time.process_time(), 0
    while time.perf_counter() - began < seconds:
        checked = await check.check(TENANT, lambda _, __: None)
        assert not checked.findings
        assert checked.sealed == checked.events
        count += checked.events
    spent = time.process_time() - cpu
    return {"count": count, "seconds": time.perf_counter() - began, "cpuSeconds": spent}


async def main(task: dict[str, Any]) -> dict[str, Any]:
    """Do the task that the process was started for."""
    async with open_pool(task["dsn"], size=2) as pool:
        return await verify(pool, Path(task["keys"]), task["seconds"])


if __name__ == "__main__":
    workers.give_answer(uvloop.run(main(workers.task_given())))
