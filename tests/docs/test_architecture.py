"""The architecture page speaks of the code that is there, and of all its parts."""

import re
from pathlib import Path

import pytest

from infrastructure.event_store.catalogue import domain_deciders

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/architecture.md").read_text()
PACKAGES = ("api", "application", "domain", "infrastructure", "projections")

_PATH = re.compile(rf"\b(?:{'|'.join(PACKAGES)})/[\w/]+(?:\.\w+)?")


def _parts(package: str) -> list[str]:
    folders = (path for path in (ROOT / package).iterdir() if (path / "__init__.py").exists())
    return sorted(folder.name for folder in folders)


def test_every_file_that_the_page_names_exists() -> None:
    named = set(_PATH.findall(PAGE))
    assert len(named) > 30
    assert sorted(name for name in named if not (ROOT / name).exists()) == []


@pytest.mark.parametrize("package", PACKAGES)
def test_every_package_and_its_parts_are_on_the_page(package: str) -> None:
    own = PAGE.replace(f"{package}/", f" {package} ")
    assert [part for part in _parts(package) if not re.search(rf"\b{part}\b", own)] == []


def test_every_aggregate_is_in_the_table_of_the_domain() -> None:
    table = PAGE.partition("## The domain")[2].partition("## ")[0]
    aggregates = [decider.machine.name for decider in domain_deciders().values()]
    assert [name for name in aggregates if f"| {name} | `domain/" not in table] == []


def test_the_page_follows_a_command_from_the_route_to_the_event_and_back_to_the_list() -> None:
    walk = PAGE.partition("## From the route")[2]
    places = [
        "api/http/routes/purchase_orders.py",
        "application/desk.py",
        "domain/purchasing/purchase_order/machine.py",
        "infrastructure/event_store/writer.py",
        "projections/purchasing/purchase_orders.py",
        "api/http/listing.py",
    ]
    found = [walk.index(place) for place in places]
    assert found == sorted(found)
