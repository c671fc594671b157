"""Asks of a murabaha contract of two instalments."""

from collections.abc import Hashable

from domain.murabaha.context import MurabahaContext
from domain.murabaha.contract import commands as c
from domain.murabaha.contract.machine import MURABAHA
from domain.murabaha.contract.state import MurabahaContract
from tests.domain.murabaha.contracts import BANK, RECEIVED, paid, request, returned
from tests.domain.purchasing.people import ANN
from tests.given_when_then import NOON
from tests.machines.walk import Samples

ANNS = MurabahaContext(ANN, NOON, order=RECEIVED, bank=BANK)


def kind(state: MurabahaContract) -> Hashable:
    """What is paid and whether the rest is paid at once makes a difference."""
    return state.status, state.paid, state.settlement is not None


MURABAHAS = Samples(
    MURABAHA,
    (
        (request(instalments=2), ANNS),
        (c.Contract(), ANNS),
        (c.Acquire(), ANNS),
        (c.Transfer(), ANNS),
        (c.Activate(), ANNS),
        (c.Settle(), ANNS),
        *((paid(number), ANNS) for number in (1, 2, 3)),
        *((returned(number), ANNS) for number in (1, 2, 3)),
        (c.Cancel(reason="too dear"), ANNS),
        (c.EndWithOrder(reason="order off"), ANNS),
    ),
    kind,
)
