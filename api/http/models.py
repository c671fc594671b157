"""What answers look like that are not documents, for the OpenAPI document and for generated clients."""

from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, JsonValue
from pydantic.alias_generators import to_camel

Row = TypeVar("Row")


class Wire(BaseModel):
    """A JSON object in camelCase."""

    model_config = ConfigDict(
        frozen=True,
        alias_generator=to_camel,
        validate_by_name=True,
        validate_by_alias=True,
        defer_build=True,
    )


class FaultModel(Wire):
    """One thing wrong with a request."""

    pointer: str = Field(description="JSON Pointer to the place within the part.")
    message: str
    in_: str = Field(alias="in", description="body, query, path or header")


class Problem(Wire):
    """RFC 9457, with the typed name of the problem and the facts that help to act on it."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(description="Where the problem is documented.")
    title: str
    status: int
    detail: str
    instance: str = Field(description="The address that was asked for.")
    error: str = Field(description="The typed name, for programs.")
    request_id: str = Field(alias="requestId")
    errors: list[FaultModel] | None = Field(None, description="What is wrong where; with 422.")


class ProblemType(Wire):
    """What a problem means, whichever request it answers."""

    type: str
    title: str
    status: int
    error: str
    meaning: str


class ProblemTypes(Wire):
    """Every problem that there is."""

    items: list[ProblemType]


class AllowedCommand(Wire):
    """What the caller could do next; with no `refusedBy` nothing known now speaks against it."""

    name: str
    refused_by: list[str] = Field(description="The rules that would refuse it already now.")


class PageOf(Wire, Generic[Row]):
    """One page of a list."""

    items: list[Row]
    next_cursor: str | None = Field(None, description="Absent on the last page.")
    total: int | None = Field(None, description="Only with include=total.")


class EventModel(Wire):
    """An event as the log holds it."""

    position: int
    stream_id: str
    stream_type: str
    version: int
    event_id: UUID
    type: str
    schema_version: int
    payload: dict[str, JsonValue]
    metadata: dict[str, str]
    occurred_at: datetime
    recorded_at: datetime
    leaf_hash: str


class EventPage(Wire):
    """Events in the order of the log."""

    items: list[EventModel]
    next_after: int | None = Field(None, description="Absent when these were the last.")


class Change(Wire):
    """One value that differs; without `from` it is new, without `to` it is gone."""

    path: str = Field(description="JSON Pointer into the document.")
    from_: Any = Field(None, alias="from")
    to: Any = None


class Diff(Wire):
    """What changed in a document from one version to another."""

    id: str
    from_: int = Field(alias="from")
    to: int
    changes: list[Change]


class RuleModel(Wire):
    """A named rule and the refusal that it leads to."""

    name: str
    sentence: str
    refusal: str


class Transition(Wire):
    """In state `from`, the command leads by the event to state `to`, if the rules hold."""

    from_: str | None = Field(alias="from", description="null before the document exists")
    command: str
    event: str
    to: str
    rules: list[RuleModel]


class StateMachine(Wire):
    """A transition table."""

    name: str
    states: list[str]
    transitions: list[Transition]


class StateMachines(Wire):
    """Every transition table of the product."""

    items: list[StateMachine]


class Health(Wire):
    """The process serves."""

    status: str


class Part(Wire):
    """One thing that readiness depends on."""

    name: str
    problem: str | None = None


class Readiness(Wire):
    """Whether requests should come, and which part says no."""

    status: str
    checks: list[Part]
