"""The bank simulator as a process of its own, as anybody starts it."""

import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from infrastructure.bank.client import BankAccess, HttpsBank, Patience
from tests.api.cli.command_line import begun, surroundings

QUICK = Patience(connect=5.0, silence=30.0, whole=60.0)


@dataclass(frozen=True, slots=True)
class RunningBank:
    """Where a bank answers, its process, and where it keeps its books."""

    url: str
    process: subprocess.Popen[str]
    home: Path

    @property
    def ca(self) -> Path | None:
        """Whom its customers have to trust, for a bank with HTTPS."""
        return self.home / "ca.pem" if self.url.startswith("https") else None

    def client(self, patience: Patience = QUICK, token: str | None = None) -> HttpsBank:
        """A customer's way to it."""
        return HttpsBank(BankAccess(self.url, self.ca, token, patience))

    def fault(self, **faults: Any) -> None:
        """Switch faults on, and all others off."""
        self._ask("PUT", "faults", json=faults)

    def listed(self, what: str) -> list[dict[str, Any]]:
        """Files, transfers or reports, as the bank shows them."""
        found: list[dict[str, Any]] = self._ask("GET", what).json()
        return found

    def booked(self) -> list[tuple[str, str, str]]:
        """End-to-end id, amount and status of each transfer."""
        return [
            (each["endToEndId"], each["amount"], each["status"])
            for each in self.listed("transfers")
        ]

    def _ask(self, method: str, path: str, **how: Any) -> httpx.Response:
        trust = ssl.create_default_context(cafile=self.ca)
        with httpx.Client(verify=trust, trust_env=False) as http:
            answer = http.request(method, f"{self.url}/{path}", **how)
        answer.raise_for_status()
        return answer


@contextmanager
def bank(home: Path, *arguments: object, **environment: str) -> Iterator[RunningBank]:
    """A bank until the end of the block."""
    said = ("bank-simulator", "--port", 0, "--home", home, *arguments)
    with begun(surroundings(home) | environment, *said) as process:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        assert url.startswith("http"), process.communicate()[1]
        yield RunningBank(url, process, home)
