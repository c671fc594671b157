"""An answer that the story did not expect ends the play and is shown."""

import httpx
import pytest

from api.cli.demo.cast import INES
from api.cli.demo.client import Connection, UnexpectedAnswer, post
from api.cli.demo.company import Account, Company
from api.cli.demo.narration import Narration

REFUSAL = {"error": "PermissionDenied", "detail": "none of your roles may do this"}


def company(status: int, body: dict[str, str]) -> Company:
    """A company whose server always answers the same."""

    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(status, json=body)

    transport = httpx.MockTransport(answer)
    http = httpx.Client(transport=transport, base_url="http://daybook.example")
    return Company(Connection(http), Narration(), Account("ines@lindau.example", "secret"))


def test_a_command_that_is_refused_where_it_should_not_be_ends_the_play() -> None:
    with pytest.raises(UnexpectedAnswer) as unexpected:
        company(403, REFUSAL).admin.does(post("/v1/users", {}), "lets somebody in")
    assert "POST /v1/users was expected to answer success, but answered 403" in str(
        unexpected.value
    )
    assert unexpected.value.code == 1


@pytest.mark.parametrize(("status", "body"), [(200, {}), (409, REFUSAL), (403, {"error": "Other"})])
def test_a_command_that_is_not_refused_as_it_should_be_ends_the_play(
    status: int, body: dict[str, str]
) -> None:
    with pytest.raises(UnexpectedAnswer):
        company(status, body).admin.is_refused(
            post("/v1/users", {}), "tries", (403, "PermissionDenied")
        )


def test_a_refusal_that_was_expected_is_told_and_remembered(
    capsys: pytest.CaptureFixture[str],
) -> None:
    refused = company(403, REFUSAL)
    refused.admin.is_refused(post("/v1/users", {}), "tries", (403, "PermissionDenied"))
    assert "✗ Ines Calder   tries  403 PermissionDenied" in capsys.readouterr().err
    assert [step.refused for step in refused.narration.steps] == [True]


def test_nobody_who_cannot_log_in_acts() -> None:
    with pytest.raises(UnexpectedAnswer):
        company(401, REFUSAL).admin.log_in()


def test_every_creation_has_a_key_of_its_own_unless_it_is_given_one() -> None:
    one, two = post("/v1/users", {}), post("/v1/users", {})
    assert one.headers["Idempotency-Key"] != two.headers["Idempotency-Key"]
    assert post("/v1/users", {}, Idempotency_Key="k").headers == {"Idempotency-Key": "k"}
    assert INES.address == "ines"
