"""A list opens in a spreadsheet as text and numbers, never as a program."""

import csv
import io

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.csv_table import as_csv, neutral


def read(text: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.decode(), newline="")))


def test_nested_members_become_columns() -> None:
    rows = [
        {"id": "po_1", "total": {"amount": "12.50", "currency": "USD"}, "tags": ["a", "b"]},
        {"id": "po_2", "total": {"amount": "3.00", "currency": "EUR"}, "note": None, "open": True},
    ]
    assert read(as_csv(orjson.dumps(rows))) == [
        ["id", "total.amount", "total.currency", "tags", "note", "open"],
        ["po_1", "12.50", "USD", '["a","b"]', "", ""],
        ["po_2", "3.00", "EUR", "", "", "true"],
    ]


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "@SUM(A1)",
        "-1+1",
        "-A1",
        "\t=1",
        "\r=1",
        "\n=1",
        "\uff1d1",
        "\uff0b1",
        "\uff0d1",
        "\uff20A",
    ],
)
def test_a_cell_that_would_be_computed_is_shown_instead(text: str) -> None:
    assert neutral(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "12.50", "-12.50", "a=1", "po_1", " =1"])
def test_other_cells_stay_as_they_are(text: str) -> None:
    assert neutral(text) == text


@given(st.lists(st.dictionaries(st.text(max_size=5), st.text(max_size=10), max_size=3), max_size=4))
def test_whatever_the_rows_say_no_cell_starts_a_formula(rows: list[dict[str, str]]) -> None:
    for row in read(as_csv(orjson.dumps(rows))):
        for cell in row:
            assert not cell.startswith(("=", "+", "@")), cell
