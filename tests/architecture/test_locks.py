"""The locks pin every package by its content and name no address."""

import re
import tomllib

import pytest

from tests.architecture.locks import departures, pinned, unhashed
from tests.architecture.source import ROOT

LOCKS = sorted((ROOT / "requirements").glob("*.lock"))
GOOD = f"a-b==1.0 ; sys_platform == 'win32' \\\n    --hash=sha256:{'0' * 64}\n    # via c\n"


@pytest.fixture(params=LOCKS, ids=lambda path: path.stem)
def lock(request: pytest.FixtureRequest) -> str:
    return str(request.param.read_text())


def test_there_is_a_lock_for_each_environment() -> None:
    assert [path.stem for path in LOCKS] == ["installer", "packages", "process-mining"]


def test_nothing_of_what_only_tests_of_process_logs_read_is_near_the_product() -> None:
    ours = pinned((ROOT / "requirements/packages.lock").read_text()).keys()
    assert "pm4py" in pinned((ROOT / "requirements/process-mining.lock").read_text())
    assert "pm4py" not in ours
    assert "pm4py" not in (ROOT / "pyproject.toml").read_text()


def test_a_lock_names_versions_and_hashes_and_no_address(lock: str) -> None:
    assert list(departures(lock)) == []


def test_every_package_of_a_lock_has_a_hash(lock: str) -> None:
    assert list(unhashed(lock)) == []


def test_every_package_that_the_project_asks_for_is_in_the_lock() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    asked = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    names = {re.split(r"[\[<>=!;~ ]", line)[0] for line in asked}
    assert names - pinned((ROOT / "requirements/packages.lock").read_text()).keys() == set()


def test_the_installer_is_of_one_version_in_both_locks() -> None:
    locks = [pinned(path.read_text()) for path in LOCKS]
    versions = {lock["uv"] for lock in locks if "uv" in lock}
    assert len(versions) == 1


@pytest.mark.parametrize(
    "line",
    [
        "--index-url https://packages.example/simple",
        "a @ https://packages.example/a.whl",
        "    # from https://packages.example/simple",
        "a>=1.0 \\",
        "-e .",
    ],
)
def test_an_address_or_a_loose_version_is_found(line: str) -> None:
    assert list(departures(GOOD)) == []
    assert list(departures(f"{GOOD}{line}\n")) != []


def test_a_package_without_a_hash_is_found() -> None:
    assert list(unhashed(GOOD)) == []
    assert list(unhashed(f"{GOOD}c-d==2.0 \\\n    # via e\n")) == ["c-d==2.0"]
