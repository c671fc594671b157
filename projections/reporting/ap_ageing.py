"""What do we owe to whom, and how late is it?"""

from application.ports.reports import ChartKind, ChartShape, ReportShape
from application.reporting.report_name import ReportName
from projections.reporting.invoice_facts import INVOICE_FACTS
from projections.reporting.question import CURRENCY, SUPPLIER, ReportQuestion, amount, count, sums

_BUCKETS = (
    ("current", "overdue <= 0"),
    ("days1To30", "overdue BETWEEN 1 AND 30"),
    ("days31To60", "overdue BETWEEN 31 AND 60"),
    ("days61To90", "overdue BETWEEN 61 AND 90"),
    ("daysOver90", "overdue > 90"),
)

AP_AGEING = ReportQuestion(
    ReportShape(
        name=ReportName.AP_AGEING,
        title="AP ageing",
        question="What do we owe to whom, and how late is it?",
        definition=(
            "All supplier invoices of which something is left to pay, disputed and held ones too, by "
            "supplier and currency. What is left to pay is the gross amount that holds, less credit "
            "notes; a payment takes it off when the bank has accepted it. An invoice is as many days "
            "overdue as `day` is after its due date; on the due date itself it is current. Instalments "
            "of a financing are no invoices and are not in it."
        ),
        columns=(
            *SUPPLIER,
            CURRENCY,
            count("invoices", "How many invoices."),
            amount("current", "Not overdue."),
            amount("days1To30", "1 to 30 days overdue.", "0.00"),
            amount("days31To60", "31 to 60 days overdue.", "0.00"),
            amount("days61To90", "61 to 90 days overdue.", "0.00"),
            amount("daysOver90", "More than 90 days overdue.", "0.00"),
            amount("total", "All of it."),
        ),
        chart=ChartShape(ChartKind.BARS, ("supplierName",), tuple(name for name, _ in _BUCKETS)),
        filters=("supplierId", "currency"),
    ),
    tables=(INVOICE_FACTS,),
    query=f"""
        SELECT supplier_id AS "supplierId", supplier_name AS "supplierName", currency,
               count(*) AS invoices, {sums(_BUCKETS, "owed")}, sum(owed) AS total
        FROM (SELECT *, %(day)s - due_date AS overdue FROM invoice_facts WHERE owed > 0) AS open
        LEFT JOIN supplier_names USING (supplier_id)
        GROUP BY supplier_id, supplier_name, currency
    """,  # noqa: S608 - made of the constants above
    sorted_by=("currency", "-total", "supplierId"),
)
