"""The whole log through the API, and that nothing of it is missing."""

from collections import Counter
from collections.abc import Sequence

from api.cli.complaint import Complaint
from api.cli.demo.finance.figures import Log
from api.cli.demo.finance.reader import Json, Reader

_PAGE = "200"


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


def proof(events: Sequence[Json]) -> Log:
    """What is shown of it."""
    return Log(len(events), Counter(event["streamType"] for event in events))
