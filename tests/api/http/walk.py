"""Every operation of the OpenAPI document, asked by every role with every kind of token, and judged.

What is expected comes from the table of permissions alone. Nothing is said here about single operations, so
one that is added is walked from then on.
"""

import asyncio
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import orjson
from starlette.types import ASGIApp

from application.permissions import PERMISSIONS, Permission, Reach
from domain.identity.role import Role
from tests.api.http.asking import Heard, ask
from tests.api.http.estate import ISSUED, PROVES_NOTHING, Estate, Family, Shown

AT_ONCE = 8
ELSEWHERE = (Shown.OTHER, Shown.STRANGER)
"""Whoever shows these has rights, and none of the documents are theirs."""

NEVER_A_VERSION = '"987654321"'
"""With it a command finds its document, and then nothing is stored."""


@dataclass(frozen=True)
class Described:
    """One operation as the document describes it."""

    name: str
    method: str
    path: str
    permission: Permission
    parameters: Sequence[Mapping[str, Any]]
    body: str
    media_type: str

    @property
    def commands(self) -> bool:
        """Whether it may change something."""
        return self.method != "GET"

    @property
    def names_documents(self) -> bool:
        """Whether an id is in its path."""
        return any("pattern" in each["schema"] for each in self._in("path"))

    def takes(self, name: str) -> bool:
        """Whether it has a query parameter of this name."""
        return any(each["name"] == name for each in self._in("query"))

    def target(self, family: Family) -> str:
        """Path and query, about documents of a family."""
        path = self.path
        for each in self._in("path"):
            path = path.replace(f"{{{each['name']}}}", _value(each["schema"], family))
        wanted = [each for each in self._in("query") if each.get("required")]
        query = "&".join(
            f"{each['name']}={quote(_value(each['schema'], family, ISSUED))}" for each in wanted
        )
        return f"{path}?{query}" if query else path

    def headers(self, token: str) -> dict[str, str]:
        """What is sent beside it."""
        taken = {each["name"] for each in self._in("header")}
        sent = {"Authorization": f"Bearer {token}"} if token else {}
        if "Idempotency-Key" in taken:
            sent["Idempotency-Key"] = str(uuid4())
        if "If-Match" in taken:
            sent["If-Match"] = NEVER_A_VERSION
        if self.body:
            sent["Content-Type"] = self.media_type
        return sent

    def _in(self, place: str) -> Iterator[Mapping[str, Any]]:
        return (each for each in self.parameters if each["in"] == place)


def _value(schema: Mapping[str, Any], family: Family, number: int = 1) -> str:
    if "anyOf" in schema:
        schema = schema["anyOf"][0]
    if schema.get("type") == "integer":
        return str(number)
    return family.asked(str(schema.get("examples", ["purchase-order"])[0]))


