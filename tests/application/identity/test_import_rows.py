"""A row of a file of users is a command or a list of what is wrong with it."""

import pytest

from application.identity.importing.columns import Columns, HeaderNotUnderstood
from application.identity.importing.rows import Row, read_row
from application.jobs.csv_file import Record
from domain.identity.role import Role
from domain.shared.approval_level import ApprovalLevel

COLUMNS = Columns.of(("Email", "name", "roles", "APPROVALLEVEL", " supplierId "))
ANN = ("ann@example.com", "Ann", "buyer", "", "")


def row(**changed: str) -> list[tuple[str, str]] | Row:
    """What becomes of Ann's row when some cells are others: the row, or columns and errors."""
    cells = [changed.get(name, cell) for name, cell in zip(COLUMNS.names, ANN, strict=True)]
    read = read_row(COLUMNS, Record(7, tuple(cells)))
    return read if isinstance(read, Row) else [(each.field, each.error) for each in read]


def test_a_row_says_whom_to_let_in() -> None:
    read = row(email=" Ann@Example.com ", roles="Approver; buyer|buyer", approvalLevel="l2")
    assert isinstance(read, Row)
    assert read.command.email == "ann@example.com"
    assert read.command.roles == (Role.BUYER, Role.APPROVER)
    assert (read.command.approval_level, read.command.supplier_id) == (ApprovalLevel.L2, None)


@pytest.mark.parametrize(
    "sign",
    [
        *("=", "+", "-", "@", "\t=", " =", "\r=", "\t"),
        *("\uff1d", "\uff0b", "\uff0d", "\uff20"),
        *("\u00a0=", "\u3000+", "\u0085@", "\u200b=", "\ufeff=", " \u2060 ="),
    ],
)
@pytest.mark.parametrize("column", COLUMNS.names)
def test_a_cell_that_a_spreadsheet_would_run_is_refused(column: str, sign: str) -> None:
    assert row(**{column: f"{sign}HYPERLINK(1)"}) == [(column, "FormulaRefused")]


@pytest.mark.parametrize(
    ("changed", "column"),
    [
        ({"email": "ann"}, "email"),
        ({"email": "ann@exämple.com"}, "email"),
        ({"name": ""}, "name"),
        ({"name": "A\u202enn"}, "name"),
        ({"name": "A\nnn"}, "name"),
        ({"name": "x" * 141}, "name"),
        ({"roles": ""}, "roles"),
        ({"roles": "king"}, "roles"),
        ({"approvalLevel": "L9"}, "approvalLevel"),
        ({"supplierId": "7"}, "supplierId"),
    ],
)
def test_a_cell_that_says_nothing_sensible_is_named(changed: dict[str, str], column: str) -> None:
    assert row(**changed) == [(column, "InvalidValue")]


def test_everything_that_is_wrong_with_a_row_is_told_at_once() -> None:
    assert row(email="ann", roles="king;queen", approvalLevel="L9") == [
        ("email", "InvalidValue"),
        ("roles", "InvalidValue"),
        ("approvalLevel", "InvalidValue"),
    ]


def test_what_names_a_person_is_only_hinted_at() -> None:
    cells = ("Ann.Archer@", "Ann\u202e Archer", "king", "", "")
    problems = read_row(COLUMNS, Record(7, cells))
    assert not isinstance(problems, Row)
    assert [each.shown for each in problems] == ["A…", "A…", "king"]
    assert "Archer" not in str(problems)


@pytest.mark.parametrize("cells", [(), ("a",), (*ANN, "")])
def test_a_row_has_as_many_cells_as_the_header(cells: tuple[str, ...]) -> None:
    (problem,) = read_row(COLUMNS, Record(7, cells))  # type: ignore[misc]
    assert (problem.line, problem.error) == (7, "RaggedRow")


@pytest.mark.parametrize(
    ("header", "column"),
    [
        (("email", "name", "roles", "salary"), "salary"),
        (("email", "name", "roles", "Name"), "name"),
        (("email", "name"), "roles"),
        (("", "name"), ""),
        (("ann@example.com", "Ann", "buyer"), None),
    ],
)
def test_a_header_that_is_not_understood_is_refused(
    header: tuple[str, ...], column: str | None
) -> None:
    with pytest.raises(HeaderNotUnderstood) as refused:
        Columns.of(header)
    assert refused.value.facts.get("column") == column
    assert "ann@example.com" not in str(refused.value)
