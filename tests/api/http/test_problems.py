"""Whatever can go wrong has one status and one documented name."""

import re

import orjson
import pytest

from api.http import failures, problems
from api.http.app import operations
from api.http.failures import Fault, InvalidRequest, MethodNotAllowed, TooManyRequests
from application.failures import Failure, InvalidToken
from application.ports.event_store import StoreOverloaded, StoreUnavailable
from application.ports.read_models import InvalidPageQuery
from domain.shared.refusal import InvalidStateTransition, Refused
from infrastructure.event_store.catalogue import domain_deciders
from tests.api.http.exchanges import exchange

operations()
domain_deciders()


def every_kind(parent: type[Exception]) -> list[type[Exception]]:
    found = [parent]
    for child in parent.__subclasses__():
        found += every_kind(child)
    return [kind for kind in found if not kind.__module__.startswith("tests.")]


KINDS = [*every_kind(Refused)[1:], *every_kind(Failure)[1:]]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: str(kind.__name__))
def test_every_refusal_and_failure_has_a_status_and_an_address(kind: type[Exception]) -> None:
    status = problems.status_of(kind)
    assert status is not None
    assert 400 <= status <= 503
    assert re.fullmatch(r"/problems/[a-z]+(-[a-z]+)*", problems.type_of(kind.__name__))


def test_no_two_problems_share_an_address() -> None:
    names = {kind.__name__ for kind in KINDS}
    assert len({problems.type_of(name) for name in names}) == len(names)


def test_the_failures_of_the_http_side_are_all_in_the_table() -> None:
    own = {
        kind
        for kind in vars(failures).values()
        if isinstance(kind, type) and issubclass(kind, Failure) and kind is not Failure
    }
    assert own <= set(problems.STATUSES)


def test_facts_are_told_in_camel_case_and_never_in_place_of_the_problem_itself() -> None:
    class Lying(Failure):
        pass

    lying = Lying("detail", status=200, request_id="x", expected_version=3, nothing=None)
    document = orjson.loads(problems.problem(exchange(), lying).body)
    assert document["status"] == 500
    assert document["requestId"] != "x"
    assert document["expectedVersion"] == 3
    assert "nothing" not in document


def test_a_refusal_tells_its_rule_and_its_facts() -> None:
    refusal = InvalidStateTransition("purchase-order", "Draft", "issue", ["submit"])
    answer = problems.problem(exchange(path="/v1/x"), refusal)
    document = orjson.loads(answer.body)
    assert answer.status == 409
    assert document["type"] == "/problems/invalid-state-transition"
    assert document["instance"] == "/v1/x"
    assert document["currentState"] == "Draft"
    assert document["allowedCommands"] == ["submit"]
    assert document["rule"] == "InvalidStateTransition"


@pytest.mark.parametrize(
    ("failure", "header"),
    [
        (TooManyRequests("user", 2.3), (b"retry-after", b"3")),
        (MethodNotAllowed("PUT", ["GET", "HEAD"]), (b"allow", b"GET, HEAD")),
        (InvalidToken(), (b"www-authenticate", b'Bearer realm="daybook"')),
        (failures.ServiceOverloaded(1.0), (b"retry-after", b"1")),
    ],
)
def test_a_problem_brings_the_header_that_its_status_calls_for(
    failure: Failure, header: tuple[bytes, bytes]
) -> None:
    assert header in problems.problem(exchange(), failure).headers


@pytest.mark.parametrize(
    ("raised", "status"),
    [
        (StoreOverloaded(1.0), 503),
        (StoreUnavailable(), 503),
        (InvalidPageQuery("sort", "is not one of this list"), 422),
        (InvalidRequest([Fault("/x", "is wrong")]), 422),
    ],
)
def test_failures_of_the_ports_are_known_too(raised: Exception, status: int) -> None:
    known = problems.known(raised)
    assert known is not None
    assert problems.status_of(type(known)) == status


def test_what_nobody_expected_is_not_explained_to_the_caller() -> None:
    assert problems.known(ValueError("secret")) is None
    answer = problems.problem(exchange(), failures.InternalError())
    assert answer.status == 500
    assert b"secret" not in answer.body
