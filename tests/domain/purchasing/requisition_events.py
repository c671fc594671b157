"""Requisitions for stories: what happened, told by the least that matters."""

from decimal import Decimal
from typing import Any

from domain.purchasing.context import PurchasingContext
from domain.purchasing.lines import RequestedLine
from domain.purchasing.requisition import commands as c
from domain.purchasing.requisition.machine import REQUISITION
from domain.purchasing.requisition.state import Requisition
from domain.shared.context import SYSTEM
from domain.shared.ids import UserId
from domain.shared.money import UnitPrice
from domain.shared.quantity import UnitCode
from domain.shared.sku import SkuCode
from tests.domain.purchasing.people import ANN, BEN, CLEO, of, policy
from tests.given_when_then import Outcome, Stories

given = Stories(REQUISITION, PurchasingContext).given


def wanted(quantity: str = "10", price: str = "50", currency: str = "USD") -> RequestedLine:
    """A line; ten at 50.00 unless it is said otherwise."""
    return RequestedLine(
        sku=SkuCode("BOLT-M8"),
        description="Bolts, zinc plated",
        quantity=Decimal(quantity),
        unit=UnitCode("EA"),
        unit_price=UnitPrice(price, currency),
    )


def create(*lines: RequestedLine, **more: Any) -> c.Create:
    """The command that begins a requisition, with the lines that are given."""
    return c.Create(justification="The shelf is empty", lines=lines, **more)


def draft(*lines: RequestedLine, **more: Any) -> Outcome[Requisition]:
    """Ann asked for something: an ordinary line if none is given."""
    return given().when(create(*(lines or (wanted(),)), **more), by=ANN)


def submitted(*lines: RequestedLine) -> Outcome[Requisition]:
    """Ben submitted what Ann drafted."""
    return draft(*lines).when(c.Submit(), by=BEN, policy=policy())


def asked(user: UserId, level: str) -> dict[str, Any]:
    """Who routes, and the level of whom they ask."""
    return {**of(user, level), "by": SYSTEM, "chosen": user}


def routed(*lines: RequestedLine) -> Outcome[Requisition]:
    """Cleo was asked to approve it."""
    return submitted(*lines).when(c.RouteForApproval(approver=CLEO), **asked(CLEO, "L3"))


def approved(*lines: RequestedLine) -> Outcome[Requisition]:
    """Cleo approved it."""
    return routed(*lines).when(c.Approve(), **of(CLEO, "L3"))


def rejected() -> Outcome[Requisition]:
    """Cleo rejected it."""
    return routed().when(c.Reject(reason="too dear"), **of(CLEO, "L3"))
