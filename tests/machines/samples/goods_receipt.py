"""Asks of the note of a delivery."""

from domain.receiving.context import ReceivingContext
from domain.receiving.goods_receipt import commands as c
from domain.receiving.goods_receipt.machine import GOODS_RECEIPT
from domain.shared.ids import UserId
from domain.shared.message import Command
from tests.domain.purchasing.people import ANN, BEN
from tests.domain.receiving.deliveries import came, going_back, order, ordered, receive
from tests.given_when_then import NOON
from tests.machines.walk import Ask, Samples


def _ask(command: Command, by: UserId, accepted: str = "0") -> Ask:
    return command, ReceivingContext(by, NOON, order=order(ordered(accepted=accepted)))


GOODS_RECEIPTS = Samples(
    GOODS_RECEIPT,
    (
        _ask(receive(came("40")), ANN),
        _ask(receive(came("110")), ANN),
        _ask(c.Accept(), BEN),
        _ask(c.Return(), BEN),
        _ask(going_back((1, "1")), BEN, "110"),
    ),
)
