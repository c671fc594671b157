"""pm4py reads our process logs, in both forms, and finds in them what we say is there.

It is under the AGPL and so lives in an environment that this test makes, from a lock of its own.
"""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from api.reporting.process_export import directly_follows, write_log
from api.reporting.process_json import as_json
from application.process_mining.objects import OBJECTS
from tests.application.audit.backtest.past import Past
from tests.application.purchasing.buying import begin_buying
from tests.application.stage import Stage, set_up
from tests.cluster import Database
from tests.docs.walkthrough import ROOT

pytestmark = pytest.mark.long

SCRIPT = Path(__file__).with_name("read_with_pm4py.py")
LOCK = ROOT / "requirements/process-mining.lock"
PATIENCE = 900


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An interpreter that has pm4py, and nothing of the product."""
    place = tmp_path_factory.mktemp("process-mining") / "venv"
    found = place / "bin/python"
    install = [sys.executable, "-m", "uv", "pip", "sync", "--quiet", "--require-hashes"]
    for command in (
        [sys.executable, "-m", "venv", str(place)],
        [*install, "--python", str(found), str(LOCK)],
    ):
        subprocess.run(command, check=True, timeout=PATIENCE)
    return found


@pytest.fixture
async def stage(database: Database) -> AsyncIterator[Stage]:
    async with set_up(database) as made:
        await Past(await begin_buying(made), pause=timedelta(minutes=7)).play(120)
        yield made


def read(python: Path, *paths: Path) -> Any:
    """What pm4py tells of the files."""
    ended = subprocess.run(
        [str(python), str(SCRIPT), *map(str, paths)],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout)


async def test_pm4py_finds_in_both_forms_what_we_say_is_there(
    python: Path, stage: Stage, tmp_path: Path
) -> None:
    head, path = await stage.store.head(stage.tenant), tmp_path / "log.sqlite"
    events = await write_log(stage.store, stage.tenant, head, path)
    written = tmp_path / "log.json"
    written.write_bytes(b"".join(as_json(path)))
    log = json.loads(written.read_bytes())
    told = read(python, written, path)
    assert told["unsatisfied"] == []
    for form in ("json", "sqlite"):
        found = told[form]
        assert found["events"] == events == len(log["events"])
        assert found["objects"] == Counter(each["type"] for each in log["objects"])
        links = sum(len(each["relationships"]) for each in log["events"])
        assert found["relations"] == links
        between = sum(len(each["relationships"]) for each in log["objects"])
        assert found["objectRelations"] == between
        assert found["activities"] == Counter(each["type"] for each in log["events"])
        assert {"position", "actor", "status", "amount"} <= set(found["attributes"])
        assert found["changes"] > 0
        assert set(found["objectCentric"]) == set(found["activities"])
        for kind, arcs in found["directlyFollows"].items():
            graph = await directly_follows(stage.store, stage.tenant, head, kind)
            prefix = OBJECTS[kind].stream_type
            ours = {f"{prefix}.{each.before} {prefix}.{each.after}": each for each in graph.follows}
            assert {arc: times for arc, (times, _) in arcs.items()} == {
                arc: each.times for arc, each in ours.items()
            }, kind
            for arc, (_, mean) in arcs.items():
                assert abs(ours[arc].mean_seconds - mean) <= 1, arc


def test_the_product_has_nothing_of_it(python: Path) -> None:
    lock = (ROOT / "requirements/packages.lock").read_text(encoding="utf-8")
    assert "pm4py" not in lock
    looked = subprocess.run(
        [str(python), "-c", "import pm4py, sys; sys.exit('api' in sys.modules)"],
        check=False,
        timeout=PATIENCE,
    )
    assert looked.returncode == 0
