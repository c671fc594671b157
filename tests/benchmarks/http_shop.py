"""A tenant with people and documents, made through the public API, and requests prepared for the load."""

import json
import secrets
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

import httpx
import psycopg

from tests.benchmarks.cluster import Bench, Database
from tests.benchmarks.figure import Sample
from tests.benchmarks.http_load import write_requests
from tests.benchmarks.http_servers import HOST, Running, cli, daybook, surroundings
from tests.benchmarks.machine import cpu_us
from tests.benchmarks.workers import together

CALLERS = 64
ANY_NUMBER = 10**9
_PATIENCE = 120.0
_REST = 0.5
_LOAD = "tests.benchmarks.http_load"
_LINES = [
    {
        "sku": f"BOLT-M{size}",
        "description": f"Hexagon bolt M{size} x 40, zinc plated",
        "quantity": "100",
        "unit": "EA",
        "unitPrice": {"amount": "0.42", "currency": "EUR"},
    }
    for size in (6, 8, 10)
]
ASKED = {"justification": "Stock for the assembly line", "costCenter": "ASSEMBLY", "lines": _LINES}


@dataclass(frozen=True, slots=True)
class Shop:
    """A database with a tenant in it; any number of servers may run on it, one after the other."""

    bench: Bench
    database: Database
    home: Path
    tenant: str
    token: str = field(repr=False)

    def get(self, path: str, **headers: str) -> bytes:
        """A query as it goes over the wire."""
        return self.request("GET", path, headers)

    def command(self, *, submit: bool) -> bytes:
        """Ask for something; with `submit` two events are appended, otherwise one."""
        body = json.dumps({**ASKED, "submit": submit}).encode()
        return self.request("POST", "/v1/requisitions", {"idempotency-key": str(uuid4())}, body)

    def request(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes = b""
    ) -> bytes:
        """A request with the caller's token."""
        given = {"host": HOST, "authorization": f"Bearer {self.token}", **headers}
        if body:
            given |= {"content-type": "application/json", "content-length": str(len(body))}
        head = "".join(f"{name}: {value}\r\n" for name, value in given.items())
        return f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode() + body

    def documents(self) -> list[str]:
        """The ids of all requisitions."""
        with psycopg.connect(self.database.administrator_dsn) as connection:
            rows = connection.execute(
                "SELECT DISTINCT stream_id FROM daybook.events "
                "WHERE stream_type = 'purchasing.requisition'"
            ).fetchall()
        return [row[0] for row in rows]

    def neighbour(self, server: Running) -> "Shop":
        """Another tenant of the same database."""
        tenant, token = _opened(self.database, self.home, server)
        return replace(self, tenant=tenant, token=token)

    @contextmanager
    def served(self, workers: int = 1) -> Iterator[Running]:
        """A server that has just been started, with nothing in its memory."""
        with daybook(self.database, self.home, workers=workers) as server:
            yield server

    def fill(self, server: Running, documents: int) -> None:
        """Drafts, so that nothing reacts to them; returns when the lists show them."""
        requests = [self.command(submit=False) for _ in range(documents)]
        answer = self.load(server, requests, once=True, seconds=300, expected=(201,))
        assert answer["errors"] == 0, answer
        self.catch_up(server)

    def catch_up(self, server: Running) -> None:
        """Wait until the lists reflect the whole log and no reaction adds to it any more."""
        deadline = time.monotonic() + _PATIENCE
        with httpx.Client(base_url=server.url, timeout=10) as client:
            seen = -1
            while seen != (head := self._head()):
                if time.monotonic() > deadline:
                    raise RuntimeError("the log does not come to rest")
                token = {"authorization": f"Bearer {self.token}", "consistency-token": str(head)}
                if client.get("/v1/requisitions?limit=1", headers=token).status_code == 200:
                    seen = head
                    time.sleep(_REST)

    def _head(self) -> int:
        with psycopg.connect(self.database.administrator_dsn) as connection:
            row = connection.execute(
                "SELECT position FROM daybook.log_heads WHERE tenant_id = %s", (self.tenant,)
            ).fetchone()
        assert row is not None
        return int(row[0])

    def load(
        self,
        server: Running,
        requests: list[bytes],
        *,
        seconds: float | None = None,
        once: bool = False,
        expected: tuple[int, ...] = (200,),
        **shape: Any,
    ) -> dict[str, Any]:
        """Send the requests, each once or over and over, and see what came back."""
        file = self.home / secrets.token_hex(8)
        write_requests(file, requests)
        task = {
            "host": HOST,
            "port": server.port,
            "connections": CALLERS,
            "seconds": seconds or self.bench.seconds,
            "requests": str(file),
            "once": once,
            "limit": ANY_NUMBER,
            "expected": expected,
            **shape,
        }
        (answer,) = together(_LOAD, [task])
        file.unlink()
        return answer

    def rate(self, server: Running, requests: list[bytes], **options: Any) -> Sample:
        """One round: answers per second, and the CPU of server and database for each."""
        self.bench.settle()
        before = server.cpu_us() + cpu_us(self.bench.server.pid)
        answer = self.load(server, requests, **options)
        spent = server.cpu_us() + cpu_us(self.bench.server.pid) - before
        if answer["errors"]:
            raise RuntimeError(f"unexpected answers: {answer['statuses']} {answer['strange']}")
        return Sample(answer["count"] / answer["seconds"], spent / answer["count"])


@contextmanager
def open_shop(bench: Bench) -> Iterator[Shop]:
    """A fresh database with a tenant and its administrator, who is logged in."""
    database = bench.database()
    with TemporaryDirectory(prefix="daybook-bench-shop-") as folder:
        home = Path(folder)
        with daybook(database, home) as server:
            tenant, token = _opened(database, home, server)
        yield Shop(bench, database, home, tenant, token)


def _opened(database: Database, home: Path, server: Running) -> tuple[str, str]:
    """A new tenant, and the token of its administrator, who has just logged in."""
    email = f"ann-{uuid4().hex[:8]}@example.com"
    made = json.loads(
        cli(
            surroundings(database, home),
            *("tenant", "create", "Lindau Instruments", "--admin", email, "--output", "json"),
        )
    )
    account = {"email": email, "password": made["password"]}
    answer = httpx.post(f"{server.url}/v1/auth/login", json=account)
    return made["tenantId"], answer.raise_for_status().json()["accessToken"]
