"""The `PaymentFiles` port: credit transfers as pain.001.001.09 or .03."""

from collections.abc import Iterable
from datetime import UTC
from decimal import Decimal

from lxml import etree

from application.payments.instructions import (
    Batch,
    PainVersion,
    PaymentInstruction,
    Transfer,
    batches,
)
from application.ports.payment_files import InstructionNotWritable
from domain.shared.bank_account import BankAccount
from domain.shared.decimals import EXACT
from infrastructure.bank.clearing_systems import clearing_member
from infrastructure.bank.elements import Elements, written
from infrastructure.bank.hardened import parsed
from infrastructure.bank.latin import latin
from infrastructure.bank.schema import Schema, why_invalid

LONGEST_NAME = 70
"""What SEPA carries of a name; the schema would let 140 pass, and banks would cut it."""

LONGEST_REMITTANCE = 140
_NOT_PROVIDED = "NOTPROVIDED"


class PainFiles:
    """Writes what a bank can carry out, or nothing at all."""

    def write(self, instruction: PaymentInstruction) -> bytes:
        """A valid file; equal instructions give equal bytes. Raises InstructionNotWritable."""
        schema = Schema(instruction.version.value)
        file = written(_Writer(instruction, schema).document())
        problem = why_invalid(parsed(file), schema)
        if problem:
            raise InstructionNotWritable(f"the file would not be valid: {problem}")
        return file


class _Writer:
    """One document in the making."""

    def __init__(self, instruction: PaymentInstruction, schema: Schema) -> None:
        self._instruction = instruction
        self._is_old = instruction.version is PainVersion.V03
        self._elements = Elements(schema.namespace)
        self._add = self._elements.add

    def document(self) -> etree._Element:
        root = self._elements.root("Document")
        initiation = self._add(root, "CstmrCdtTrfInitn")
        self._header(initiation)
        for batch in batches(self._instruction.message_id, self._instruction.transfers):
            self._batch(self._add(initiation, "PmtInf"), batch)
        return root

    def _header(self, initiation: etree._Element) -> None:
        said = self._instruction
        header = self._add(initiation, "GrpHdr")
        self._add(header, "MsgId", said.message_id)
        moment = said.created_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        self._add(header, "CreDtTm", moment)
        self._sums(header, said.transfers)
        self._add(header, "InitgPty/Nm", _name(said.initiator, "the initiating party"))

    def _sums(self, parent: etree._Element, transfers: Iterable[Transfer]) -> None:
        amounts = [transfer.amount.amount for transfer in transfers]
        self._add(parent, "NbOfTxs", str(len(amounts)))
        self._add(parent, "CtrlSum", f"{_sum(amounts):f}")

    def _batch(self, info: etree._Element, batch: Batch) -> None:
        self._add(info, "PmtInfId", batch.payment_info_id)
        self._add(info, "PmtMtd", "TRF")
        self._sums(info, batch.transfers)
        if batch.sepa:
            self._add(info, "PmtTpInf/SvcLvl/Cd", "SEPA")
        when = "ReqdExctnDt" if self._is_old else "ReqdExctnDt/Dt"
        self._add(info, when, self._instruction.execution_date.isoformat())
        self._add(info, "Dbtr/Nm", _name(batch.debtor.holder, "the holder of the paying account"))
        account = self._account(info, "DbtrAcct", batch.debtor)
        self._add(account, "Ccy", batch.debtor.currency)
        self._bank(self._add(info, "DbtrAgt/FinInstnId"), batch.debtor)
        self._add(info, "ChrgBr", "SLEV" if batch.sepa else "SHAR")
        for transfer in batch.transfers:
            self._transfer(self._add(info, "CdtTrfTxInf"), transfer)

    def _transfer(self, parent: etree._Element, transfer: Transfer) -> None:
        named = self._add(parent, "PmtId")
        self._add(named, "InstrId", transfer.end_to_end_id)
        self._add(named, "EndToEndId", transfer.end_to_end_id)
        amount = self._add(parent, "Amt/InstdAmt", transfer.amount.text)
        amount.set("Ccy", transfer.amount.currency)
        if transfer.creditor.bic is not None or transfer.creditor.bank_code is not None:
            self._bank(self._add(parent, "CdtrAgt/FinInstnId"), transfer.creditor)
        whose = f"the payee of {transfer.end_to_end_id}"
        self._add(parent, "Cdtr/Nm", _name(transfer.creditor_name, whose))
        self._account(parent, "CdtrAcct", transfer.creditor)
        text = remittance_text(transfer.remittance)
        if text:
            self._add(parent, "RmtInf/Ustrd", text)

    def _account(self, parent: etree._Element, name: str, account: BankAccount) -> etree._Element:
        made = self._add(parent, name)
        if account.iban is not None:
            self._add(made, "Id/IBAN", account.iban)
        else:
            self._add(made, "Id/Othr/Id", account.account_number)
        return made

    def _bank(self, institution: etree._Element, account: BankAccount) -> None:
        """The bank by BIC, by its national code, or both; for neither there is an agreed word."""
        member = clearing_member(account)
        if account.bic is not None:
            self._add(institution, "BIC" if self._is_old else "BICFI", account.bic)
        if member is not None:
            named = self._add(institution, "ClrSysMmbId")
            if member.system is not None:
                self._add(named, "ClrSysId/Cd", member.system)
            self._add(named, "MmbId", member.member_id)
        if account.bic is None and member is None:
            self._add(institution, "Othr/Id", _NOT_PROVIDED)


def remittance_text(items: Iterable[str]) -> str:
    """What the supplier reads on the statement, in at most 140 characters.

    Items that do not fit are counted, ``RE-1, RE-2 +17``, rather than cut, as half a number misleads.
    """
    told = [text for text in (latin(item, LONGEST_REMITTANCE) for item in items) if text]
    for shown in range(min(len(told), LONGEST_REMITTANCE), 0, -1):
        left = len(told) - shown
        text = ", ".join(told[:shown]) + (f" +{left}" if left else "")
        if len(text) <= LONGEST_REMITTANCE:
            return text
    return f"{told[0][: LONGEST_REMITTANCE - 8].rstrip('/ ')} +{len(told) - 1}" if told else ""


def _name(name: str, whose: str) -> str:
    text = latin(name, LONGEST_NAME)
    if not text:
        raise InstructionNotWritable(
            f"the name of {whose} has no letter that a bank's file can carry; state it in Latin letters"
        )
    return text


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    total = Decimal(0)
    for amount in amounts:
        total = EXACT.add(total, amount)
    return total
