"""Asks of an erasure."""

from domain.privacy.erasure import commands as c
from domain.privacy.erasure.events import ErasureReport
from domain.privacy.erasure.machine import ERASURE
from domain.privacy.erasure.rules import ErasureContext
from tests.domain.purchasing.people import ANN, BEN
from tests.given_when_then import NOON
from tests.machines.walk import Samples

ANNS = ErasureContext(ANN, NOON)
REPORT = ErasureReport(documents=1, credentials=1, sessions=0, snapshots=0, answers=2)

ERASURES = Samples(
    ERASURE,
    (
        (c.RequestErasure(subject_id=BEN, reason="They asked for it."), ANNS),
        (c.RecordKeyDestroyed(), ANNS),
        (c.ListDocuments(documents=(BEN,)), ANNS),
        (c.Complete(report=REPORT), ANNS),
    ),
)
