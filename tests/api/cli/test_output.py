"""Data is printed in the form that was asked for, and nothing in it is obeyed by a terminal."""

import csv
import json

import pytest

from api.cli.document_view import write_document
from api.cli.output import Format, write_record, write_rows

ROWS = [
    {"name": "[red]Bolt[/red]", "total": {"amount": "12.50", "currency": "EUR"}, "count": 7},
    {"name": "=1+1", "total": {"amount": "1000.00", "currency": "EUR"}, "count": 1200},
]
COLUMNS = ("name", "total", "count")

Captured = pytest.CaptureFixture[str]


def test_a_table_shows_markup_as_text_and_numbers_on_the_right(capfd: Captured) -> None:
    write_rows(ROWS, COLUMNS, Format.TABLE)
    lines = capfd.readouterr().out.splitlines()
    assert [line.split() for line in lines] == [
        ["name", "total", "count"],
        ["[red]Bolt[/red]", "12.50", "EUR", "7"],
        ["=1+1", "1000.00", "EUR", "1200"],
    ]
    assert lines[1].index("12.50 EUR") + 9 == lines[2].index("1000.00 EUR") + 11
    assert lines[1].rstrip().endswith("    7")


def test_no_line_of_a_table_ends_in_spaces_where_a_program_reads_it(capfd: Captured) -> None:
    write_rows([{"a": "x", "b": "long"}, {"a": "longer", "b": "x\u2028y"}], "ab", Format.TABLE)
    assert capfd.readouterr().out == "a       b\nx       long\nlonger  x\u2028y\n"


def test_a_table_shows_what_is_missing_and_what_is_many(capfd: Captured) -> None:
    write_rows([{"a": None, "b": True, "c": ["x", "y"], "d": {"e": 1}}], "abcd", Format.TABLE)
    assert capfd.readouterr().out.splitlines()[1].split() == ["-", "yes", "x,", "y", '{"e":1}']


def test_a_terminal_does_not_obey_what_somebody_wrote_into_a_name(capfd: Captured) -> None:
    write_rows([{"name": "\x1b[2Jgone\x07"}], ("name",), Format.TABLE)
    assert "?[2Jgone?" in capfd.readouterr().out


def test_json_shows_everything_and_is_one_value(capfd: Captured) -> None:
    write_rows(ROWS, ("name",), Format.JSON)
    assert json.loads(capfd.readouterr().out) == ROWS


def test_json_lines_are_one_value_each(capfd: Captured) -> None:
    write_rows(ROWS, ("name",), Format.JSONL)
    assert [json.loads(line) for line in capfd.readouterr().out.splitlines()] == ROWS


def test_csv_holds_nothing_that_a_spreadsheet_would_compute(capfd: Captured) -> None:
    write_rows(ROWS, COLUMNS, Format.CSV)
    rows = list(csv.reader(capfd.readouterr().out.splitlines()))
    assert rows[0] == list(COLUMNS)
    assert rows[1] == ["[red]Bolt[/red]", "12.50 EUR", "7"]
    assert rows[2] == ["'=1+1", "1000.00 EUR", "1200"]


@pytest.mark.parametrize("output", [Format.JSON, Format.JSONL])
def test_one_thing_as_json_is_one_object(output: Format, capfd: Captured) -> None:
    write_record(ROWS[0], output)
    assert json.loads(capfd.readouterr().out) == ROWS[0]


def test_one_thing_as_a_table_is_a_list_of_its_facts(capfd: Captured) -> None:
    write_record(ROWS[0], Format.TABLE)
    assert capfd.readouterr().out.splitlines()[1].split() == ["total", "12.50", "EUR"]


def test_a_part_of_lists_alone_leaves_no_gap_before_them(capfd: Captured) -> None:
    write_document({"status": "Draft", "totals": {"taxes": [{"rate": "0"}]}}, Format.TABLE)
    shown = capfd.readouterr().out.split("\n")
    assert shown == ["status  Draft", "", "totals", "", "totals.taxes", "rate", "   0", ""]


def test_a_document_shows_its_facts_first_and_its_tables_below(capfd: Captured) -> None:
    document = {
        "lines": [
            {"sku": "A-1", "price": {"amount": "2.00", "currency": "EUR"}, "note": None},
            {"sku": "B-2", "price": {"amount": "10.00", "currency": "EUR"}, "note": None},
        ],
        "status": "Draft",
        "approval": {
            "level": "L1",
            "given": {"by": "Ann"},
            "signed": [{"by": "Bob", "level": "L1"}],
        },
        "tags": [],
    }
    write_document(document, Format.TABLE)
    shown = [line.split() for line in capfd.readouterr().out.splitlines()]
    assert shown[:2] == [["status", "Draft"], ["tags", "[]"]]
    assert ["sku", "price"] in shown
    assert ["B-2", "10.00", "EUR"] in shown
    assert shown.index(["lines"]) > shown.index(["status", "Draft"])
    assert shown[-7:] == [
        ["approval"], ["level", "L1"], ["given.by", "Ann"],
        [], ["approval.signed"], ["by", "level"], ["Bob", "L1"],
    ]  # fmt: skip
