"""Asks of a notice."""

from domain.communication.notice import commands as c
from domain.communication.notice.machine import NOTICE
from domain.shared.context import Context
from tests.domain.communication.letters import TO_ACME
from tests.domain.purchasing.people import ANN
from tests.given_when_then import NOON
from tests.machines.walk import Samples

ANNS = Context(ANN, NOON)

NOTICES = Samples(
    NOTICE,
    (
        (c.Queue(letter=TO_ACME), ANNS),
        (c.MarkDelivered(), ANNS),
        (c.MarkFailed(reason="no such mailbox"), ANNS),
    ),
)
