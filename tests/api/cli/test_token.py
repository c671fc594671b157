"""Whoever sits at the machine can act for anybody for some minutes, and logs nobody out by it."""

import getpass

import httpx

from tests.api.cli.command_line import CommandLine, served, until


def test_a_token_lets_its_bearer_in_until_the_user_is_kept_out(
    daybook: CommandLine, tenant: str, environment: dict[str, str]
) -> None:
    daybook("user", "create", "ben@example.com", "--role", "admin", "--name", "Ben")
    token = daybook("token", "ann@example.com")
    assert (token.code, token.out.count("\n")) == (0, 1)
    ann, ben = shows(token.out), shows(daybook("token", "ben@example.com").out)
    with (
        served(environment, "--only", "api") as server,
        httpx.Client(base_url=server.url, timeout=30) as http,
    ):
        me = http.get("/v1/users/me", headers=ann)
        assert (me.status_code, me.json()["email"]) == (200, "ann@example.com")
        path = f"/v1/users/{me.json()['userId']}/deactivate"
        kept_out = http.patch(path, json={}, headers=ben)
        assert kept_out.status_code == 200, kept_out.text
        until(lambda: http.get("/v1/users/me", headers=ann).status_code == 401)


def test_a_token_says_how_long_it_is_good_and_whose_it_is(
    daybook: CommandLine, tenant: str
) -> None:
    user = daybook("user", "list", "-o", "json").json[0]["id"]
    by_id = daybook("token", user, "-o", "json").json
    assert (by_id["userId"], by_id["tenantId"], by_id["expiresIn"]) == (user, tenant, 300)


def test_nobody_gets_no_token(daybook: CommandLine, tenant: str) -> None:
    assert daybook("token", "nobody@example.com").error == "NotFound"
    assert daybook("token", "usr_3f2504e0-4f89-41d3-9a0c-0305e82c3301").error == "NotFound"
    assert daybook("token", "usr_1").code == 2


def test_keys_can_be_changed_while_tokens_of_the_old_one_are_good(
    daybook: CommandLine, tenant: str
) -> None:
    before = daybook("token", "ann@example.com").out
    rotated = daybook("keys", "rotate")
    assert (rotated.code, rotated.out) == (0, "")
    after = daybook("token", "ann@example.com").out
    assert before.partition(".")[0] != after.partition(".")[0]


def test_a_token_is_good_for_minutes_that_nobody_can_make_longer_than_a_log_ins(
    daybook: CommandLine, tenant: str
) -> None:
    longest = daybook("token", "ann@example.com", "--minutes", 15, "-o", "json").json
    assert longest["expiresIn"] == 900
    for minutes in (0, 16):
        assert daybook("token", "ann@example.com", "--minutes", minutes).code == 2


def test_who_got_a_token_for_whom_is_on_record_before_it_is_handed_out(
    daybook: CommandLine, tenant: str
) -> None:
    issued = daybook("token", "ann@example.com", "-o", "json").json
    (event,) = daybook("events", "tail", "-n", "1", "-o", "json").json
    assert event["payload"]["user"] == issued["userId"]
    assert event["metadata"]["operator"].startswith(getpass.getuser())
    assert issued["accessToken"] not in str(event)


def shows(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token.strip()}"}
