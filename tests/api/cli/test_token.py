"""Whoever sits at the machine can act for anybody for some minutes, and logs nobody out by it."""

import httpx

from tests.api.cli.command_line import CommandLine, served


def test_a_token_lets_its_bearer_in(
    daybook: CommandLine, tenant: str, environment: dict[str, str]
) -> None:
    token = daybook("token", "ann@example.com")
    assert (token.code, token.out.count("\n")) == (0, 1)
    with served(environment, "--only", "api") as server:
        headers = {"Authorization": f"Bearer {token.out.strip()}"}
        me = httpx.get(f"{server.url}/v1/users/me", headers=headers, timeout=30)
    assert (me.status_code, me.json()["email"]) == (200, "ann@example.com")


def test_a_token_says_how_long_it_is_good_and_whose_it_is(
    daybook: CommandLine, tenant: str
) -> None:
    user = daybook("user", "list", "-o", "json").json[0]["id"]
    by_id = daybook("token", user, "-o", "json").json
    assert (by_id["userId"], by_id["tenantId"], by_id["expiresIn"]) == (user, tenant, 900)


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
