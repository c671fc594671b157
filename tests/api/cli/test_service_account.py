"""Machines are let in at the machine, by whoever runs the product."""

import httpx

from tests.api.cli.command_line import CommandLine, Ended, served


def account(daybook: CommandLine) -> str:
    """A service account of Bob's."""
    daybook("user", "create", "bob@example.com", "--name", "Bob", "--role", "buyer")
    made = daybook(
        "service-account", "create", "Webshop", "--owner", "bob@example.com", "--role", "buyer",
        "-o", "json",
    )  # fmt: skip
    assert made.code == 0, made.err
    identity: str = made.json["id"]
    return identity


def issued(daybook: CommandLine, account: str, scope: str = "users.read-self") -> Ended:
    """A key of the account."""
    said = ("--name", "Production", "--scope", scope, "-o", "json")
    return daybook("service-account", "issue-key", account, *said)


def test_a_machine_gets_in_with_the_key_it_was_given(
    environment: dict[str, str], daybook: CommandLine, tenant: str
) -> None:
    webshop = account(daybook)
    first, second = (issued(daybook, webshop).json for _ in range(2))
    revoked = daybook("service-account", "revoke-key", webshop, first["keyId"], "-o", "json")
    assert revoked.json["keys"] == [second["keyId"]]
    with served(environment, "--only", "api") as server:
        came = [
            httpx.get(f"{server.url}/v1/users/me", headers={"X-API-Key": each["key"]}, timeout=30)
            for each in (first, second)
        ]
    assert [answer.status_code for answer in came] == [401, 200]
    assert came[1].json()["email"] == "bob@example.com"


def test_machines_are_listed_with_who_answers_for_them(daybook: CommandLine, tenant: str) -> None:
    webshop = account(daybook)
    key = issued(daybook, webshop).json["keyId"]
    disabled = daybook("service-account", "disable", webshop, "--reason", "Odd.", "-o", "json")
    assert disabled.json["status"] == "Disabled"
    assert daybook("service-account", "enable", webshop).code == 0
    (row,) = daybook("service-account", "list", "-o", "json").json
    assert (row["name"], row["roles"], row["keys"]) == ("Webshop", ["buyer"], [key])
    (event,) = daybook("events", "tail", "-n", "1", "-o", "json").json
    assert event["type"] == "identity.service-account.enabled"


def test_what_cannot_be_is_refused_in_words(daybook: CommandLine, tenant: str) -> None:
    webshop = account(daybook)
    create = ("service-account", "create", "Bot", "--owner", "bob@example.com")
    assert daybook(*create, "--role", "treasurer").error == "RolesBeyondOwner"
    assert daybook(*create, "--role", "king").code == 2
    nobody = (*create[:3], "--owner", "nobody@example.com", "--role", "buyer")
    assert daybook(*nobody).error == "NotFound"
    assert issued(daybook, webshop, "invoices.raed").error == "UnknownScope"
    assert issued(daybook, webshop, "Everything").code == 2
    missing = webshop[:-4] + "0000"
    assert issued(daybook, missing).error == "DocumentNotFound"
