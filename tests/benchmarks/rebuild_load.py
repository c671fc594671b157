"""A worker that makes lists anew, as `daybook projections rebuild` does once it has started."""

import asyncio
import tempfile
import time
from pathlib import Path
from typing import Any

from api.bootstrap.rebuilding import rebuilding, wish
from infrastructure.settings import Settings
from tests.api.cli.command_line import as_url
from tests.benchmarks import workers
from tests.infrastructure.rebuilding.making import Watched


async def main(task: dict[str, Any], home: Path) -> dict[str, Any]:
    """Rebuild once, whatever the lists show so far."""
    settings = Settings.model_validate(
        {
            "home": home,
            "database_url": as_url(task["dsn"]),
            "owner_database_url": as_url(task["ownerDsn"]),
        }
    )
    asked = wish(accept=True)
    async with rebuilding(settings, task["names"], asked, Watched()) as making:
        workers.wait_for_start()
        began, cpu = time.perf_counter(), time.process_time()
        done = await making.run()
        seconds = time.perf_counter() - began
    rows = sum(each.rows for each in done)
    return {"rows": rows, "seconds": seconds, "cpu": time.process_time() - cpu}


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        workers.give_answer(asyncio.run(main(workers.task_given(), Path(folder))))
