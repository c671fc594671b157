"""The bank's status reports: first that it has the file, then what became of each transfer."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from uuid import uuid4

from lxml import etree

from infrastructure.bank.elements import Elements, written
from infrastructure.bank.schema import NAMESPACE
from infrastructure.bank.simulator.intake import Taken
from infrastructure.bank.simulator.ledger import Booked, Report

BOOKED = "ACSC"
REJECTED = "RJCT"
IN_PART = "PART"
_CHECKED = "ACTC"
_UNKNOWN = "NOBODY-ASKED-FOR-THIS"


@dataclass(frozen=True, slots=True)
class Reporting:
    """How the bank writes: the version of pain.002, and how many seconds after the file."""

    version: str
    after: float
    unknown_reference: bool = False


def reports(taken: Taken, booked: Sequence[Booked], at: datetime, how: Reporting) -> list[Report]:
    """Both reports on a file, the later one created a little later, as a bank would."""
    due = at.timestamp() + how.after
    first = _Message(taken, how, at)
    first.group(_CHECKED)
    second = _Message(taken, how, at + timedelta(milliseconds=1))
    second.group(_summary(booked))
    second.transfers(booked)
    return [Report(each.id, taken.message_id, due, each.xml()) for each in (first, second)]


class _Message:
    """One report in the making."""

    def __init__(self, taken: Taken, how: Reporting, created_at: datetime) -> None:
        self.id = uuid4().hex
        self._taken, self._how = taken, how
        elements = Elements(f"{NAMESPACE}pain.002.001.{how.version}")
        self._add = elements.add
        self._root = elements.root("Document")
        self._report = self._add(self._root, "CstmrPmtStsRpt")
        header = self._add(self._report, "GrpHdr")
        self._add(header, "MsgId", self.id)
        moment = created_at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        self._add(header, "CreDtTm", moment)

    def group(self, status: str) -> None:
        """What is said of the whole file."""
        group = self._add(self._report, "OrgnlGrpInfAndSts")
        self._add(group, "OrgnlMsgId", self._taken.message_id)
        self._add(group, "OrgnlMsgNmId", self._taken.kind)
        self._add(group, "OrgnlNbOfTxs", str(len(self._taken.transfers)))
        self._add(group, "OrgnlCtrlSum", f"{self._taken.total:f}")
        self._add(group, "GrpSts", status)

    def transfers(self, booked: Sequence[Booked]) -> None:
        """What is said of each batch and each transfer."""
        for batch_id, within in _batches(booked):
            batch = self._add(self._report, "OrgnlPmtInfAndSts")
            self._add(batch, "OrgnlPmtInfId", batch_id)
            self._add(batch, "PmtInfSts", _summary(within))
            for each in within:
                self._transfer(self._add(batch, "TxInfAndSts"), each)
        if self._how.unknown_reference:
            batch = self._add(self._report, "OrgnlPmtInfAndSts")
            self._add(batch, "OrgnlPmtInfId", _UNKNOWN)
            stray = self._add(batch, "TxInfAndSts")
            self._add(stray, "OrgnlEndToEndId", _UNKNOWN)
            self._add(stray, "TxSts", BOOKED)

    def xml(self) -> bytes:
        """The report as it is sent."""
        return written(self._root)

    def _transfer(self, parent: etree._Element, booked: Booked) -> None:
        if booked.ordered.instruction_id is not None:
            self._add(parent, "OrgnlInstrId", booked.ordered.instruction_id)
        self._add(parent, "OrgnlEndToEndId", booked.ordered.end_to_end_id)
        self._add(parent, "TxSts", booked.status)
        if booked.reason is not None:
            why = self._add(parent, "StsRsnInf")
            self._add(why, "Rsn/Cd", booked.reason)
            if booked.text:
                self._add(why, "AddtlInf", booked.text)


def _batches(booked: Sequence[Booked]) -> Iterator[tuple[str, list[Booked]]]:
    for batch_id, within in groupby(booked, lambda each: each.ordered.payment_info_id):
        yield batch_id, list(within)


def _summary(booked: Sequence[Booked]) -> str:
    """One status for many: all alike, or in part."""
    statuses = {each.status for each in booked}
    return statuses.pop() if len(statuses) == 1 else IN_PART
