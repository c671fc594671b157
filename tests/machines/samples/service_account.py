"""Asks of a service account."""

from datetime import timedelta

from domain.identity.role import Role
from domain.identity.scope import Scope
from domain.identity.service_account import commands as c
from domain.identity.service_account.machine import SERVICE_ACCOUNT
from domain.identity.service_account.rules import ServiceAccountContext
from domain.shared.ids import ApiKeyId
from tests.domain.purchasing.people import ANN, uuid
from tests.given_when_then import NOON
from tests.machines.walk import Samples

KEY = ApiKeyId.of(uuid(1))
ANNS = ServiceAccountContext(ANN, NOON, owner_roles=frozenset({Role.BUYER}), new_key=KEY)

SERVICE_ACCOUNTS = Samples(
    SERVICE_ACCOUNT,
    (
        (c.Create(name="Webshop", owner=ANN, roles=(Role.BUYER,)), ANNS),
        (
            c.IssueKey(
                name="Production",
                scopes=(Scope("purchase-orders.*"),),
                expires_at=NOON + timedelta(days=1),
            ),
            ANNS,
        ),
        (c.RevokeKey(key_id=KEY), ANNS),
        (c.Disable(), ANNS),
        (c.Enable(), ANNS),
    ),
    kind=lambda state: (state.status, len(state.keys), any(key.revoked for key in state.keys)),
)
