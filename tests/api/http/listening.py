"""Reading a live stream as a program would."""

from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import orjson

from tests.api.http.company import Json, Person


@contextmanager
def listening(
    person: Person, path: str = "/v1/events/stream", **headers: str
) -> Iterator[Iterator[Json]]:
    """The events of a live stream as they come, each with its id and name."""
    sent = {"Authorization": f"Bearer {person.token}", **headers}
    with (
        httpx.Client(base_url=person.house.url, timeout=30.0) as http,
        http.stream("GET", path, headers=sent) as response,
    ):
        assert response.status_code == 200
        assert response.headers["Content-Type"].startswith("text/event-stream")
        yield _events(response)


def _events(response: httpx.Response) -> Iterator[Json]:
    fields: Json = {}
    for text in response.iter_lines():
        if not text and "data" in fields:
            yield fields | {"data": orjson.loads(fields["data"])}
        if not text:
            fields = {}
        else:
            name, _, value = text.partition(": ")
            fields[name] = value
