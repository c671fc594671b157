"""Takes the bank's reports to the customer, again and again until they are acknowledged."""

import asyncio
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import urljoin

import httpx

from infrastructure.bank.simulator.faults import Faults
from infrastructure.bank.simulator.ledger import Ledger, Report

_TICK = 0.05
_LONGEST_WAIT = 5.0
_TIMEOUT = 30.0


@dataclass(frozen=True, slots=True)
class Customer:
    """Where reports go, and how the bank proves there who it is: by a token, or by logging in for one."""

    report_to: str
    token: str | None = field(default=None, repr=False)
    email: str | None = None
    password: str | None = field(default=None, repr=False)


class Delivery:
    """One report after the other; a report that is not acknowledged holds those behind it up."""

    def __init__(self, customer: Customer, ledger: Ledger, faults: Callable[[], Faults]) -> None:
        self._customer = customer
        self._ledger = ledger
        self._faults = faults
        self._token = customer.token
        self._news = asyncio.Event()

    def look(self) -> None:
        """There is something new to deliver."""
        self._news.set()

    async def run(self) -> None:
        """Deliver until it is cancelled."""
        wait = _TICK
        async with httpx.AsyncClient(timeout=_TIMEOUT) as http:
            while True:
                report = self._next()
                if report is None:
                    wait = _TICK
                    await self._pause(_TICK if self._ledger.waiting() else None)
                elif await self._deliver(http, report):
                    wait = _TICK
                else:
                    await asyncio.sleep(wait)
                    wait = min(2 * wait, _LONGEST_WAIT)

    def _next(self) -> Report | None:
        now = datetime.now(UTC).timestamp()
        due = [report for report in self._ledger.waiting() if report.due_at <= now]
        return (due[-1] if self._faults().reorder else due[0]) if due else None

    async def _pause(self, seconds: float | None) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._news.wait()
        self._news.clear()

    async def _deliver(self, http: httpx.AsyncClient, report: Report) -> bool:
        for _ in range(2 if self._faults().answer_twice else 1):
            try:
                status = await self._post(http, report)
            except httpx.HTTPError as failure:
                return _complain(report, str(failure) or type(failure).__name__)
            if not 200 <= status < 300:
                return _complain(report, f"answered {status}")
            self._ledger.mark_delivered(report.report_id, datetime.now(UTC))
        return True

    async def _post(self, http: httpx.AsyncClient, report: Report) -> int:
        headers = {"content-type": "application/xml"}
        if self._token is None and self._customer.email is not None:
            self._token = await self._log_in(http)
        if self._token is not None:
            headers["authorization"] = f"Bearer {self._token}"
        answer = await http.post(self._customer.report_to, content=report.xml, headers=headers)
        if answer.status_code == httpx.codes.UNAUTHORIZED:
            self._token = self._customer.token  # one that was lent may have run out
        return answer.status_code

    async def _log_in(self, http: httpx.AsyncClient) -> str:
        address = urljoin(self._customer.report_to, "/v1/auth/login")
        who = {"email": self._customer.email, "password": self._customer.password}
        answer = await http.post(address, json=who)
        answer.raise_for_status()
        return str(answer.json()["accessToken"])


def _complain(report: Report, why: str) -> bool:
    sys.stderr.write(f"report {report.report_id} is not delivered: {why}\n")
    sys.stderr.flush()
    return False
