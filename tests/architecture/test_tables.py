"""A table of the read side is the business of one file, and others ask that file."""

import pytest

from tests.architecture.source import Source, sources
from tests.architecture.tables import read_tables, shared_tables

OWNER = Source("projections/purchasing/orders.py", 'ORDERS = ReadModel(table="orders")')
TABLES = frozenset({"orders"})


def test_no_file_reads_or_writes_the_table_of_another() -> None:
    tables = read_tables()
    assert {"purchase_orders", "approval_inbox", "refusals"} <= tables
    assert list(shared_tables(sources("projections"), tables)) == []


@pytest.mark.parametrize(
    "text",
    [
        '"SELECT id FROM projections.orders WHERE tenant_id = %b"',
        'f"SELECT id FROM projections.orders WHERE {condition}"',
        'sql.Identifier("projections", "orders")',
        'RowWriter("orders", columns)',
    ],
)
def test_a_second_file_that_names_a_table_is_found(text: str) -> None:
    other = Source("projections/purchasing/inbox.py", text)
    assert list(shared_tables([OWNER, other], TABLES)) != []


def test_the_same_file_may_name_its_table_again() -> None:
    again = Source(OWNER.place, f'{OWNER.text}\nREAD = "SELECT 1 FROM projections.orders"')
    assert list(shared_tables([again], TABLES)) == []
