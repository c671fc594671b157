"""XML that would do harm is refused before any parser could do what it asks for."""

import socket
from pathlib import Path

import pytest

from application.ports.status_reports import MalformedReport
from infrastructure.bank.hardened import MOST_BYTES, MOST_DEPTH, MOST_TAGS, UnsafeXml, parsed
from infrastructure.bank.pain_002 import PainReports
from tests.infrastructure.bank.reports import report

LAUGHS = "".join(f'<!ENTITY l{number} "{f"&l{number - 1};" * 10}">' for number in range(1, 10))
DECLARATIONS = {
    "billion laughs": f'<!DOCTYPE Document [<!ENTITY l0 "ha">{LAUGHS}]>',
    "quadratic blow-up": f'<!DOCTYPE Document [<!ENTITY l9 "{"a" * 10_000}">]>',
    "file of this machine": '<!DOCTYPE Document [<!ENTITY l9 SYSTEM "file:///etc/passwd">]>',
    "external entity": '<!DOCTYPE Document [<!ENTITY l9 SYSTEM "http://127.0.0.1:9/x">]>',
    "parameter entity": '<!DOCTYPE Document [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x"> %p;]>',
    "external document type": '<!DOCTYPE Document SYSTEM "http://127.0.0.1:9/x.dtd">',
    "public document type": '<!DOCTYPE Document PUBLIC "-//X//EN" "http://127.0.0.1:9/x.dtd">',
    "document type alone": "<!DOCTYPE Document>",
    "default attribute": '<!DOCTYPE Document [<!ATTLIST Document x CDATA "y">]>',
}


def refused(xml: bytes) -> str:
    """The sentence with which bytes are refused."""
    with pytest.raises(UnsafeXml) as found:
        parsed(xml)
    return found.value.sentence


@pytest.mark.parametrize("declared", DECLARATIONS.values(), ids=DECLARATIONS)
def test_a_document_type_is_refused_whatever_it_declares(declared: str) -> None:
    start = '<?xml version="1.0" encoding="UTF-8"?>'
    hostile = report(before=start, after=start + declared).replace(b"closed", b"closed &l9;")
    with pytest.raises(MalformedReport, match="declares a document type or entities"):
        PainReports().read(hostile)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32", "utf-7", "cp037"])
def test_a_document_type_cannot_hide_in_another_encoding(encoding: str) -> None:
    hidden = DECLARATIONS["external entity"] + "<Document>&l9;</Document>"
    refused(hidden.encode(encoding))
    refused(f'<?xml version="1.0" encoding="{encoding}"?>'.encode() + hidden.encode(encoding))


def test_an_entity_that_nobody_declared_is_not_well_formed() -> None:
    assert "not well-formed" in refused(b"<Document>&l9;</Document>")


@pytest.mark.parametrize(
    ("xml", "why"),
    [
        (b"", "empty"),
        (b" \n ", "empty"),
        (b"PK\x03\x04 a zip", "not UTF-8|not well-formed"),
        (b"\x1f\x8b\x08\x00 a gzip", "not UTF-8"),
        (b"<Document>\xff</Document>", "not UTF-8; byte 11"),
        (b"<Document>\xed\xa0\x80</Document>", "not UTF-8"),
        (b'<?xml version="1.0" encoding="ISO-8859-1"?><Document/>', "says that it is not UTF-8"),
        (b'<?xml version="1.0" encoding="nonsense"?><Document/>', "says that it is not UTF-8"),
        (b"<Document>", "not well-formed XML; it breaks off at line 1"),
        (b"<Document>\n<a></b></Document>", "breaks off at line 2"),
        (b"<a/><b/>", "not well-formed"),
        (b"<Document>\x00</Document>", "not well-formed"),
        (b"<Document a='1' a='2'/>", "not well-formed"),
        (b"<x:Document/>", "not well-formed"),
        (b"<html><p>bad gateway<br></html>", "not well-formed"),
        (b'{"json": true}', "not well-formed"),
    ],
)
def test_what_is_no_xml_is_refused_in_a_sentence(xml: bytes, why: str) -> None:
    with pytest.raises(UnsafeXml, match=why):
        parsed(xml)


def test_a_file_may_be_as_long_as_the_limit_and_not_longer() -> None:
    frame = len(b"<D></D>")
    assert parsed(b"<D>" + b"x" * (MOST_BYTES // 2 - frame) + b"</D>").tag == "D"
    assert "more than 16 MiB" in refused(b"<D>" + b"x" * (MOST_BYTES - frame + 1) + b"</D>")


def test_elements_may_be_nested_as_deep_as_the_limit_and_not_deeper() -> None:
    assert parsed(b"<D>" * MOST_DEPTH + b"</D>" * MOST_DEPTH).tag == "D"
    assert "nested" in refused(b"<D>" * (MOST_DEPTH + 1) + b"</D>" * (MOST_DEPTH + 1))
    assert refused(b"<D>" * 100_000 + b"</D>" * 100_000)


def test_there_may_be_only_so_many_tags() -> None:
    assert "tags" in refused(b"<D>" + b"<a/>" * MOST_TAGS + b"</D>")


def test_nothing_is_fetched_whatever_a_file_points_to(tmp_path: Path) -> None:
    schema = tmp_path / "own.xsd"
    schema.write_text("<nonsense/>")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        place = f"http://127.0.0.1:{listener.getsockname()[1]}/x"
        hints = (
            f'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
            f'xsi:schemaLocation="urn:iso:std:iso:20022:tech:xsd:pain.002.001.12 {place}.xsd" '
            f'xsi:noNamespaceSchemaLocation="{schema.as_uri()}"'
        )
        style = f'<?xml-stylesheet href="{place}.xsl" type="text/xsl"?><Document {hints}'
        include = f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{place}"/>'
        pointing = report(before="<Document", after=style)
        assert PainReports().read(pointing).group_status == "PART"
        with pytest.raises(MalformedReport, match="not valid"):
            PainReports().read(report(before="The account", after=include))
        with pytest.raises(BlockingIOError):
            listener.accept()


def test_a_mark_of_byte_order_is_no_part_of_the_text() -> None:
    assert parsed(b"\xef\xbb\xbf<?xml version='1.0' encoding='utf-8'?><D/>").tag == "D"
