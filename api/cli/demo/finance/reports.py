"""The reports of the API as they are at the end of the month: each as a picture with its figures."""

from collections.abc import Sequence
from typing import Any
from xml.etree.ElementTree import Element

from lxml import etree

from api.cli.demo.finance.figures import ReportFigures
from api.cli.demo.finance.reader import Json, Reader
from api.reporting.values import heading

_SVG = "image/svg+xml"
_TOP = 44
"""Where a picture goes on below its title and question, which the page says itself."""


def read_reports(reader: Reader) -> Sequence[ReportFigures]:
    """All of them, in the order of the API; picture and figures are as of the same position."""
    return [_report(reader, each) for each in reader.sees("/v1/reports")["items"]]


def _report(reader: Reader, described: Json) -> ReportFigures:
    path = f"/v1/reports/{described['name']}"
    told = reader.sees(path)
    moment = {"asOf": str(told["asOf"]["position"]), "day": told["asOf"]["day"]}
    columns = [column["name"] for column in described["columns"]]
    return ReportFigures(
        title=described["title"],
        question=described["question"],
        definition=described["definition"],
        columns=[heading(column["name"], column["kind"]) for column in described["columns"]],
        rows=[[_text(row[name]) for name in columns] for row in told["items"]],
        picture=_inside_a_page(reader.shows(path, _SVG, **moment)),
    )


def _text(value: Any) -> str:
    if isinstance(value, dict):
        return f"{value['amount']} {value['currency']}"
    return "" if value is None else str(value)


def _inside_a_page(drawn: str) -> Element:
    """The picture without what a page brings along itself: name space, style sheet, heading and margin."""
    careful = etree.XMLParser(resolve_entities=False, no_network=True)
    picture = _copied(etree.fromstring(drawn.encode(), careful))
    said = picture.findall("text")[:2]
    if said and said[0].get("class") == "heading":
        for each in said:
            picture.remove(each)
        _, _, width, height = (float(each) for each in picture.get("viewBox", "").split())
        picture.set("viewBox", f"0 {_TOP} {width - 40:g} {height - _TOP - 20:g}")
    return picture


def _copied(node: Any) -> Element:
    made = Element(etree.QName(node).localname, {str(k): str(v) for k, v in node.attrib.items()})
    made.text, made.tail = node.text, node.tail
    made.extend(_copied(child) for child in node if etree.QName(child).localname != "style")
    return made
