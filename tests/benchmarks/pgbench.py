"""PostgreSQL's own load generator: what the database does when nobody stands between it and the client."""

import os
import re
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict

from tests.benchmarks.figure import Sample

PEAK_CANDIDATES = (16, 32, 64, 128)
_ATTEMPTS = 4
_NOTHING = "number of transactions actually processed: 0\n"


@dataclass(frozen=True, slots=True)
class Pgbench:
    """A database that scripts are run against."""

    program: str
    dsn: str
    seconds: float

    def run(self, script: str, clients: int) -> Sample:
        """Transactions per second of the script, prepared, by that many clients on two threads.

        The time counts from before the clients log in, so on a busy machine it may not last for any work;
        then it is tried again with more of it.
        """
        seconds = max(1, round(self.seconds))
        for _ in range(_ATTEMPTS):
            report = self._report(script, clients, seconds)
            if _NOTHING not in report:
                break
            seconds *= 2
        return Sample(transactions_per_second(report))

    def peak(self, script: str) -> int:
        """The number of clients at which the script runs fastest here."""
        best = {
            clients: max(self.run(script, clients).value for _ in range(2))
            for clients in PEAK_CANDIDATES
        }
        return max(best, key=lambda clients: best[clients])

    def _report(self, script: str, clients: int, seconds: int) -> str:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, "script.sql")
            file.write_text(script)
            said = subprocess.run(
                [self.program, *_options(clients, seconds), f"--file={file}"],
                env={**os.environ, **_environment(self.dsn)},
                capture_output=True,
                text=True,
                check=False,
            )
        if said.returncode != 0:
            raise RuntimeError(f"pgbench failed: {said.stderr}")
        return said.stdout


def _options(clients: int, seconds: int) -> list[str]:
    return [
        "--no-vacuum",
        "--protocol=prepared",
        f"--client={clients}",
        f"--jobs={min(2, clients)}",
        f"--time={seconds}",
    ]


def transactions_per_second(report: str) -> float:
    """The rate that pgbench reports; a run with failed transactions is no baseline."""
    failed = re.search(r"number of failed transactions: (\d+)", report)
    if failed and int(failed.group(1)):
        raise RuntimeError(f"pgbench reports failures: {report}")
    found = re.search(r"^tps = ([0-9.]+)", report, re.MULTILINE)
    if found is None:
        raise RuntimeError(f"pgbench reports no rate: {report}")
    return float(found.group(1))


def _environment(dsn: str) -> dict[str, str]:
    names = {
        "host": "PGHOST",
        "port": "PGPORT",
        "user": "PGUSER",
        "password": "PGPASSWORD",
        "dbname": "PGDATABASE",
    }
    given = conninfo_to_dict(dsn)
    return {names[key]: str(value) for key, value in given.items() if key in names}
