"""People are let into a tenant and listed at the machine."""

import psycopg

from tests.api.cli.command_line import CommandLine
from tests.cluster import Database


def test_a_user_is_let_in_and_listed_at_once(daybook: CommandLine, tenant: str) -> None:
    roles = ("--role", "buyer", "--role", "approver")
    let_in = daybook(
        "user", "create", "bob@example.com", "--name", "Bob", *roles, "--level", "L2", "-o", "json"
    )
    assert let_in.code == 0, let_in.err
    assert let_in.json["roles"] == ["buyer", "approver"]
    assert len(let_in.json["password"]) >= 16
    listed = daybook("user", "list", "-o", "json").json
    assert [(row["name"], row["approvalLevel"]) for row in listed] == [
        ("Administrator", None),
        ("Bob", "L2"),
    ]


def test_who_is_invited_is_told_no_password_and_gets_a_mail(
    daybook: CommandLine, tenant: str, database: Database
) -> None:
    invited = daybook(
        "user", "invite", "bob@example.com", "--name", "Bob", "--role", "buyer", "-o", "json"
    )
    assert (invited.code, invited.json["status"]) == (0, "Active"), invited.err
    assert "password" not in invited.json
    with psycopg.connect(database.administrator_dsn) as connection:
        waiting = connection.execute("SELECT kind, email FROM daybook.letters").fetchall()
    assert waiting == [("invitation", "bob@example.com")]
    again = daybook("user", "invite", "ann@example.com", "--name", "Ann", "--role", "buyer")
    assert (again.code, again.error) == (1, "EmailTaken")


def test_a_user_who_acts_at_the_machine_is_named_in_the_log(
    daybook: CommandLine, tenant: str
) -> None:
    daybook("user", "create", "bob@example.com", "--name", "Bob", "--role", "buyer")
    (event,) = daybook("events", "tail", "-n", "1", "-o", "json").json
    assert event["type"] == "identity.user.registered"
    assert event["metadata"]["client"] == "daybook command line"
    assert "@" in event["metadata"]["operator"]


def test_who_may_not_be_is_not_let_in(daybook: CommandLine, tenant: str) -> None:
    wrong = {
        ("--role", "king"): (2, "InvalidValue"),
        ("--role", "buyer", "--level", "L9"): (2, "InvalidValue"),
        ("--role", "buyer", "--level", "L1"): (1, "LevelWithoutApprovingRole"),
        ("--role", "platform_admin"): (1, "PlatformRoleOutsidePlatform"),
        ("--role", "supplier"): (1, "SupplierUserMismatch"),
    }
    for asked, expected in wrong.items():
        refused = daybook("user", "create", "bob@example.com", "--name", "Bob", *asked)
        assert (refused.code, refused.error) == expected, asked
    assert len(daybook("user", "list", "-o", "json").json) == 1
