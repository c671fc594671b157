"""Signing keys are made once, shared by processes, rotated without a pause, and read by their owner alone."""

import base64
import hashlib
import json
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from infrastructure.security.key_files import KeyFolder, SigningKeyUnusable
from infrastructure.security.key_set import KeySet

PRINT_KEY_ID = """
import sys
from pathlib import Path
from infrastructure.security.key_set import KeySet
sys.stdin.readline()
print(KeySet.in_folder(Path(sys.argv[1])).newest.id)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where keys will be; nothing is there yet."""
    return tmp_path / "home" / "keys"


def test_the_first_key_is_made_by_whoever_needs_it_first(folder: Path) -> None:
    keys = KeySet.in_folder(folder)
    assert len(keys.public()["keys"]) == 1


def test_a_restart_finds_the_same_key(folder: Path) -> None:
    assert KeySet.in_folder(folder).newest.id == KeySet.in_folder(folder).newest.id


def test_processes_that_start_at_once_agree_on_one_key(folder: Path) -> None:
    command = [sys.executable, "-c", PRINT_KEY_ID, str(folder)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    workers = [subprocess.Popen(command, text=True, cwd=Path.cwd(), **pipes) for _ in range(4)]  # type: ignore[call-overload]
    for worker in workers:
        worker.stdin.write("go\n")
        worker.stdin.flush()
    ids = {worker.communicate(timeout=60)[0].strip() for worker in workers}
    assert ids == {KeySet.in_folder(folder).newest.id}
    assert [path.name for path in folder.iterdir()] == ["0001.pem"]


def test_nobody_but_the_owner_may_read_a_key(folder: Path) -> None:
    KeySet.in_folder(folder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "0001.pem").stat().st_mode) == 0o600


def test_a_key_that_others_may_read_is_refused(folder: Path) -> None:
    KeySet.in_folder(folder)
    (folder / "0001.pem").chmod(0o644)
    with pytest.raises(SigningKeyUnusable, match="others than its owner may read"):
        KeySet.in_folder(folder)


def test_a_file_that_is_no_key_is_named_without_showing_it(folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "0001.pem").write_text("-----BEGIN SECRET-----")
    (folder / "0001.pem").chmod(0o600)
    with pytest.raises(SigningKeyUnusable) as unusable:
        KeySet.in_folder(folder)
    assert "0001.pem" in str(unusable.value)
    assert "SECRET" not in str(unusable.value)


def test_a_key_of_another_kind_is_refused(folder: Path) -> None:
    folder.mkdir(parents=True)
    pem = generate_private_key(SECP256R1()).private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )
    (folder / "0001.pem").write_bytes(pem)
    (folder / "0001.pem").chmod(0o600)
    with pytest.raises(SigningKeyUnusable):
        KeySet.in_folder(folder)


def test_after_a_rotation_the_new_key_signs_and_the_old_one_still_verifies(folder: Path) -> None:
    keys = KeySet.in_folder(folder)
    before = keys.newest
    KeyFolder(folder).rotate()
    assert keys.newest.id != before.id
    assert keys.find(before.id) is not None
    assert [key["kid"] for key in keys.public()["keys"]] == [keys.newest.id, before.id]


def test_a_running_process_finds_the_key_that_another_one_rotated_to(folder: Path) -> None:
    running = KeySet.in_folder(folder)
    KeyFolder(folder).rotate()
    rotated = KeySet.in_folder(folder).newest
    found = running.find(rotated.id)
    assert found is not None
    assert found.jwk == rotated.jwk


def test_a_key_that_was_taken_away_verifies_no_more(folder: Path) -> None:
    KeyFolder(folder).rotate()
    keys = KeySet.in_folder(folder)
    first = json.loads(json.dumps(keys.public()))["keys"][-1]["kid"]
    (folder / "0001.pem").unlink()
    assert keys.newest.id != first
    assert keys.find(first) is None


def test_an_unknown_key_id_is_unknown(folder: Path) -> None:
    assert KeySet.in_folder(folder).find("0001.pem") is None


def test_a_key_id_is_the_thumbprint_that_everybody_computes_alike() -> None:
    key = KeySet.fixed([Ed25519PrivateKey.generate()]).newest
    needed = {name: key.jwk[name] for name in ("crv", "kty", "x")}
    digest = hashlib.sha256(json.dumps(needed, separators=(",", ":"), sort_keys=True).encode())
    assert key.id == base64.urlsafe_b64encode(digest.digest()).rstrip(b"=").decode()


def test_the_published_key_set_holds_no_private_part(folder: Path) -> None:
    assert {name for key in KeySet.in_folder(folder).public()["keys"] for name in key} == {
        "kty", "crv", "x", "kid", "use", "alg",
    }  # fmt: skip
