"""What a newcomer types first."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.architecture.source import ROOT

TARGETS = ["demo", "serve", "test", "test-long", "check", "bench", "docs", "lock", "help"]


def make(*arguments: str) -> str:
    """What make prints."""
    done = subprocess.run(
        ["make", *arguments], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return done.stdout


def install(folder: Path, python: Path | str) -> subprocess.CompletedProcess[str]:
    """Set a copy of the project up with another Python."""
    shutil.copytree(ROOT / "requirements", folder / "requirements")
    return subprocess.run(
        ["sh", str(folder / "requirements/install.sh")],
        env={"PATH": os.defpath, "PYTHON": str(python)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_help_lists_every_target() -> None:
    assert re.findall(r"^make (\S+)", make("help"), re.MULTILINE) == TARGETS


@pytest.mark.parametrize(
    "command", ["ruff format --check", "ruff check", "mypy", "lint-imports", "pytest -n 3"]
)
def test_make_test_runs_every_check(command: str) -> None:
    assert command in make("--dry-run", "test")


def test_programs_that_make_starts_keep_what_python_compiled() -> None:
    done = subprocess.run(
        ["make", "--no-print-directory", "--file", "-", "shown"],
        cwd=ROOT,
        input='include Makefile\nshown:\n\t@echo "<$$PYTHONDONTWRITEBYTECODE>"\n',
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "<>\n"


def test_ci_runs_what_a_contributor_runs(tmp_path: Path) -> None:
    (tmp_path / "make").write_text('#!/bin/sh\necho "make $* in $PWD"\n')
    (tmp_path / "make").chmod(0o755)
    done = subprocess.run(
        ["bash", str(ROOT / ".ci/run")],
        cwd="/",
        env={"PATH": f"{tmp_path}:{os.defpath}"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == f"make test in {ROOT}\n"


@pytest.mark.parametrize(
    ("program", "sentence", "hint"),
    [
        ("exit 1", "is older than 3.11", "install Python 3.11 or newer"),
        (
            'case "$2" in *ensurepip*) exit 1;; esac',
            "cannot make a virtual environment",
            "python3-venv",
        ),
    ],
)
def test_a_python_that_will_not_do_is_told_with_a_hint(
    tmp_path: Path, program: str, sentence: str, hint: str
) -> None:
    python = tmp_path / "python3"
    python.write_text(f"#!/bin/sh\n{program}\n")
    python.chmod(0o755)
    done = install(tmp_path / "a copy", python)
    assert done.returncode == 1
    assert sentence in done.stderr.partition("\nhint:")[0]
    assert hint in done.stderr.partition("\nhint:")[2]


def test_a_machine_without_python_is_told_so(tmp_path: Path) -> None:
    assert "there is no 'python-of-nobody'" in install(tmp_path / "copy", "python-of-nobody").stderr
