"""The whole log through the API, and that nothing of it is missing."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from api.cli.complaint import Complaint
from api.cli.demo.finance.figures import Log, Moment
from api.cli.demo.finance.reader import Json, Reader
from api.cli.demo.finance.wording import words

_PAGE = "200"
_PRODUCT = "daybook"


class LogIncomplete(Complaint):
    """A position of the log is missing, or there twice."""


def whole_log(reader: Reader) -> Sequence[Json]:
    """Every event in its order; raises LogIncomplete unless the positions are 1, 2, 3 and so on."""
    events: list[Json] = []
    while True:
        page = reader.sees("/v1/events", after=str(len(events)), limit=_PAGE)
        for event in page["items"]:
            if event["position"] != len(events) + 1:
                raise LogIncomplete(
                    f"position {len(events) + 1} is missing", "daybook doctor, and report it"
                )
            events.append(event)
        if "nextAfter" not in page:
            return events


def life_of(events: Sequence[Json], document: str, people: Mapping[str, str]) -> Sequence[Moment]:
    """Everything that happened to one document; whoever is not among the people is the product itself."""
    return [
        Moment(
            when=datetime.fromisoformat(event["occurredAt"]),
            who=people.get(event["metadata"]["actor"], _PRODUCT),
            what=words(event["type"].rpartition(".")[2]),
            why=_why(event["payload"], people),
        )
        for event in events
        if event["streamId"] == document
    ]


def _why(payload: Json, people: Mapping[str, str]) -> str:
    if payload.get("onBehalfOf"):
        return f"with the level of {people[payload['onBehalfOf']]}"
    return str(payload.get("reason") or payload.get("comment") or "")


def proof(events: Sequence[Json]) -> Log:
    """What is shown of it."""
    return Log(len(events), Counter(event["streamType"] for event in events))