def described(document: Mapping[str, Any]) -> list[Described]:
    """All operations of an OpenAPI document."""
    return [
        _described(path, method, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]


def _described(path: str, method: str, operation: Mapping[str, Any]) -> Described:
    body, media_type = "", ""
    if "requestBody" in operation:
        ((media_type, content),) = operation["requestBody"]["content"].items()
        example = content["examples"]["usual"]["value"]
        body = example if isinstance(example, str) else json.dumps(example)
    return Described(
        name=operation["operationId"],
        method=method.upper(),
        path=path,
        permission=PERMISSIONS[operation["x-permission"]],
        parameters=operation.get("parameters", ()),
        body=body,
        media_type=media_type,
    )


@dataclass(frozen=True)
class Step:
    """One cell of the matrix."""

    operation: Described
    role: Role
    shown: Shown

    def __str__(self) -> str:
        return f"{self.operation.name} by {self.role} with {self.shown.value}"


@dataclass
class Walk:
    """Asks, and collects what is not as the table says."""

    estate: Estate
    app: ASGIApp
    findings: list[str] = field(default_factory=list)
    _missing: dict[tuple[str, Shown, Reach], str] = field(default_factory=dict)
    _nobody: dict[tuple[str, Shown], Heard] = field(default_factory=dict)

    def through(self, steps: Iterable[Step]) -> list[str]:
        """Take all steps, and say what was found."""
        wanted = list(steps)
        self.estate.house.inside(lambda _: self._all(wanted))
        return self.findings

    async def _all(self, steps: Collection[Step]) -> None:
        room = asyncio.Semaphore(AT_ONCE)

        async def take(step: Step) -> None:
            async with room:
                await self._take(step)

        await asyncio.gather(*map(take, steps))

    async def _take(self, step: Step) -> None:
        heard = await self.ask(step, self.estate.here.family)
        wrong = judged(step, heard)
        if wrong is None and step.shown in ELSEWHERE and not _shut_out(step):
            wrong = await self._compared(step, heard)
        if wrong is not None:
            self.findings.append(f"{step}: {wrong}: {heard.status} {heard.body[:300]!r}")

    async def ask(self, step: Step, family: Family) -> Heard:
        """Ask about the documents of a family; once for all roles where nobody's role can be seen."""
        operation, key = step.operation, (step.operation.name, step.shown)
        roleless = step.shown is Shown.NONE or (
            operation.permission.public and step.shown is not Shown.SAME
        )
        if roleless and key in self._nobody:
            return self._nobody[key]
        token = self.estate.token(step.shown, step.role, commands=operation.commands)
        body = family.asked(operation.body).encode()
        heard = await ask(
            self.app, operation.method, operation.target(family), operation.headers(token), body
        )
        if roleless:
            self._nobody[key] = heard
        return heard

    async def _compared(self, step: Step, heard: Heard) -> str | None:
        """What is foreign has to look like what does not exist, and is in no answer that tells something."""
        operation, here, missing = step.operation, self.estate.here, self.estate.missing
        names = here.family.stem in operation.target(here.family) + here.family.asked(
            operation.body
        )
        if heard.status < 400 and any(
            text.encode() in heard.body for text in self._leaks(step, names)
        ):
            return "the answer tells of what is somebody else's"
        if not names:
            return None
        reach = operation.permission.reach({step.role}) or Reach.ANY
        key = (operation.name, step.shown, reach)
        if key not in self._missing:
            self._missing[key] = (await self.ask(step, missing)).without(missing)
        theirs, ours = self._missing[key], heard.without(here.family)
        if heard.status < 400:  # what was made has a name and a time of its own
            theirs, ours = theirs[:3], ours[:3]
        return None if ours == theirs else f"not like what does not exist, which is {theirs}"

    def _leaks(self, step: Step, names: bool) -> Iterator[str]:
        """What only the tenant itself may read; the platform lists tenants by their ids."""
        if not names:
            yield self.estate.here.family.stem
        if step.shown is Shown.OTHER:
            yield self.estate.here.admin
            if step.role is not Role.PLATFORM_ADMIN:
                yield self.estate.here.tenant


def judged(step: Step, heard: Heard) -> str | None:
    """What is wrong with an answer, by the table of permissions."""
    permission = step.operation.permission
    if heard.status == 500 or (heard.status > 500 and not permission.public):
        return "the server failed"
    if permission.public:
        return "shut" if heard.error in ("InvalidToken", "PermissionDenied") else None
    if step.shown in PROVES_NOTHING:
        return None if (heard.status, heard.error) == (401, "InvalidToken") else "not shut out"
    if _shut_out(step):
        return None if _denied(heard, permission) else "let in"
    if heard.error in ("InvalidToken", "PermissionDenied"):
        return "shut out"
    if step.shown in ELSEWHERE and step.operation.names_documents and heard.status != 404:
        return "a document of another tenant was there"
    if step.shown is Shown.SAME and step.operation.names_documents and heard.status == 404:
        return "a document of the tenant was not there"
    return None


def _shut_out(step: Step) -> bool:
    return step.operation.permission.reach({step.role}) is None


def _denied(heard: Heard, permission: Permission) -> bool:
    """By the door itself, which names the operation, and not by anything behind it."""
    if (heard.status, heard.error) != (403, "PermissionDenied"):
        return False
    return bool(orjson.loads(heard.body)["operation"] == permission.operation)


def every_step(operations: Iterable[Described]) -> Iterator[Step]:
    """The whole matrix of some operations."""
    for operation in operations:
        for role in Role:
            for shown in Shown:
                limited = operation.permission.reach({role}) is Reach.OWN
                if shown is not Shown.STRANGER or limited:
                    yield Step(operation, role, shown)
