"""Two tenants with a document of every kind, and people of every role in both."""

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from api.bootstrap import Daybook
from api.http.specimens import specimen_events
from application.ports.event_store import Append, StreamAppend
from application.ports.tokens import Bearer
from domain.governance.policy.machine import POLICY
from domain.identity.role import Role
from domain.identity.tenant.machine import PLATFORM, TENANT
from domain.identity.user.machine import USER
from domain.purchasing.purchase_order.machine import PURCHASE_ORDER
from domain.shared.ids import TenantId, UserId
from infrastructure.security.key_set import KeySet
from infrastructure.security.tokens import JwtTokens
from tests.api.cli.command_line import until
from tests.api.http.company import PASSWORD, Company, succeeded
from tests.api.http.house import House

_ID = re.compile(
    r"([a-z]+)_[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{11}([0-9a-f])"
)
_AN_HOUR = 3600.0
_LISTS = tuple(
    f"/v1/{kind.place or kind.collection}"
    for kind in specimen_events()
    if kind.decider not in (POLICY, TENANT)
)
_PEOPLE = range(1, 10)
"""The specimens tell of several, whom reactions look up."""

ISSUED = 1 + next(
    len(events) for kind, events in specimen_events().items() if kind.decider is PURCHASE_ORDER
)
"""The version in which the order is its supplier's too."""


class Shown(StrEnum):
    """What a caller shows of themselves."""

    SAME = "a token of the tenant"
    OTHER = "a token of another tenant"
    NONE = "no token"
    EXPIRED = "an expired token"
    FORGED = "a forged token"
    REVOKED = "a token whose session was ended"
    STRANGER = "a token of another supplier of the tenant"


PROVES_NOTHING = (Shown.NONE, Shown.EXPIRED, Shown.FORGED, Shown.REVOKED)


@dataclass(frozen=True)
class Family:
    """Ids that differ from those of all other families, and in one digit among each other."""

    stem: str

    @classmethod
    def new(cls) -> "Family":
        """Ids that nobody has yet."""
        return cls(str(uuid4())[:-1])

    def named(self, prefix: str, digit: int = 1) -> str:
        """The id of a kind."""
        return f"{prefix}_{self.stem}{digit}"

    def retold(self, text: str) -> str:
        """A text of the specimens about this family."""
        return _ID.sub(lambda found: f"{found[1]}_{self.stem}{found[2]}", text)

    def asked(self, text: str) -> str:
        """An example that names documents of this family; each kind has one under the digit 1."""
        return _ID.sub(lambda found: self.named(found[1]), text)


@dataclass(frozen=True)
class Place:
    """A tenant whose documents are of one family, with a user of their supplier and one of another's."""

    tenant: TenantId
    family: Family
    admin: UserId
    seller: UserId
    stranger: UserId

    def member(self, role: Role) -> UserId:
        """Somebody of this role; the administrator stands in where it does not matter who it is."""
        return self.seller if role is Role.SUPPLIER else self.admin


@dataclass(frozen=True)
class Estate:
    """Where the walk goes: `here` are the documents, `there` somebody has documents of their own.

    From `afar` commands come: what they name is in the log there, and nothing that is only asked for is.
    """

    house: House
    here: Place
    there: Place
    afar: Place
    missing: Family
    tokens: Mapping[tuple[Shown, Role], str]

    @classmethod
    def built(cls, house: House) -> "Estate":
        """Both tenants; everything is in their logs as if commands had put it there."""
        here, there, afar = _place(house), _place(house), _place(house)
        return cls(house, here, there, afar, Family.new(), _tokens(house, here, there))

    def token(self, shown: Shown, role: Role, *, commands: bool) -> str:
        """What somebody shows of themselves, to ask something or to have something done."""
        if shown is Shown.OTHER and commands:
            return self.house.token(self.afar.tenant, self.afar.member(role), role)
        return self.tokens[shown, role]


