"""What the API says of the play afterwards, and whether it is what was played."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from api.cli.complaint import Complaint
from api.cli.demo.client import Json
from api.cli.demo.company import BEN, TOMAS, Person
from api.cli.demo.story import Play

STATUSES = {"Acknowledged": 1, "AwaitingApproval": 1, "Cancelled": 1, "Draft": 1}
REFUSALS = 4
_PAGE = 200


class NotAsPlayed(Complaint):
    """The lists, the history or the log do not say what was played."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything that the picture shows; each part is the answer of a query."""

    orders: Sequence[Json]
    inbox: Sequence[Json]
    inbox_of: Person
    history: Sequence[Json]
    agreed_at: datetime
    then: Json
    now: Json
    changes: Sequence[Json]
    versions: tuple[int, int]
    refusals: Sequence[Json]
    events: Mapping[str, int]
    position: int


def gather(play: Play) -> Evidence:
    """Ask for it all; raises NotAsPlayed when an answer contradicts the play."""
    company, path = play.company, f"/v1/purchase-orders/{play.order}"
    manager, buyer = company[TOMAS], company[BEN]
    assert play.agreed_at is not None
    assert play.asked_for_lamps is not None
    history = manager.sees(f"/v1/streams/{play.order}/events")["items"]
    versions = (play.agreed_version, play.amended_version)
    diff = manager.sees(
        f"/v1/streams/{play.order}/diff", **{"from": str(versions[0]), "to": str(versions[1])}
    )
    events, position = _whole_log(manager)
    evidence = Evidence(
        orders=buyer.sees("/v1/purchase-orders", sort="createdAt")["items"],
        inbox=play.asked_for_lamps.sees("/v1/approvals")["items"],
        inbox_of=play.asked_for_lamps,
        history=history,
        agreed_at=play.agreed_at,
        then=manager.sees(path, asOf=play.agreed_at.isoformat()),
        now=manager.sees(path),
        changes=diff["changes"],
        versions=versions,
        refusals=manager.sees("/v1/audit/refusals", sort="createdAt")["items"],
        events=events,
        position=position,
    )
    verify(evidence)
    return evidence


def _whole_log(reader: Person) -> tuple[Mapping[str, int], int]:
    """How many events of each context's documents there are, and the last position; none is missing."""
    after, kinds = 0, Counter[str]()
    while True:
        page = reader.sees("/v1/events", after=str(after), limit=str(_PAGE))
        positions = [event["position"] for event in page["items"]]
        _expect(
            positions == list(range(after + 1, after + 1 + len(positions))), "a position is missing"
        )
        kinds.update(event["streamType"] for event in page["items"])
        after += len(positions)
        if "nextAfter" not in page:
            return kinds, after


def verify(evidence: Evidence) -> None:
    """Raises NotAsPlayed unless it is what the story says."""
    found = Counter(order["status"] for order in evidence.orders)
    _expect(found == STATUSES, f"the orders are {dict(found)}")
    _expect(len(evidence.inbox) == 2, f"{len(evidence.inbox)} documents wait for an approval")
    _expect(len(evidence.refusals) == REFUSALS, f"{len(evidence.refusals)} attempts were recorded")
    _expect(_total(evidence.then) == "4162.00", "the order was not what it was on Tuesday")
    _expect(_total(evidence.now) == "11722.00", "the order is not what it was amended to")
    changed = {change["path"]: change for change in evidence.changes}
    quantity = changed.get("/lines/0/quantity", {})
    _expect(
        (quantity.get("from"), quantity.get("to")) == ("2", "6"), "the difference is another one"
    )
    versions = [event["version"] for event in evidence.history]
    _expect(versions == list(range(1, evidence.now["version"] + 1)), "the history has a gap")


def _total(order: Json) -> Any:
    return order["totals"]["gross"]["amount"]


def _expect(holds: bool, otherwise: str) -> None:
    if not holds:
        raise NotAsPlayed(otherwise, "this is a fault of daybook, please report it")
