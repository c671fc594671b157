"""An auditor at the machine: verifies, keeps checkpoints, and takes logs away that others verify."""

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.api.cli.command_line import CommandLine, Ended, execute, served
from tests.cluster import Database

_UNGUARDED = "ALTER TABLE daybook.events DISABLE TRIGGER USER;"
_ALTER = f"""
    {_UNGUARDED}
    UPDATE daybook.events SET payload = payload || '{{"name": "Mine"}}' WHERE position = 2
"""


def verifier(export: Path, *arguments: object) -> Ended:
    """The verifier that came with an export, in a Python without the product."""
    script = export / "daybook_verify.py"
    if export.suffix == ".zip":
        script = export.with_suffix("")
        script.mkdir(exist_ok=True)
        with zipfile.ZipFile(export) as pack:
            script = Path(pack.extract("daybook_verify.py", script))
    done = subprocess.run(
        [sys.executable, "-I", script, export, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        cwd=export.parent,
    )
    return Ended(done.returncode, done.stdout, done.stderr)


def test_a_log_verifies_and_says_how_far_it_is_signed(daybook: CommandLine, tenant: str) -> None:
    note = daybook("audit", "checkpoint").out
    assert note.startswith(f"daybook/{tenant}\n")
    found = daybook("audit", "verify", "--no-read-models", "-o", "json")
    (log,) = [row for row in found.json if row["tenantId"] == tenant]
    events = int(note.splitlines()[1])
    assert (found.code, log["events"], log["sealed"], log["problems"]) == (0, events, events, [])
    assert "events of 1 log verified" in found.err
    assert tenant in daybook("audit", "verify", "--no-read-models").out


def test_an_altered_event_is_named(
    daybook: CommandLine, tenant: str, database: Database, tmp_path: Path
) -> None:
    daybook("audit", "checkpoint")
    execute(database, _ALTER)
    found = daybook("audit", "verify", "-o", "csv")
    assert (found.code, found.error) == (3, "NotVerified")
    assert f"{tenant},2,,the row is not the one that was recorded" in found.out
    assert f"{tenant} at 2" in found.err
    exported = daybook("audit", "export", tmp_path / "export")
    assert (exported.code, exported.error) == (1, "LogDamaged")


def test_an_edited_projection_is_found(
    daybook: CommandLine, tenant: str, environment: dict[str, str], database: Database
) -> None:
    with served(environment):
        assert daybook("audit", "verify").code == 0
        execute(
            database,
            "UPDATE projections.tenants SET document = replace(document::text, 'Acme', 'Mine')::json",
        )
        found = daybook("audit", "verify", "-o", "json")
    assert found.code == 3
    ((problem,),) = [row["problems"] for row in found.json if row["problems"]]
    assert (problem["id"], problem["path"], problem["projected"]) == (tenant, "/name", "Mine")
    assert (problem["table"], problem["column"]) == ("tenants", "document")


def test_a_checkpoint_that_was_kept_binds_a_log_that_was_made_anew(
    daybook: CommandLine, tenant: str, database: Database, tmp_path: Path
) -> None:
    kept = tmp_path / "kept"
    kept.write_text(daybook("audit", "checkpoint").out)
    assert daybook("audit", "verify", "--no-read-models", "--note", kept).code == 0
    execute(
        database,
        f"""
        {_UNGUARDED}
        TRUNCATE daybook.log_trees;
        ALTER TABLE daybook.tree_tiles DISABLE TRIGGER USER;
        ALTER TABLE daybook.tree_checkpoints DISABLE TRIGGER USER;
        TRUNCATE daybook.tree_tiles, daybook.tree_checkpoints;
        DELETE FROM daybook.events WHERE position > 1;
        UPDATE daybook.log_heads SET position = 1;
        """,
    )
    assert daybook("audit", "verify", "--no-read-models").code == 0
    found = daybook("audit", "verify", "--no-read-models", "--note", kept)
    assert found.code == 3
    assert "a note that was kept" in found.out


def test_a_note_or_key_that_is_none_is_wrong_usage(
    daybook: CommandLine, tenant: str, tmp_path: Path
) -> None:
    (tmp_path / "kept").write_text("something else")
    assert daybook("audit", "verify", "--note", tmp_path / "kept").code == 2
    assert daybook("audit", "verify", "--key", f"daybook/{tenant}+00+AA==").code == 2


def test_an_export_verifies_without_the_product(
    daybook: CommandLine, tenant: str, tmp_path: Path
) -> None:
    folder = tmp_path / "export"
    (key,) = daybook("audit", "keys").out.split()
    assert daybook("audit", "export", folder).code == 0
    assert verifier(folder, "--key", key).out.startswith("verified: ")
    assert "key of the export itself" in verifier(folder).err
    assert daybook("audit", "export", folder).error == "WrongUsage"
    stranger = "daybook/x+f0a1dd9d+AdWYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="
    assert verifier(folder, "--key", stranger).code == 1
    lines = (folder / "events.jsonl").read_bytes().splitlines(keepends=True)
    lines[1] = lines[1].replace(b'"version":1', b'"version":7')
    (folder / "events.jsonl").write_bytes(b"".join(lines))
    refused = verifier(folder, "--key", key)
    assert (refused.code, refused.out) == (1, "")
    assert "NOT VERIFIED: an event from 1 to" in refused.err


def test_a_log_verifies_by_the_first_key_after_others_have_signed(
    daybook: CommandLine, tenant: str, tmp_path: Path
) -> None:
    folder = tmp_path / "export"
    (first,) = daybook("audit", "keys").out.split()
    assert "a new key signs" in daybook("audit", "rotate-key").err
    daybook("user", "create", "ben@example.com", "--name", "Ben", "--role", "buyer")
    assert daybook("audit", "checkpoint").code == 0
    newest, oldest = daybook("audit", "keys", "-o", "json").json
    assert (oldest["key"], oldest["until"], oldest["handover"]) == (first, newest["since"], None)
    assert newest["handover"].startswith(f"daybook/{tenant}\nnext key\n{newest['key']}\n")
    for key in (first, f"{first}\n{newest['key']}"):
        assert daybook("audit", "verify", "--no-read-models", "--key", key).code == 0
    assert daybook("audit", "export", folder).code == 0
    assert verifier(folder, "--key", first).out.startswith("verified: ")
    assert verifier(folder, "--key", newest["key"]).code == 1, "it did not sign the first"
    (folder / "handovers.jsonl").write_text("")
    assert "is not signed with the key" in verifier(folder, "--key", first).err


def test_an_evidence_pack_has_the_same_bytes_whenever_it_is_made(
    daybook: CommandLine, tenant: str, tmp_path: Path
) -> None:
    first, again, whole = (tmp_path / f"{name}.zip" for name in ("first", "again", "whole"))
    assert daybook("audit", "pack", tenant, "-f", first).code == 0
    daybook("user", "create", "ben@example.com", "--name", "Ben", "--role", "buyer")
    assert daybook("audit", "pack", tenant, "-f", again).code == 0
    assert first.read_bytes() == again.read_bytes()
    verified = verifier(first)
    assert (verified.code, verified.out[:19]) == (0, "verified: 1 events ")
    period = ("--from", "2020-01-01T00:00:00Z", "--to", "2100-01-01T00:00:00Z")
    assert daybook("audit", "pack", *period, "-f", whole).code == 0
    assert verifier(whole).code == 0
    with zipfile.ZipFile(whole) as pack:
        told = pack.read("timeline.txt").decode()
        assert "identity.tenant.opened" in told
        assert "(personal, sealed)" in told
        manifest = json.loads(pack.read("manifest.json"))
    assert manifest["origin"] == f"daybook/{tenant}"
    altered = tmp_path / "altered.zip"
    _altered(whole, altered)
    assert "the event at 1 is not the one that was signed" in verifier(altered).err


def test_a_pack_is_verified_as_it_was_told_when_it_was_made(
    daybook: CommandLine, tenant: str, tmp_path: Path
) -> None:
    told = daybook("audit", "pack", tenant, "-f", tmp_path / "order.zip").err
    command = told.partition("; ")[2].removesuffix(" verifies them\n")
    python = {"PATH": str(Path(sys.executable).parent)}
    done = subprocess.run(
        ["/bin/sh", "-c", command], env=python, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout[:19]) == (0, "verified: 1 events "), done.stderr


def _altered(pack: Path, to: Path) -> None:
    with zipfile.ZipFile(pack) as before, zipfile.ZipFile(to, "w") as after:
        for name in before.namelist():
            content = before.read(name)
            if name == "events.jsonl":
                content = content.replace(b"Acme", b"Mine", 1)
            after.writestr(name, content)


def test_a_proof_leads_to_the_root_that_was_signed(daybook: CommandLine, tenant: str) -> None:
    proof = daybook("audit", "prove", 2).json
    assert proof["checkpoint"].startswith(f"daybook/{tenant}\n{proof['treeSize']}\n")
    assert daybook("audit", "prove", 1000).error == "NotSealed"


@pytest.mark.parametrize(
    "arguments",
    [
        ("pack",),
        ("pack", "po_3f2504e0-4f89-41d3-9a0c-0305e82c3301", "--from", "2026-01-01T00:00:00Z"),
        ("pack", "--from", "yesterday", "--to", "today"),
    ],
)
def test_a_pack_is_about_one_thing(
    daybook: CommandLine, tenant: str, arguments: tuple[str, ...]
) -> None:
    assert daybook("audit", *arguments).code == 2
