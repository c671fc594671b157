"""The `Bank` port over HTTPS: one PUT per file at an address of its own, so that it can be repeated."""

import asyncio
import ssl
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import orjson

from application.ports.bank import BankHoldsAnother, BankRefused, BankUnreachable, Receipt
from infrastructure.bank.address import bank_address
from infrastructure.fault import Fault

_TAKEN = (HTTPStatus.OK, HTTPStatus.CREATED, HTTPStatus.ACCEPTED)
_MOST_ANSWER = 64 * 1024
_MOST_REASON = 300


class BankCertificatesUnusable(Fault):
    """The file that DAYBOOK_BANK_CA names holds no certificates of authorities."""


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds until we give up: to connect, between two signs of life, and for the whole answer."""

    connect: float = 10.0
    silence: float = 30.0
    whole: float = 120.0


@dataclass(frozen=True, slots=True)
class BankAccess:
    """How to get at a bank: its address, the authorities that vouch for it, and what it knows us by."""

    url: str
    authorities: Path | None = None
    token: str | None = field(default=None, repr=False)
    patience: Patience = Patience()


class HttpsBank:
    """Hands files to one bank.

    Proxies and certificates that the environment names for everybody are not used here. Redirects are
    not followed: nobody but the bank at its own address is given a payment file.
    """

    def __init__(self, access: BankAccess) -> None:
        """Raises ValueError for an address that is not safe, BankCertificatesUnusable for the file."""
        self._files = f"{bank_address(access.url)}/files"
        self._patience = access.patience
        self._headers = {
            "content-type": "application/xml",
            "accept": "application/json",
            "accept-encoding": "identity",
        }
        if access.token is not None:
            self._headers["authorization"] = f"Bearer {access.token}"
        self._trust = _trusted(access.authorities)

    async def submit(self, message_id: str, file: bytes) -> Receipt:
        """Hand a file over; raises BankUnreachable or BankRefused."""
        try:
            async with asyncio.timeout(self._patience.whole), self._http() as http:
                status, body = await self._put(http, message_id, file)
        except (httpx.HTTPError, TimeoutError, OSError) as failure:
            raise BankUnreachable(_told(failure)) from failure
        return _outcome(message_id, status, body)

    def _http(self) -> httpx.AsyncClient:
        timeout = httpx.Timeout(self._patience.silence, connect=self._patience.connect)
        return httpx.AsyncClient(
            verify=self._trust, timeout=timeout, trust_env=False, follow_redirects=False
        )

    async def _put(
        self, http: httpx.AsyncClient, message_id: str, file: bytes
    ) -> tuple[int, bytes]:
        headers = {**self._headers, "idempotency-key": message_id}
        address = f"{self._files}/{quote(message_id, safe='')}"
        async with http.stream("PUT", address, content=file, headers=headers) as answer:
            body = b""
            async for part in answer.aiter_raw():
                body += part
                if len(body) > _MOST_ANSWER:
                    raise BankUnreachable("the bank's answer is longer than any receipt")
            return answer.status_code, body


def _trusted(authorities: Path | None) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=authorities)
    except (OSError, ssl.SSLError) as wrong:
        raise BankCertificatesUnusable(
            f"no certificates of authorities can be read from {authorities}: {wrong}",
            "DAYBOOK_BANK_CA must name a PEM file with the certificates that the bank gave you",
        ) from wrong


def _outcome(message_id: str, status: int, body: bytes) -> Receipt:
    """What an answer means. Only a clear yes and a clear no are taken for one."""
    told = _object(body)
    if status in _TAKEN:
        return _receipt(message_id, told)
    if status == HTTPStatus.UNPROCESSABLE_ENTITY and told.get("messageId") == message_id:
        raise BankRefused(_reason(told) or "the bank gave no reason")
    if status == HTTPStatus.CONFLICT:
        raise BankHoldsAnother(f"the bank has another file under this message id: {_reason(told)}")
    raise BankUnreachable(f"the bank answered {status} {_reason(told)}".strip())


def _receipt(message_id: str, told: dict[str, Any]) -> Receipt:
    if told.get("messageId") != message_id:
        raise BankUnreachable("the bank's answer is no receipt of this file")
    try:
        received_at = datetime.fromisoformat(str(told.get("receivedAt")))
    except ValueError:
        raise BankUnreachable("the bank's receipt does not say when it took the file") from None
    if received_at.tzinfo is None:
        raise BankUnreachable("the bank's receipt does not say in which time zone it took the file")
    return Receipt(message_id, received_at, told.get("repeated") is True)


def _object(body: bytes) -> dict[str, Any]:
    try:
        told = orjson.loads(body)
    except orjson.JSONDecodeError:
        return {}
    return told if isinstance(told, dict) else {}


def _reason(told: dict[str, Any]) -> str:
    reason = told.get("reason")
    return reason[:_MOST_REASON] if isinstance(reason, str) else ""


def _told(failure: Exception) -> str:
    if isinstance(failure, TimeoutError | httpx.TimeoutException):
        return "the bank did not answer in time"
    return f"the bank cannot be reached: {str(failure) or type(failure).__name__}"[:_MOST_REASON]
