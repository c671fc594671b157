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
        """The question as SQL; each filter takes a parameter `filter_` and its name.

        `after` and `limit` choose a part; a limit that is nothing is none.
        """
        columns = ", ".join(f'"{column.name}"' for column in self.shape.columns)
        return (
            f"WITH {self._narrowed(filters)} SELECT {columns} FROM report ORDER BY {self._orders}"  # noqa: S608
            " OFFSET %(after)s::bigint LIMIT %(limit)s::bigint"
        ).encode()

    def bars(self, filters: Iterable[str]) -> bytes:
        """The same with a row for each bar of the picture, in the order in which its first row comes."""
        chart, names = self.shape.chart, [column.name for column in self.shape.columns]
        told = {*chart.labels, "currency"} | ({"supplierId"} & set(names))
        of_bar = [f'"{name}"' for name in names if name in told - set(chart.parts)]
        columns = ", ".join(_of_bar(name, chart.parts, of_bar) for name in names)
        return (
            f"WITH {self._narrowed(filters)},"  # noqa: S608 - our names
            f" placed AS (SELECT *, row_number() OVER (ORDER BY {self._orders}) AS place FROM report)"
            f" SELECT {columns} FROM placed GROUP BY {', '.join(of_bar)}"
            " ORDER BY min(place) LIMIT %(limit)s::bigint"
        ).encode()

    def _narrowed(self, filters: Iterable[str]) -> str:
        """The facts, and over them the rows that are asked for, as `report`."""
        sources = ", ".join((*(table.source for table in self.tables), SUPPLIER_NAMES))
        narrowed = " AND ".join((_ALL, *(f'"{name}" = %(filter_{name})s' for name in filters)))
        return f"{sources}, report AS (SELECT * FROM ({self.query}) AS report WHERE {narrowed})"  # noqa: S608

    @property
    def _orders(self) -> str:
        return ", ".join(map(self._order, self.sorted_by))

    def _order(self, key: str) -> str:
        """Texts sort by their bytes, whatever the database's own order is; nothing comes last."""
        name = key.removeprefix("-")
        column = self.shape.columns[self.shape.place(name)]
        by_bytes = ' COLLATE "C"' if column.kind is ColumnKind.TEXT else ""
        direction = " DESC" if key.startswith("-") else ""
        return f'"{name}"{by_bytes}{direction} NULLS LAST'


def _of_bar(name: str, parts: Sequence[str], of_bar: Sequence[str]) -> str:
    if name in parts:
        return f'sum("{name}")'
    return f'"{name}"' if f'"{name}"' in of_bar else "NULL"


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
