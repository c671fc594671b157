"""The proof in the report: what was signed of the log, by which key, and how anybody checks it again."""

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from api.charts.markup import Inside, tag
from api.cli.demo.finance.figures import Proof
from api.cli.demo.finance.layout import table
from api.plural import count


def proven(proof: Proof) -> Element:
    """The proof as a table, and the commands that make it again."""
    name, fingerprint, _ = proof.key.split("+", 2)
    inside, export, offline = (tag("code", each) for each in proof.again)
    rows: Sequence[Sequence[Inside]] = (
        ("signed", f"{count(proof.sealed, 'event')} at positions 1 to {proof.sealed:,}"),
        ("root hash", tag("code", proof.root)),
        ("signed at", f"{proof.signed_at:%Y-%m-%d %H:%M:%S %Z}, by the real clock"),
        ("by the key", tag("code", f"{name}, fingerprint {fingerprint}")),
        ("public key", tag("code", proof.key)),
        ("read again", tag("span", f"{count(proof.events, 'event')}, all verified", class_="good")),
        ("verify again", inside),
        ("take it along", export),
        ("verify offline", tag("span", offline, ", with the package cryptography and no Daybook")),
    )
    return table(("the proof", ""), rows)
