"""Asks of a tenant."""

from datetime import timedelta

from domain.identity.self_registration import SelfRegistration
from domain.identity.tenant.commands import AdvanceClock, Open, SetSelfRegistration
from domain.identity.tenant.machine import TENANT
from domain.shared.context import Context
from domain.shared.currency import Currency
from tests.domain.purchasing.people import ANN
from tests.given_when_then import NOON
from tests.machines.walk import Samples

ANNS = Context(ANN, NOON)

TENANTS = Samples(
    TENANT,
    (
        (Open(name="Sandbox Ltd", base_currency=Currency("USD"), sandbox=True), ANNS),
        (SetSelfRegistration(self_registration=SelfRegistration()), ANNS),
        (AdvanceClock(advance_to=NOON + timedelta(days=1)), ANNS),
    ),
)
