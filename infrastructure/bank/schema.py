"""The official schemas, and what they say of a document."""

from enum import StrEnum
from functools import cache
from importlib.resources import files

from lxml import etree

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:"
_MOST_WORDS = 300


class Schema(StrEnum):
    """The schemas that are here, by the message they describe."""

    PAIN_001_03 = "pain.001.001.03"
    PAIN_001_09 = "pain.001.001.09"
    PAIN_002_03 = "pain.002.001.03"
    PAIN_002_12 = "pain.002.001.12"
    PAIN_002_14 = "pain.002.001.14"
    PAIN_002_15 = "pain.002.001.15"

    @property
    def namespace(self) -> str:
        """The namespace of every element of the message."""
        return f"{NAMESPACE}{self.value}"


def why_invalid(document: etree._Element, schema: Schema) -> str:
    """The first thing that the schema objects to, in its own words; empty when the document is valid."""
    # Compiled anew in 3 ms, because a compiled schema keeps the errors of whoever used it last.
    compiled = etree.XMLSchema(etree.XML(_text(schema)))
    try:
        compiled.assertValid(document)
    except etree.DocumentInvalid as wrong:
        words = " ".join(str(wrong).replace(f"{{{schema.namespace}}}", "").split())
        return words[:_MOST_WORDS]
    return ""


@cache
def _text(schema: Schema) -> bytes:
    return files("infrastructure.bank.schemas").joinpath(f"{schema.value}.xsd").read_bytes()
