"""What the bank makes of the bytes it is given, and when it refuses them."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from lxml import etree

from infrastructure.bank.hardened import UnsafeXml, parsed
from infrastructure.bank.schema import NAMESPACE, Schema, why_invalid

TAKEN = (Schema.PAIN_001_03, Schema.PAIN_001_09)


class FileRefused(Exception):
    """The file as a whole is not carried out; nothing of it is kept."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Ordered:
    """One transfer as the file asks for it."""

    payment_info_id: str
    instruction_id: str | None
    end_to_end_id: str
    amount: Decimal
    currency: str
    debtor_account: str
    creditor: str
    creditor_account: str


@dataclass(frozen=True, slots=True)
class Taken:
    """A file that can be carried out."""

    message_id: str
    kind: str
    transfers: tuple[Ordered, ...]

    @property
    def total(self) -> Decimal:
        """The sum of all amounts, whatever their currencies."""
        return sum((transfer.amount for transfer in self.transfers), Decimal(0))


def read_file(xml: bytes, message_id: str) -> Taken:
    """The transfers of a file that was handed over under `message_id`; raises FileRefused."""
    kind, initiation = _valid(xml)
    named = initiation.findtext("GrpHdr/MsgId")
    if named != message_id:
        raise FileRefused(f"the file's MsgId is not {message_id}, under which it was handed over")
    taken = Taken(message_id, kind, tuple(_ordered(initiation)))
    _check_sums(initiation.find("GrpHdr"), taken.transfers, "the file")
    for batch in initiation.iterfind("PmtInf"):
        batch_id = batch.findtext("PmtInfId") or ""
        within = tuple(each for each in taken.transfers if each.payment_info_id == batch_id)
        _check_sums(batch, within, f"payment information {batch_id}")
    return taken


def _valid(xml: bytes) -> tuple[str, etree._Element]:
    try:
        root = parsed(xml)
    except UnsafeXml as unsafe:
        raise FileRefused(unsafe.sentence) from None
    version = (etree.QName(root).namespace or "").removeprefix(NAMESPACE)
    schema = next((each for each in TAKEN if each.value == version), None)
    if schema is None:
        raise FileRefused(f"the file is none of {', '.join(TAKEN)}")
    problem = why_invalid(root, schema)
    if problem:
        raise FileRefused(f"the file is not valid by the schema: {problem}")
    for element in root.iter():
        element.tag = etree.QName(element).localname
    initiation = root.find("CstmrCdtTrfInitn")
    assert initiation is not None, "the schema asks for it"
    return version, initiation


def _ordered(initiation: etree._Element) -> Iterator[Ordered]:
    for batch in initiation.iterfind("PmtInf"):
        batch_id, debtor_account = batch.findtext("PmtInfId") or "", _account(batch, "DbtrAcct")
        for transfer in batch.iterfind("CdtTrfTxInf"):
            amount = transfer.find("Amt/InstdAmt")
            if amount is None:
                raise FileRefused("amounts must be stated in the currency they are paid in")
            yield Ordered(
                payment_info_id=batch_id,
                instruction_id=transfer.findtext("PmtId/InstrId"),
                end_to_end_id=transfer.findtext("PmtId/EndToEndId") or "",
                amount=Decimal(amount.text or ""),
                currency=amount.get("Ccy") or "",
                debtor_account=debtor_account,
                creditor=transfer.findtext("Cdtr/Nm") or "",
                creditor_account=_account(transfer, "CdtrAcct"),
            )


def _account(parent: etree._Element, name: str) -> str:
    return parent.findtext(f"{name}/Id/IBAN") or parent.findtext(f"{name}/Id/Othr/Id") or ""


def _check_sums(part: etree._Element | None, transfers: tuple[Ordered, ...], what: str) -> None:
    """The bank counts and adds for itself; a file that says otherwise was damaged on the way."""
    assert part is not None, "the schema asks for it"
    count, total = part.findtext("NbOfTxs"), part.findtext("CtrlSum")
    if count is not None and int(count) != len(transfers):
        raise FileRefused(f"{what} says it has {count} transfers, and has {len(transfers)}")
    added = sum((transfer.amount for transfer in transfers), Decimal(0))
    if total is not None and Decimal(total) != added:
        raise FileRefused(f"{what} says it comes to {total}, and comes to {added}")
