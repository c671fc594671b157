"""What was spent with whom, on what, for which branch, in which month?"""

from application.ports.reports import ChartKind, ChartShape, ColumnKind, ReportColumn, ReportShape
from application.reporting.report_name import ReportName
from projections.reporting.invoice_facts import INVOICE_LINE_FACTS
from projections.reporting.order_facts import ORDER_FACTS, ORDER_LINE_FACTS
from projections.reporting.question import BRANCH, CURRENCY, SUPPLIER, ReportQuestion, amount, count

SPEND_CUBE = ReportQuestion(
    ReportShape(
        name=ReportName.SPEND_CUBE,
        title="Spend cube",
        question="What was spent with whom, on what, for which branch, in which month?",
        definition=(
            "What matched invoices bill without tax, less credit notes, by supplier, category of the "
            "order line, branch of the order, month of the invoice's date, and currency. A credit note "
            "lowers the month of the invoice that it is about. An invoice that is disputed, or rejected, "
            "counts nothing until it matches."
        ),
        columns=(
            *SUPPLIER,
            ReportColumn(
                "category",
                ColumnKind.TEXT,
                "What kind of thing it is, as the order line says; nothing when it does not.",
                "FURNITURE",
                optional=True,
            ),
            BRANCH,
            ReportColumn("month", ColumnKind.TEXT, "The month of the invoice's date.", "2026-03"),
            CURRENCY,
            count("invoices", "How many invoices."),
            amount("spend", "What they bill, without tax."),
        ),
        chart=ChartShape(ChartKind.COLUMNS, ("month",), ("spend",)),
        filters=("supplierId", "category", "branchId", "month", "currency"),
    ),
    tables=(INVOICE_LINE_FACTS, ORDER_LINE_FACTS, ORDER_FACTS),
    query="""
        SELECT billed.supplier_id AS "supplierId", supplier_name AS "supplierName", ordered.category,
               purchase.branch_id AS "branchId", to_char(billed.invoice_date, 'YYYY-MM') AS month,
               billed.currency, count(DISTINCT billed.invoice_id) AS invoices, sum(billed.net) AS spend
        FROM invoice_line_facts AS billed
        JOIN order_facts AS purchase ON purchase.id = billed.purchase_order_id
        JOIN order_line_facts AS ordered
            ON ordered.purchase_order_id = billed.purchase_order_id AND ordered.po_line = billed.po_line
        LEFT JOIN supplier_names ON supplier_names.supplier_id = billed.supplier_id
        WHERE billed.quantity <> 0 OR billed.net <> 0
        GROUP BY 1, 2, 3, 4, 5, 6
    """,
    sorted_by=("month", "currency", "-spend", "supplierId", "category", "branchId"),
)
