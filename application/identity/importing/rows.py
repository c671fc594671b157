"""A record of the file as the command that it stands for, or as what is wrong with it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import ValidationError

from application.identity.importing.columns import Columns
from application.identity.importing.erased_rows import is_blotted
from application.jobs.csv_file import Record
from application.ports.job_queue import RowProblem
from domain.identity.user.commands import Register
from domain.shared.email_address import EmailAddress, InvalidEmailAddress

INVALID = "InvalidValue"
USER_ERASED = "UserErased"
"""Whom the row names was erased since the file came, and does not come back by it."""
_ERASED = "whoever this row named was erased while the file waited"
# Also in full width, which some spreadsheets take for the same, and behind what is not seen or is trimmed.
_FORMULA = re.compile(
    r" *[\t\r]|[\s\u200b-\u200d\u2060\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]"
).match
_SEPARATORS = re.compile(r"[;|]")
_COLUMN_OF = {
    "email": "email",
    "name": "name",
    "roles": "roles",
    "approvalLevel": "approvalLevel",
    "approval_level": "approvalLevel",
    "supplierId": "supplierId",
    "supplier_id": "supplierId",
}
_PERSONAL = frozenset({"email", "name"})
_LONGEST_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Row:
    """A record that was understood: somebody to let in."""

    line: int
    command: Register


def read_row(columns: Columns, record: Record) -> Row | list[RowProblem]:
    """Who is to be let in, or everything that is wrong with the record.

    A cell that a spreadsheet would run as a formula is refused and not repaired: whoever wrote it meant
    something else than a name, an address or a role.
    """
    if is_blotted(record):
        return [RowProblem(record.line, "email", USER_ERASED, _ERASED)]
    if len(record.cells) != len(columns.names):
        wanted, there = len(columns.names), len(record.cells)
        sentence = f"has {there} cells where the header has {wanted}"
        return [RowProblem(record.line, "", "RaggedRow", sentence)]
    cells = columns.by_name(record.cells)
    formulas = [
        RowProblem(record.line, name, "FormulaRefused", "begins like a formula", found[0][-1])
        for name, raw in zip(columns.names, record.cells, strict=True)
        if (found := _FORMULA(raw))
    ]
    if formulas:
        return formulas
    try:
        return Row(record.line, Register.model_validate(_asked(cells)))
    except ValidationError as error:
        return _problems(record.line, cells, error)


def address_of(columns: Columns, record: Record) -> EmailAddress | None:
    """Whose row it is, if that can be told; for rows that were dealt with before."""
    if len(record.cells) != len(columns.names):
        return None
    try:
        return EmailAddress(record.cells[columns.names.index("email")].strip())
    except InvalidEmailAddress:
        return None


def _asked(cells: Mapping[str, str]) -> dict[str, object]:
    parts = (part.strip().lower() for part in _SEPARATORS.split(cells["roles"]))
    return {
        "email": cells["email"],
        "name": cells["name"],
        "roles": [part for part in parts if part],
        "approval_level": cells.get("approvalLevel", "").upper() or None,
        "supplier_id": cells.get("supplierId") or None,
    }


def _problems(line: int, cells: Mapping[str, str], error: ValidationError) -> list[RowProblem]:
    """One for each cell that is wrong; errors of roles come one for each role."""
    found: dict[str, RowProblem] = {}
    for fault in error.errors(include_url=False, include_input=False, include_context=False):
        column = _COLUMN_OF[str(fault["loc"][0])]
        sentence = fault["msg"].removeprefix("Value error, ")
        shown = _shown(column, cells.get(column, ""))
        found.setdefault(column, RowProblem(line, column, INVALID, sentence, shown))
    return list(found.values())


def _shown(column: str, value: str) -> str:
    """A hint at the value: of what names a person only the first letter."""
    if not value:
        return ""
    if column in _PERSONAL:
        return f"{value[0]}…" if value[0].isalnum() else "…"
    return "".join(sign if sign.isprintable() else "?" for sign in value)[:_LONGEST_SHOWN]
