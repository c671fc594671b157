"""Personal data is shown, erased, and erased again after a restore, from the command line."""

from pathlib import Path

import psycopg

from api.bootstrap import Daybook
from api.cli.workplace import as_operator, tenant_of_document, work
from domain.identity.user.commands import Deactivate
from domain.shared.ids import UserId
from tests.api.cli.command_line import CommandLine, execute
from tests.cluster import Database

_STRANGER = "usr_3f2504e0-4f89-41d3-9a0c-0305e82c3309"


def _registered(daybook: CommandLine) -> str:
    made = daybook(
        "user",
        "create",
        "cara@example.com",
        "--name",
        "Cara Canary",
        "--role",
        "buyer",
        "-o",
        "json",
    )
    return str(made.json["id"])


def _destroyed(database: Database) -> set[str]:
    with psycopg.connect(database.administrator_dsn) as connection:
        rows = connection.execute(
            "SELECT subject_id FROM daybook.subject_keys WHERE wrapped IS NULL"
        ).fetchall()
    return {row[0] for row in rows}


def deactivate(user: str) -> None:
    """Keep somebody out, as an administrator would over HTTP."""

    async def task(daybook: Daybook) -> None:
        owner = await tenant_of_document(daybook, "", UserId(user))
        await daybook.registration.deactivate(as_operator(owner), UserId(user), Deactivate())

    work(task)


def test_what_is_kept_of_somebody_is_told_and_nobody_active_is_erased(
    daybook: CommandLine, tenant: str
) -> None:
    user = _registered(daybook)
    shown = daybook("privacy", "show", user)
    values = {one["field"]: one["value"] for one in shown.json["documents"][0]["values"]}
    assert values == {"/email": "cara@example.com", "/name": "Cara Canary"}
    refused = daybook("privacy", "erase", user, "--reason", "Asked for it.")
    assert (refused.code, refused.error) == (4, "InvalidStateTransition")
    assert daybook("privacy", "show", tenant).code == 2
    assert daybook("privacy", "show", _STRANGER).error == "NotFound"


def test_a_master_key_is_replaced_and_everything_stays_readable(
    daybook: CommandLine, tenant: str, environment: dict[str, str]
) -> None:
    user = _registered(daybook)
    assert "2 keys" in daybook("keys", "rotate-master").err
    folder = Path(environment["DAYBOOK_HOME"]) / "keys" / "master"
    (folder / "0001.key").unlink()
    assert "Cara Canary" in daybook("user", "list").out
    assert daybook("replay", "--all").code == 0
    (folder / "0002.key").unlink()
    lost = daybook("privacy", "show", user)
    assert lost.code == 5
    assert "master key" in lost.err


def test_an_erasure_is_carried_out_without_a_server_and_again_after_a_restore(
    daybook: CommandLine, tenant: str, database: Database, tmp_path: Path
) -> None:
    cara = _registered(daybook)
    ben = daybook(
        "user", "create", "ben@example.com", "--name", "Ben", "--role", "buyer", "-o", "json"
    ).json["id"]
    execute(database, "CREATE TABLE public.backup AS SELECT * FROM daybook.subject_keys")
    for user in (cara, ben):
        deactivate(user)
    erased = daybook("privacy", "erase", cara, "--reason", "Asked for it.", "-o", "json")
    assert (erased.code, erased.json["status"]) == (0, "Completed"), erased.err
    assert daybook("privacy", "show", cara).json["documents"][0]["values"][0]["value"] != "Cara"

    execute(database, "DELETE FROM daybook.subject_keys")
    execute(database, "INSERT INTO daybook.subject_keys SELECT * FROM public.backup")
    assert "Cara Canary" in daybook("privacy", "show", cara).out, "the backup brought her back"
    gone = tmp_path / "gone"
    gone.write_text(f"{cara}\n{ben}\n{_STRANGER}\n")
    again = daybook("privacy", "reapply", "--subjects", gone, "-o", "json")
    assert again.code == 1
    problems = {row["subjectId"]: row["problem"].partition(":")[0] for row in again.json}
    assert problems == {cara: "", ben: "", _STRANGER: "NotFound"}
    assert _destroyed(database) == {cara, ben}
    assert "Canary" not in daybook("privacy", "show", cara).out
    assert daybook("replay", "--all", "--check").code == 0
