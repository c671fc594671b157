"""Asks of a bank report."""

from domain.payments.bank_report import commands as c
from domain.payments.bank_report.machine import BANK_REPORT
from domain.shared.context import Context
from tests.domain.payments.report_events import record, understood, unknown
from tests.domain.purchasing.people import ANN
from tests.given_when_then import NOON
from tests.machines.walk import Samples

ANNS = Context(ANN, NOON)

BANK_REPORTS = Samples(
    BANK_REPORT,
    (
        (record(understood()), ANNS),
        (record(unknown()), ANNS),
        (c.Review(comment="of our sister company"), ANNS),
    ),
)
