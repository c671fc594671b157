"""A report as one question over facts as of a position."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from application.ports.reports import ColumnKind, ReportColumn, ReportShape
from projections.purchasing.suppliers import SUPPLIER_NAMES
from projections.reporting.fact_table import FactTable


@dataclass(frozen=True, slots=True)
class ReportQuestion:
    """The query behind a report: over `tables` as of a position, sorted by columns (`-` is descending).

    The query gives the columns by their wire names. It may use the parameters `position`, `day` and `zone`,
    and beside the tables `supplier_names`.
    """

    shape: ReportShape
    tables: tuple[FactTable, ...]
    query: str
    sorted_by: tuple[str, ...]

    def statement(self, filters: Iterable[str]) -> bytes:
        """The question as SQL; each filter takes a parameter `filter_` and its name."""
        sources = ", ".join((*(table.source for table in self.tables), SUPPLIER_NAMES))
        columns = ", ".join(f'"{column.name}"' for column in self.shape.columns)
        narrowed = " AND ".join((_ALL, *(f'"{name}" = %(filter_{name})s' for name in filters)))
        order = ", ".join(map(self._order, self.sorted_by))
        return (
            f"WITH {sources} SELECT {columns} FROM ({self.query}) AS report"  # noqa: S608 - our names
            f" WHERE {narrowed} ORDER BY {order}"
        ).encode()

    def _order(self, key: str) -> str:
        """Texts sort by their bytes, whatever the database's own order is; nothing comes last."""
        name = key.removeprefix("-")
        column = self.shape.columns[self.shape.place(name)]
        by_bytes = ' COLLATE "C"' if column.kind is ColumnKind.TEXT else ""
        direction = " DESC" if key.startswith("-") else ""
        return f'"{name}"{by_bytes}{direction} NULLS LAST'


_ALL = "true"
SUPPLIER = (
    ReportColumn(
        "supplierId", ColumnKind.TEXT, "The supplier.", "sup_3f2504e0-4f89-41d3-9a0c-0305e82c3301"
    ),
    ReportColumn(
        "supplierName",
        ColumnKind.TEXT,
        "Its name as it is known today; once it was erased, what stands in its place.",
        "Stuhlwerk GmbH",
        optional=True,
    ),
)
CURRENCY = ReportColumn(
    "currency", ColumnKind.TEXT, "The currency of all amounts of the row.", "EUR"
)
ORDER = ReportColumn(
    "purchaseOrderId", ColumnKind.TEXT, "The order.", "po_3f2504e0-4f89-41d3-9a0c-0305e82c3301"
)
BRANCH = ReportColumn(
    "branchId",
    ColumnKind.TEXT,
    "The branch that it is for; nothing when it is for none.",
    "br_3f2504e0-4f89-41d3-9a0c-0305e82c3301",
    optional=True,
)
COST_CENTER = ReportColumn(
    "costCenter", ColumnKind.TEXT, "Who bears the cost, if it says so.", "CC-100", optional=True
)


def amount(name: str, sentence: str, example: str = "1250.00") -> ReportColumn:
    """A column of money, in the currency of the row."""
    return ReportColumn(name, ColumnKind.AMOUNT, sentence, example)


def count(name: str, sentence: str, example: int = 3) -> ReportColumn:
    """A column of whole numbers."""
    return ReportColumn(name, ColumnKind.COUNT, sentence, example)


def percent(name: str, sentence: str, example: str = "12.50") -> ReportColumn:
    """A column of percentages with two decimals, half-up; nothing where there is nothing to divide by."""
    return ReportColumn(name, ColumnKind.PERCENT, sentence, example, optional=True)


def share(part: str, whole: str) -> str:
    """A percentage in SQL: exact numbers, two decimals, null instead of a division by nothing."""
    return f"round(100 * ({part})::numeric / nullif({whole}, 0), 2)"


def sums(columns: Sequence[tuple[str, str]], of: str) -> str:
    """Sums in SQL, each by a condition and under a wire name; nothing sums to 0."""
    return ", ".join(
        f'coalesce(sum({of}) FILTER (WHERE {condition}), 0) AS "{name}"'
        for name, condition in columns
    )
