"""XML of somebody else, read so that it can do nothing but be read."""

import re

from lxml import etree

MOST_BYTES = 16 * 1024 * 1024
MOST_TAGS = 1_000_000
MOST_DEPTH = 32

_DECLARED = re.compile(r"<\?xml\b[^>]*?\bencoding\s*=\s*[\"']([^\"']*)[\"']")
_LAW_OF_XML = "the file is not well-formed XML"


class UnsafeXml(Exception):
    """The bytes are no XML that we read; `sentence` says why, and repeats nothing of what they hold."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def parsed(xml: bytes) -> etree._Element:
    """The root of a document; raises UnsafeXml.

    It is UTF-8 and declares no document type, so there are no entities to expand and nothing to fetch.
    Whatever slipped through would meet a parser that has entities, network and huge trees switched off.
    """
    _refuse_by_its_text(_decoded(xml))
    try:
        root = etree.fromstring(xml.removeprefix(b"\xef\xbb\xbf"), _parser())
    except etree.XMLSyntaxError as wrong:
        line = wrong.lineno or 1
        raise UnsafeXml(f"{_LAW_OF_XML}; it breaks off at line {line}") from None
    _refuse_depth(root)
    return root


def _decoded(xml: bytes) -> str:
    if not xml.strip():
        raise UnsafeXml("the file is empty")
    if len(xml) > MOST_BYTES:
        raise UnsafeXml(f"the file has more than {MOST_BYTES // 1024 // 1024} MiB")
    try:
        return xml.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise UnsafeXml(f"the file is not UTF-8; byte {wrong.start + 1} is wrong") from None


def _refuse_by_its_text(text: str) -> None:
    declared = _DECLARED.match(text)
    if declared and declared[1].upper() not in ("UTF-8", "UTF8", "US-ASCII", "ASCII"):
        raise UnsafeXml("the file says that it is not UTF-8, which ISO 20022 asks for")
    if text.count("<") > MOST_TAGS:
        raise UnsafeXml(f"the file has more than {MOST_TAGS} tags")
    # Even where it would be harmless, as in a comment: no message of a bank has a reason to hold it.
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise UnsafeXml(
            "the file declares a document type or entities, which no bank's message does"
        )


def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        no_network=True,
        huge_tree=False,
        recover=False,
        remove_comments=True,
        remove_pis=True,
    )


def _refuse_depth(root: etree._Element) -> None:
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > MOST_DEPTH:
            raise UnsafeXml(f"the elements of the file are nested more than {MOST_DEPTH} deep")
