"""A route looks at who asks first, then at the headers, and only then at what is said."""

from typing import Any

import pytest

from api.http.answer import Answer
from api.http.caller import Caller
from api.http.failures import IdempotencyKeyMissing, InvalidRequest, MalformedRequest
from api.http.operation import Gives, Operation
from api.http.resource import Resource
from application.failures import InvalidToken, PermissionDenied
from domain.shared.ids import TenantId, UserId
from domain.shared.message import Message
from tests.api.http.exchanges import exchange

TENANT = TenantId("ten_3f2504e0-4f89-41d3-9a0c-0305e82c3301")
USER = UserId("usr_3f2504e0-4f89-41d3-9a0c-0305e82c3301")
JSON = {"Content-Type": "application/json"}
KEY = {"Idempotency-Key": "k"}


class Said(Message):
    """What the route of the test takes."""

    word: str


def only_route(resource: Resource) -> Operation:
    (found,) = resource.operations
    return found


@pytest.fixture(scope="module")
def paying() -> Operation:
    """A route that must not come without a key."""
    resource = Resource("/v1/test-payments", "Test")

    @resource.payment("POST", "", "suppliers.create", Gives(None))
    async def pay(command: Said) -> Answer:
        """Pay."""
        return Answer(200, command.word.encode())

    return only_route(resource)


def asking(*roles: str, headers: dict[str, str] | None = None, body: bytes = b"{}") -> Any:
    made = exchange("POST", "/v1/test-payments", headers, chunks=(body,))
    if roles:
        made.caller = Caller(TENANT, USER, frozenset(roles), "ann@example.com", "s")
    return made


async def test_nobody_gets_an_answer_about_the_body_before_they_are_known(
    paying: Operation,
) -> None:
    with pytest.raises(InvalidToken):
        await paying.carry_out(asking(body=b"{"), {})
    with pytest.raises(PermissionDenied):
        await paying.carry_out(asking("requester", body=b"{"), {})
    with pytest.raises(IdempotencyKeyMissing):
        await paying.carry_out(asking("buyer", body=b"{"), {})
    with pytest.raises(MalformedRequest):
        await paying.carry_out(asking("buyer", headers={**JSON, **KEY}, body=b"{"), {})
    with pytest.raises(InvalidRequest):
        await paying.carry_out(asking("buyer", headers={**JSON, **KEY}), {})


async def test_a_sound_request_is_carried_out(paying: Operation) -> None:
    sound = asking("buyer", headers={**JSON, **KEY}, body=b'{"word": "done"}')
    answer = await paying.carry_out(sound, {})
    assert (answer.status, answer.body) == (200, b"done")
