"""The orders that something happens to; what is not written here about them is played in a scene."""

from decimal import Decimal

from api.cli.demo.plan.orders import Bill, Delivery, Line, OrderPlan, Quantities
from api.cli.demo.plan.trade import (
    BERGMANN,
    BRACKET,
    CALIBRATION,
    CASCADE,
    CLEANING,
    DELACROIX,
    END_MILL,
    FERRARIS,
    FILTER,
    FIXTURE,
    GLASS,
    GUIDE,
    HOSHINO,
    HOUSING,
    KONTOR,
    LAKES,
    LENSES,
    MEASURING_MACHINE,
    MICROSCOPE,
    SENSOR,
    STAND,
)


def _all_of(*quantities: str) -> Quantities:
    return tuple(Decimal(quantity) for quantity in quantities)


_ONE, _TWO, _FOUR, _TEN = _all_of("1"), _all_of("2"), _all_of("4"), _all_of("10")
_KILOS = (Line(GLASS, Decimal(100)),)
_STAND = (Line(STAND, Decimal(1)),)
_CLEAN = (Line(CLEANING, Decimal(1)),)

PLANTED = (
    # Asked for by requisition, amended, delivered in two parts, and paid early for its discount.
    OrderPlan(
        1, BERGMANN, 0, (Line(MICROSCOPE, Decimal(6)), Line(LENSES, Decimal(4))),
        deliveries=(Delivery(4, _all_of("4", "4")), Delivery(6, _all_of("2", "0"))),
        bills=(Bill(7, _all_of("6", "4")),), name="microscopes", placed_by_scene=True,
    ),
    # 100 kg are ordered: 60 and then 42 come, and not a gram more.
    OrderPlan(
        2, DELACROIX, 1, _KILOS, (Delivery(4, _all_of("60")),), (Bill(8, _all_of("102")),),
        name="glass up to the limit",
    ),
    # 100 kg are ordered, and 102.001 come.
    OrderPlan(
        3, DELACROIX, 2, _KILOS, bills=(Bill(9, _all_of("100")),), name="glass beyond the limit",
    ),
    # Another fixture comes than was ordered, and its bill too early.
    OrderPlan(
        4, CASCADE, 3, (Line(FIXTURE, Decimal(8)),), (Delivery(10, _all_of("8")),),
        (Bill(11, _all_of("8")),), name="other fixtures",
    ),
    # 1,000.00 are agreed: 1,020.00 are let pass, 1,020.01 are not.
    OrderPlan(5, BERGMANN, 4, _STAND, (Delivery(6, _ONE),), name="price up to the limit"),
    OrderPlan(6, BERGMANN, 4, _STAND, (Delivery(6, _ONE),), name="price beyond the limit"),
    # Billed 12 % above the agreed price, and still open at the end.
    OrderPlan(
        7, FERRARIS, 2, (Line(HOUSING, Decimal(20)),), (Delivery(5, _all_of("20")),),
        name="price that stays disputed",
    ),
    # Billed twice with one number.
    OrderPlan(
        8, LAKES, 3, (Line(SENSOR, Decimal(4)),), (Delivery(6, _FOUR),), (Bill(7, _FOUR),),
        name="billed twice",
    ),
    # Two invoices of one day that look alike, and are two.
    OrderPlan(9, KONTOR, 1, _CLEAN, (Delivery(3, _ONE),), name="cleaning of hall 1"),
    OrderPlan(10, KONTOR, 1, _CLEAN, (Delivery(3, _ONE),), name="cleaning of hall 2"),
    # Called off, and delivered all the same.
    OrderPlan(11, LAKES, 6, (Line(SENSOR, Decimal(8)),), name="called off", accepted=False),
    # To be paid to an account that the bank finds closed.
    OrderPlan(
        12, FERRARIS, 0, (Line(BRACKET, Decimal(100)),), (Delivery(2, _all_of("100")),),
        (Bill(3, _all_of("100")),), name="closed account",
    ),
    # Three of ten go back after they were billed, and are credited.
    OrderPlan(
        13, HOSHINO, 2, (Line(GUIDE, Decimal(10)),), (Delivery(6, _TEN),), (Bill(7, _TEN),),
        name="three go back",
    ),
    # Bought by a bank and resold by instalments.
    OrderPlan(
        14, BERGMANN, 3, (Line(MEASURING_MACHINE, Decimal(1)),), (Delivery(8, _ONE),),
        name="financed", placed_by_scene=True,
    ),
    # 46 of 50 come, and the supplier will send no more.
    OrderPlan(
        15, DELACROIX, 5, (Line(FILTER, Decimal(50)),), bills=(Bill(11, _all_of("46")),),
        name="sold out",
    ),
    # The bill is here before the goods.
    OrderPlan(
        16, CASCADE, 5, (Line(END_MILL, Decimal(40)),), (Delivery(9, _all_of("40")),),
        (Bill(10, _all_of("40")),), name="billed early",
    ),
    # The invoice agrees, and the work does not.
    OrderPlan(
        17, KONTOR, 0, (Line(CALIBRATION, Decimal(2)),), (Delivery(1, _TWO),), (Bill(2, _TWO),),
        name="poor work",
    ),
)  # fmt: skip
"""Seventeen of the sixty."""
