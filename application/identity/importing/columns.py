"""The columns of a file of users: which there are, and in which order this file has them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from application.failures import Failure

NEEDED = ("email", "name", "roles")
KNOWN = (*NEEDED, "approvalLevel", "supplierId")
_BY_NAME = {name.lower(): name for name in KNOWN}
_LONGEST_SHOWN = 40


class HeaderNotUnderstood(Failure):
    """The first line does not name the columns of a file of users; nothing was imported."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Where in a record each column is."""

    names: tuple[str, ...]

    @classmethod
    def of(cls, header: Sequence[str]) -> "Columns":
        """By the names in the header, in any order, in capitals or small letters.

        Raises `HeaderNotUnderstood` for a column that is unknown, named twice, or missing.
        """
        names: list[str] = []
        for cell in header:
            name = _BY_NAME.get(cell.strip().lower())
            if name is None:
                raise _unknown(cell)
            if name in names:
                raise HeaderNotUnderstood(f"the column {name} is there twice", column=name)
            names.append(name)
        for name in NEEDED:
            if name not in names:
                raise HeaderNotUnderstood(f"the column {name} is missing", column=name)
        return cls(tuple(names))

    def by_name(self, cells: Sequence[str]) -> Mapping[str, str]:
        """The trimmed cells of a record that has as many as the header."""
        return {name: cell.strip() for name, cell in zip(self.names, cells, strict=True)}


def _unknown(cell: str) -> HeaderNotUnderstood:
    """Says what may be there; a file without a header shows data here, so little of it is repeated."""
    if "@" in cell:
        return HeaderNotUnderstood("the first line has to name the columns", columns=list(KNOWN))
    shown = "".join(sign for sign in cell.strip() if sign.isprintable())[:_LONGEST_SHOWN]
    sentence = f"there is no column {shown!r}; those of users are {', '.join(KNOWN)}"
    return HeaderNotUnderstood(sentence, column=shown, columns=list(KNOWN))
