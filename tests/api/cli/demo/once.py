"""The demo, played once for all who look at what came of it, whichever of their processes asks first."""

import fcntl
import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import Any

from docs.picture import Shown, demo_in
from tests.cluster import HOME


def home() -> Path:
    """A machine on which nothing was started before; all processes that run these tests share it."""
    folder = Path(os.environ[HOME]) / "month"
    folder.mkdir(exist_ok=True)
    folder.chmod(0o711)
    return folder


def played() -> Shown:
    """The month on a terminal, on a database that it started itself."""
    kept = home() / "played.json"
    with (home() / "playing").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if not kept.exists():
            kept.write_text(json.dumps(asdict(demo_in(home()))))
    return Shown(**json.loads(kept.read_text()))


def figures() -> Any:
    """The figures that it wrote beside its report."""
    played()
    return json.loads((home() / "report" / "month.json").read_text())
