"""How many invoices of whom do not agree with what was ordered and received, and why?"""

from application.ports.reports import ChartKind, ChartShape, ColumnKind, ReportColumn, ReportShape
from application.reporting.report_name import ReportName
from projections.reporting.invoice_facts import INVOICE_FACTS, MATCH_FACTS
from projections.reporting.question import SUPPLIER, ReportQuestion, count, percent, share

MATCH_EXCEPTION_RATE = ReportQuestion(
    ReportShape(
        name=ReportName.MATCH_EXCEPTION_RATE,
        title="Match exception rate",
        question="How many invoices of whom do not agree with what was ordered and received, and why?",
        definition=(
            "For each supplier with invoices, how many of them were an exception for a cause at any "
            "time, whatever became of it. `quantity`, `price` and `value` are the checks of the "
            "three-way match that failed on some line, `total` that only the document's total was off, "
            "`dispute` that somebody stopped the invoice, `possible-duplicate` that it was held. An "
            "invoice counts once for each cause that it met, and once under `any`. The rate is in "
            "percent of all the supplier's invoices."
        ),
        columns=(
            *SUPPLIER,
            ReportColumn("cause", ColumnKind.TEXT, "Why, or any.", "price"),
            count("invoices", "How many invoices the supplier sent.", 24),
            count("exceptions", "How many of them were an exception for this cause.", 3),
            percent("exceptionRate", "Exceptions in percent of invoices."),
        ),
        chart=ChartShape(ChartKind.BARS, ("supplierName", "cause"), ("exceptionRate",)),
        filters=("supplierId", "cause"),
    ),
    tables=(INVOICE_FACTS, MATCH_FACTS),
    query=f"""
        WITH every AS (SELECT supplier_id, count(*) AS invoices FROM invoice_facts GROUP BY supplier_id),
        causes AS (
            SELECT supplier_id, invoice_id, cause FROM match_facts
            UNION ALL SELECT supplier_id, invoice_id, 'any' FROM match_facts
            UNION ALL SELECT supplier_id, NULL, 'any' FROM every
        ),
        found AS (
            SELECT supplier_id, cause, count(DISTINCT invoice_id) AS exceptions
            FROM causes GROUP BY supplier_id, cause
        )
        SELECT supplier_id AS "supplierId", supplier_name AS "supplierName", cause, invoices, exceptions,
               {share("exceptions", "invoices")} AS "exceptionRate"
        FROM found JOIN every USING (supplier_id) LEFT JOIN supplier_names USING (supplier_id)
    """,  # noqa: S608 - made of our own words
    sorted_by=("supplierId", "cause"),
)
