"""What did not agree during the month, from the log, and what became of it, from the lists."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from api.cli.demo.finance.figures import MatchException, Matching
from api.cli.demo.finance.reader import Json
from api.cli.demo.finance.wording import amount

_DISPUTED = "invoicing.supplier-invoice.disputed"
_CORRECTED = "invoicing.supplier-invoice.corrected"
_HELD = "invoicing.supplier-invoice.held"
_DISCREPANCY = "receiving.goods-receipt.discrepancy-detected"
_CAUSES = {
    "too-much": "More delivered than ordered",
    "too-little": "Less delivered, and no more to come",
    "wrong-sku": "Another article delivered",
    "unknown-line": "Another article delivered",
}
_ENDS = {"Accepted": "accepted", "Returned": "sent back", "Discrepancy": "open"}


@dataclass(frozen=True, slots=True)
class Documents:
    """Invoices and delivery notes as they are listed now, by id, and the names of suppliers."""

    invoices: Mapping[str, Json]
    notes: Mapping[str, Json]
    suppliers: Mapping[str, str]


def matching(log: Sequence[Json], documents: Documents) -> Matching:
    """How the three-way match went: each exception once for each time that it was found."""
    looked_at = {event["streamId"] for event in log if event["type"] in (_DISPUTED, _HELD)}
    invoices = documents.invoices
    return Matching(
        invoices=len(invoices),
        at_once=len(invoices) - len(looked_at),
        waiting=sum(_waits(invoice) for invoice in invoices.values()),
        exceptions=tuple(_exceptions(log, documents)),
    )


def _waits(invoice: Json) -> bool:
    return invoice["status"] == "Disputed" or bool(invoice["held"])


def _exceptions(log: Sequence[Json], documents: Documents) -> Iterator[MatchException]:
    corrected = {event["streamId"] for event in log if event["type"] == _CORRECTED}
    for event in log:
        document, said = event["streamId"], event["payload"]
        match event["type"]:
            case "invoicing.supplier-invoice.disputed":
                yield _of_invoice(documents.invoices[document], _dispute(said), corrected)
            case "invoicing.supplier-invoice.held":
                twin = documents.invoices[said["possibleDuplicateOf"]]["supplierInvoiceNumber"]
                look_alike = ("Possible duplicate", f"same amount and date as {twin}")
                yield _of_invoice(documents.invoices[document], look_alike, corrected)
            case "receiving.goods-receipt.discrepancy-detected":
                yield _of_note(documents, document, said)


def _dispute(said: Json) -> tuple[str, str]:
    found = said["match"]
    if found is None:
        return "Disputed by hand", str(said["reason"])
    expected, actual = found["expected"], found["actual"]
    detail = f"{_money(expected)} expected, {_money(actual)} billed"
    too_much = Decimal(actual["amount"]) > Decimal(expected["amount"])
    return "Billed more than due" if too_much else "Billed less than due", detail


def _of_invoice(invoice: Json, found: tuple[str, str], corrected: set[str]) -> MatchException:
    what, detail = found
    still_open = _waits(invoice)
    return MatchException(
        what=what,
        document=invoice["supplierInvoiceNumber"],
        supplier=invoice["supplierName"],
        detail=detail,
        outcome=_end(invoice, corrected),
        open=still_open,
    )


def _end(invoice: Json, corrected: set[str]) -> str:
    if _waits(invoice):
        return "open"
    if invoice["status"] == "Rejected":
        return "rejected"
    done = "corrected" if invoice["id"] in corrected else "released"
    return f"{done}, paid" if invoice["status"] == "Paid" else done


def _of_note(documents: Documents, note_id: str, said: Json) -> MatchException:
    note, line = documents.notes[note_id], said["discrepantLines"][0]
    return MatchException(
        what=_CAUSES.get(line["cause"], "Delivered otherwise"),
        document=note["deliveryNote"],
        supplier=documents.suppliers[note["supplierId"]],
        detail=f"{line['sku']}: {line['expected']} expected, {line['received']} delivered",
        outcome=_ENDS.get(note["status"]) or str(note["status"]),
        open=note["status"] == "Discrepancy",
    )


def _money(money: Json) -> str:
    return f"{amount(Decimal(money['amount']))} {money['currency']}"
