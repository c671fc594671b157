"""The `StatusReports` port: what a bank says in pain.002, whichever version it speaks."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from types import MappingProxyType

from lxml import etree

from application.payments.instructions import Level, StatusEntry, StatusReport
from application.ports.status_reports import MalformedReport
from domain.shared.text import LONGEST_REASON, Text
from infrastructure.bank.hardened import UnsafeXml, parsed
from infrastructure.bank.schema import NAMESPACE, Schema, why_invalid

CHECKED_BY: Mapping[str, Schema] = MappingProxyType(
    {
        "pain.002.001.03": Schema.PAIN_002_03,
        "pain.002.001.10": Schema.PAIN_002_12,
        "pain.002.001.11": Schema.PAIN_002_12,
        "pain.002.001.12": Schema.PAIN_002_12,
        "pain.002.001.13": Schema.PAIN_002_14,
        "pain.002.001.14": Schema.PAIN_002_14,
        "pain.002.001.15": Schema.PAIN_002_15,
    }
)
"""The versions that are read, each with the schema that checks it.

A version without a schema here is checked by its successor's, which only adds optional elements.
"""

_REFERENCE = Text(35)


class PainReports:
    """Reads reports and believes nothing: neither the bytes nor what is in them."""

    def read(self, xml: bytes) -> StatusReport:
        """What the bank says; raises MalformedReport."""
        try:
            root = parsed(xml)
        except UnsafeXml as unsafe:
            raise MalformedReport(unsafe.sentence) from None
        report = _valid(root).find("CstmrPmtStsRpt")
        assert report is not None, "the schema asks for it"
        try:
            return _report(report)
        except (ValueError, OverflowError) as wrong:
            raise MalformedReport(f"the report cannot be used: {_sentence(wrong)}") from None


def _valid(root: etree._Element) -> etree._Element:
    """The document, its elements without their namespace from now on; raises MalformedReport."""
    name = etree.QName(root)
    version = (name.namespace or "").removeprefix(NAMESPACE)
    schema = CHECKED_BY.get(version)
    if name.localname != "Document" or schema is None:
        raise MalformedReport(
            f"the file is no pain.002 of a version that is read: {', '.join(sorted(CHECKED_BY))}"
        )
    problem = _why_invalid(root, f"{NAMESPACE}{version}", schema)
    if problem:
        raise MalformedReport(f"the file is not valid by the schema of {version}: {problem}")
    _rename(root, schema.namespace, "")
    return root


def _why_invalid(root: etree._Element, namespace: str, schema: Schema) -> str:
    if namespace != schema.namespace:
        if any(etree.QName(element).namespace == schema.namespace for element in root.iter()):
            return "it mixes two versions"
        _rename(root, namespace, schema.namespace)
    return why_invalid(root, schema)


def _rename(root: etree._Element, before: str, after: str) -> None:
    for element in root.iter():
        name = etree.QName(element)
        if name.namespace == before:
            element.tag = f"{{{after}}}{name.localname}" if after else name.localname


def _report(report: etree._Element) -> StatusReport:
    return StatusReport(
        message_id=_text(report, "GrpHdr/MsgId") or "",
        created_at=_moment(_text(report, "GrpHdr/CreDtTm") or ""),
        original_message_id=_text(report, "OrgnlGrpInfAndSts/OrgnlMsgId") or "",
        entries=tuple(_entries(report)),
    )


def _entries(report: etree._Element) -> Iterator[StatusEntry]:
    for group in report.iterfind("OrgnlGrpInfAndSts"):
        yield _entry(Level.GROUP, group, "GrpSts")
    for batch in report.iterfind("OrgnlPmtInfAndSts"):
        batch_id = _text(batch, "OrgnlPmtInfId")
        yield _entry(Level.PAYMENT_INFORMATION, batch, "PmtInfSts", batch_id)
        for transfer in batch.iterfind("TxInfAndSts"):
            yield _entry(Level.TRANSACTION, transfer, "TxSts", batch_id)


def _entry(
    level: Level, element: etree._Element, status: str, batch_id: str | None = None
) -> StatusEntry:
    code = _text(element, "StsRsnInf/Rsn/Cd") or _text(element, "StsRsnInf/Rsn/Prtry")
    told = (_clean(line.text) for line in element.iterfind("StsRsnInf/AddtlInf"))
    return StatusEntry(
        level=level,
        payment_info_id=batch_id,
        end_to_end_id=_text(element, "OrgnlEndToEndId"),
        instruction_id=_text(element, "OrgnlInstrId"),
        status=_text(element, status),
        reason_code=code,
        reason_text=" ".join(filter(None, told))[:LONGEST_REASON].strip() or None,
    )


def _text(element: etree._Element, path: str) -> str | None:
    """The text at a path, or None where there is none or nothing but spaces."""
    return _clean(element.findtext(path)) or None


def _clean(text: str | None) -> str:
    """Without characters that do something instead of saying something."""
    line = " ".join((text or "").split())
    while found := _REFERENCE.finds_forbidden(line):
        line = line.replace(found.group(), "")
    return line.strip()


def _moment(text: str) -> datetime:
    """An instant; a bank that names no time zone means UTC."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def _sentence(wrong: Exception) -> str:
    if hasattr(wrong, "errors"):
        first = wrong.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        return f"{place} {str(first['msg']).removeprefix('Value error, ')}"
    return str(wrong)
