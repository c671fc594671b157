"""The picture at the end: what was bought, what waits, what happened, who was stopped."""

import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from rich.columns import Columns
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from api.cli.demo.client import Json
from api.cli.demo.company import PRODUCT, ZONE
from api.cli.demo.evidence import Evidence

_WIDTH = 110
_COLOURS = {
    "Acknowledged": "green",
    "AwaitingApproval": "yellow",
    "ManagerReview": "yellow",
    "Cancelled": "red",
    "Disputed": "red",
    "Draft": "cyan",
}
_DIFFERENCES = {
    "/revision": "revision",
    "/lines/0/quantity": "quantity, line 1",
    "/lines/0/net/amount": "net, line 1",
    "/totals/gross/amount": "total",
    "/approval/requiredLevel": "level due",
}

_WRAPPING = frozenset({"why", "which rule", "what"})

Names = Mapping[str, str]


def screen() -> Console:
    """Standard output: as wide as the terminal, but not so wide that lines are hard to follow."""
    console = Console(highlight=False)
    console.width = min(console.width, _WIDTH + 10) if sys.stdout.isatty() else _WIDTH
    return console


def picture(evidence: Evidence, names: Names) -> RenderableType:
    """All of it, for a console to print."""
    return Group(
        *_part("Purchase orders", _orders(evidence.orders, names)),
        *_part(f"Waiting for {evidence.inbox_of.name}", _inbox(evidence.inbox, names)),
        *_part("The life of one order", _history(evidence.history, names)),
        *_part("The same order then and now", _then_and_now(evidence, names)),
        *_part("Attempts that were refused, and recorded", _refusals(evidence.refusals, names)),
        *_part("The log", _log(evidence)),
    )


def _part(title: str, content: RenderableType) -> tuple[RenderableType, RenderableType]:
    return Text(f"\n{title}", style="bold"), Padding(content, (0, 0, 0, 2), expand=False)


def _orders(orders: Sequence[Json], names: Names) -> Table:
    table = _table("order", "supplier", "status", "total>", "", "rev.>")
    for order in orders:
        table.add_row(
            _short(order["id"]),
            names[order["supplierId"]],
            _status(order["status"]),
            _amount(order["total"]),
            order["total"]["currency"],
            str(order["revision"]),
        )
    return table


def _inbox(inbox: Sequence[Json], names: Names) -> Table:
    table = _table("document", "what", "from", "total>", "", "level", "since")
    for item in inbox:
        table.add_row(
            _short(item["id"]),
            item["justification"] or names[item["supplierId"]],
            names[item["createdBy"]],
            _amount(item["total"]),
            item["total"]["currency"],
            item["requiredLevel"],
            _time(item["waitingSince"]),
        )
    return table


def _history(history: Sequence[Json], names: Names) -> Table:
    table = _table("version>", "when", "who", "what", "why")
    versions = {event["eventId"]: event["version"] for event in history}
    for event in history:
        metadata, payload = event["metadata"], event["payload"]
        who = names.get(metadata["actor"], PRODUCT)
        what = event["type"].rpartition(".")[2].replace("-", " ")
        table.add_row(
            str(event["version"]),
            _time(event["occurredAt"]),
            Text(who, style="magenta" if who == PRODUCT else ""),
            Text(what, style=_colour_of(what)),
            _why(payload, versions.get(metadata.get("causationId", "")), names),
        )
    return table


def _why(payload: Json, cause: int | None, names: Names) -> str:
    if cause is not None:
        return f"follows from version {cause}"
    if payload.get("onBehalfOf"):
        return f"with the level of {names[payload['onBehalfOf']]}"
    return str(payload.get("reason") or payload.get("comment") or "")


def _then_and_now(evidence: Evidence, names: Names) -> RenderableType:
    facts = _table("", f"{evidence.agreed_at:%a %-d %b, %H:%M}>", "now>")
    rows: Sequence[tuple[str, Any, Any]] = [
        ("status", evidence.then["status"], evidence.now["status"]),
        ("total", _gross(evidence.then), _gross(evidence.now)),
        ("approved by", _approver(evidence.then, names), _approver(evidence.now, names)),
    ]
    for row in rows:
        facts.add_row(*row)
    first, last = evidence.versions
    changes = _table(f"version {first} to {last}", "from>", "to>")
    shown = {change["path"]: change for change in evidence.changes}
    for path, label in _DIFFERENCES.items():
        changes.add_row(label, *(_value(shown[path].get(side)) for side in ("from", "to")))
    return Columns((facts, changes), padding=(0, 4))


def _refusals(refusals: Sequence[Json], names: Names) -> Table:
    table = _table("who", "tried to", "on", "which rule")
    for refusal in refusals:
        table.add_row(
            names[refusal["actor"]],
            Text(refusal["command"].replace("-", " "), style="red"),
            _short(refusal["documentId"]),
            refusal["detail"].rstrip("."),
        )
    return table


def _log(evidence: Evidence) -> RenderableType:
    most = max(evidence.events.values())
    bars = _table("kind of document", "events>", "")
    for kind, count in sorted(evidence.events.items(), key=lambda item: -item[1]):
        bars.add_row(kind, str(count), Text("█" * max(1, round(count / most * 40)), style="blue"))
    return Group(
        bars,
        Text(f"{evidence.position} events at positions 1 to {evidence.position}, none missing"),
    )


def _table(*headings: str) -> Table:
    """Columns by their headings; one that ends in > is aligned to the right."""
    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    for heading in headings:
        right = heading.endswith(">")
        wraps = heading in _WRAPPING
        table.add_column(
            heading.rstrip(">"), justify="right" if right else "left", no_wrap=not wraps
        )
    return table


def _status(status: str) -> Text:
    return Text(status, style=_COLOURS.get(status, ""))


def _colour_of(what: str) -> str:
    if what in ("disputed", "cancelled", "rejected"):
        return "red"
    return "yellow" if what == "reapproval required" else "green" if what == "approved" else ""


def _amount(money: Json) -> str:
    whole, _, fraction = str(money["amount"]).partition(".")
    return f"{int(whole):,}" + (f".{fraction}" if fraction else "")


def _gross(order: Json) -> str:
    gross = order["totals"]["gross"]
    return f"{_amount(gross)} {gross['currency']}"


def _approver(order: Json, names: Names) -> str:
    given = order["approval"]["approvals"][-1]
    holder = given["onBehalfOf"]
    return names[given["approver"]] + (f" for {names[holder]}" if holder else "")


def _value(value: Any) -> str:
    text = str(value)
    return _amount({"amount": text}) if text.replace(".", "", 1).isdigit() else text


def _short(stream_id: str) -> str:
    return stream_id[: stream_id.index("_") + 9]


def _time(instant: str) -> str:
    return f"{datetime.fromisoformat(instant).astimezone(ZONE):%a %-d %b %H:%M}"
