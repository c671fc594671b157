"""The page of reactions lists every policy with the events that it reacts to, and no others."""

import importlib
import inspect
import re
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/explanation/reactions.md").read_text()

_ROW = re.compile(r"^\| `([a-z-]+)` \| (`[^|]+`) \|", re.MULTILINE)


def declared() -> dict[str, set[str]]:
    """What each policy of the application reacts to, by its name."""
    found: dict[str, set[str]] = {}
    for path in sorted((ROOT / "application").glob("*/policies.py")):
        module = importlib.import_module(f"application.{path.parent.name}.policies")
        classes: list[tuple[str, Any]] = inspect.getmembers(module, inspect.isclass)
        for _, policy in classes:
            if policy.__module__ == module.__name__:
                found[policy.name] = set(policy.event_types)
    return found


def test_every_policy_is_on_the_page_with_all_its_events() -> None:
    listed = {name: set(re.findall("`([^`]+)`", events)) for name, events in _ROW.findall(PAGE)}
    assert len(listed) > 8
    assert listed == declared()