def _place(house: House) -> Place:
    company, family = Company.opened(house), Family.new()
    for filled in (family, Family.new()):  # so that no list ends behind its first row
        house.inside(partial(_fill, company.tenant, company.admin.user, filled))
    buyer = company.person("buyer")
    order = f"/v1/purchase-orders/{family.named('po')}"
    issued = buyer.ask("PATCH", f"{order}/issue", {})
    succeeded(issued)
    seen = {"Consistency-Token": issued.headers["Consistency-Token"]}
    for path in _LISTS:
        until(partial(_listed, company, path, seen))
    seller = supplier_user(company, family.named("sup"))
    stranger = supplier_user(company, company.supplier(buyer))
    return Place(company.tenant, family, company.admin.user, seller, stranger)


def _listed(company: Company, path: str, seen: dict[str, str]) -> bool:
    return company.admin.get(path, seen).is_success


def supplier_user(company: Company, supplier: str) -> UserId:
    """Somebody who works for a supplier."""
    body = {
        "email": f"{uuid4().hex[:12]}@example.com",
        "name": "Sam Seller",
        "roles": ["supplier"],
        "supplierId": supplier,
    }
    return UserId(company.admin.do("POST", "/v1/users", body)["userId"])


async def _fill(tenant: TenantId, actor: UserId, family: Family, daybook: Daybook) -> None:
    streams = []
    for kind, events in specimen_events().items():
        if kind.decider is TENANT:  # there is one already
            continue
        retold = tuple(
            type(event).model_validate_json(family.retold(event.model_dump_json(by_alias=True)))
            for event in events
        )
        prefix = getattr(kind.id_type, "prefix")  # noqa: B009
        for digit in _PEOPLE if kind.decider is USER else (1,):
            name = family.named(prefix, digit)
            streams.append(StreamAppend(name, kind.decider.stream_type, 0, retold))
    metadata = {"actor": str(actor)}
    await daybook.storage.store.append(Append(tenant, tuple(streams), metadata, datetime.now(UTC)))


def _tokens(house: House, here: Place, there: Place) -> Mapping[tuple[Shown, Role], str]:
    expired = JwtTokens(_keys(house.home), now=lambda: time.time() - _AN_HOUR)
    ended = _ended_session(house)
    found: dict[tuple[Shown, Role], str] = {}
    for role in Role:
        home = PLATFORM if role is Role.PLATFORM_ADMIN else here.tenant
        user = here.member(role)
        bearer = Bearer(home, user, "somebody@example.com", frozenset({role}), str(uuid4()))
        found[Shown.SAME, role] = house.token(home, user, role)
        found[Shown.OTHER, role] = house.token(there.tenant, there.member(role), role)
        found[Shown.STRANGER, role] = house.token(here.tenant, here.stranger, role)
        found[Shown.NONE, role] = ""
        found[Shown.EXPIRED, role] = expired.issue(bearer).text
        found[Shown.FORGED, role] = _forged(found[Shown.SAME, role])
        ended_one = Bearer(ended.tenant, ended.user, ended.email, frozenset({role}), ended.session)
        found[Shown.REVOKED, role] = JwtTokens(_keys(house.home)).issue(ended_one).text
    return found


def _keys(home: Path) -> KeySet:
    return KeySet.in_folder(home / "keys")


def _forged(token: str) -> str:
    """The same claims and the same header, signed by somebody else."""
    claims: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    header = jwt.get_unverified_header(token)
    key = Ed25519PrivateKey.generate()
    return jwt.encode(claims, key, algorithm="EdDSA", headers=header)


def _ended_session(house: House) -> Bearer:
    """Who somebody was while they were logged in."""
    company = Company.opened(house)
    email = f"{uuid4().hex[:12]}@example.com"
    body = {"email": email, "name": "Rita Requester", "roles": ["requester"], "password": PASSWORD}
    company.admin.do("POST", "/v1/users", body)
    login = succeeded(
        house.http.post("/v1/auth/login", json={"email": email, "password": PASSWORD})
    )
    token = login["accessToken"]
    out = house.http.post("/v1/auth/logout", headers={"Authorization": f"Bearer {token}"})
    assert out.is_success, out.text
    return JwtTokens(_keys(house.home)).verify(token)
