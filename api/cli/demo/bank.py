"""The bank of the show: `daybook bank-simulator`, a process of its own with faults to switch on."""

import os
import secrets
import ssl
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
from pydantic import SecretStr

from api.cli.complaint import Complaint
from api.cli.demo.cast import BANK
from api.cli.demo.client import Json
from api.cli.demo.company import PATIENCE, Account

_REPORTS_AFTER = "0.1"
"""Seconds from a file to the reports on it; with a real bank it is hours."""


class NoBank(Complaint):
    """The simulator did not start, or not again."""


class Bank:
    """One simulator with its books in a folder, which outlive the process."""

    def __init__(self, home: Path, customer: str, account: Account) -> None:
        self.account = account
        self.url = ""
        self._home = home
        self._customer = customer
        self._token = secrets.token_urlsafe(24)
        self._port = "0"
        self._process: subprocess.Popen[str] | None = None

    @property
    def settings(self) -> dict[str, Any]:
        """What the server must know to hand files in."""
        return {
            "bank_url": self.url,
            "bank_ca": self._authorities,
            "bank_token": SecretStr(self._token),
        }

    def start(self) -> None:
        """Begin to start it, which takes a second in which others can do something else."""
        arguments = ["bank-simulator", "--tls", "--port", self._port, "--home", str(self._home)]
        told = {
            "DAYBOOK_BANK_TOKEN": self._token,
            "DAYBOOK_BANK_USER": self.account.email,
            "DAYBOOK_BANK_PASSWORD": self.account.password,
        }
        reports = ["--report-to", f"{self._customer}/v1/bank/pain002"]
        self._process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "api.cli",
                *arguments,
                *reports,
                "--report-after",
                _REPORTS_AFTER,
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=os.environ | told,
            text=True,
        )

    def opens(self) -> None:
        """Wait until it takes files; raises NoBank."""
        assert self._process is not None
        assert self._process.stdout is not None
        with self._process.stdout as told:
            self.url = told.readline().strip()
        if not self.url:
            raise NoBank(
                f"the bank simulator ended with {self._process.wait()}",
                "daybook bank-simulator says why",
            )
        self._port = self.url.rpartition(":")[2]

    def misbehaves(self, **faults: Any) -> None:
        """Switch faults on, and all others off."""
        with self._counter() as counter:
            counter.put("/faults", json=faults).raise_for_status()

    def is_found_dead(self) -> None:
        """Wait until it has killed itself, and begin to start it again on the same books."""
        assert self._process is not None
        try:
            self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            raise NoBank("the bank simulator did not die as it was told to") from None
        self.start()

    def transfers(self) -> Sequence[Json]:
        """Everything that it ever booked."""
        with self._counter() as counter:
            booked: Sequence[Json] = counter.get("/transfers").raise_for_status().json()
        return booked

    def stop(self) -> None:
        """Close it."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait()

    @property
    def _authorities(self) -> Path:
        return self._home / "ca.pem"

    def _counter(self) -> httpx.Client:
        trusted = ssl.create_default_context(cafile=self._authorities)
        return httpx.Client(base_url=self.url, verify=trusted, trust_env=False)


@contextmanager
def banking(home: Path, customer: str, run: str) -> Iterator[Bank]:
    """A bank that is starting, until the end of the block."""
    address = f"{BANK.address}.{run}@clearing.example"
    bank = Bank(home, customer, Account(address, secrets.token_urlsafe(12)))
    bank.start()
    try:
        yield bank
    finally:
        bank.stop()
