"""The page on tenants lists every door with the tables that open to it, and no others."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/explanation/tenants-apart.md").read_text()
MIGRATIONS = sorted((ROOT / "infrastructure/postgres/migrations").glob("*.sql"))

_ROW = re.compile(r"^\| `(\w+)` \| [^|]+ \| (`[^|]+`) \| ([a-z ]+) \|", re.MULTILINE)
_OPENED = re.compile(r"daybook\.open_door\('(\w+)', '\w+\.(\w+)', '(SELECT|ALL)'\)")
_MAY = {"SELECT": "see", "ALL": "see and write"}


def test_every_door_is_on_the_page_with_all_its_tables() -> None:
    listed = {
        (door, table, may)
        for door, tables, may in _ROW.findall(PAGE)
        for table in re.findall("`([^`]+)`", tables)
    }
    opened = {
        (door, table, _MAY[command])
        for path in MIGRATIONS
        for door, table, command in _OPENED.findall(path.read_text())
    }
    assert len(opened) > 5
    assert listed == opened
