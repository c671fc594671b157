"""Which discounts for paying early were taken, and which were missed?"""

from application.ports.reports import ChartKind, ChartShape, ReportShape
from application.reporting.report_name import ReportName
from projections.reporting.payment_facts import PAYMENT_FACTS
from projections.reporting.question import CURRENCY, SUPPLIER, ReportQuestion, amount, count

DISCOUNTS = ReportQuestion(
    ReportShape(
        name=ReportName.DISCOUNTS,
        title="Discounts taken and missed",
        question="Which discounts for paying early were taken, and which were missed?",
        definition=(
            "Payments whose terms have a discount, by supplier and currency. Offered is what the terms "
            "allow on what is owed after credits. Taken is what was taken off payments that the bank "
            "accepted. Open is what a run that is under way takes off, or what could still be taken on "
            "`day`; the rest was missed. Payments that were cancelled do not count."
        ),
        columns=(
            *SUPPLIER,
            CURRENCY,
            count("offers", "How many payments have a discount."),
            amount("offered", "What could have been taken off.", "75.00"),
            amount("taken", "What was taken off.", "50.00"),
            amount("missed", "What cannot be taken off any more.", "0.00"),
            amount("open", "What can still be taken off.", "25.00"),
        ),
        chart=ChartShape(ChartKind.BARS, ("supplierName",), ("taken", "open", "missed")),
        filters=("supplierId", "currency"),
    ),
    tables=(PAYMENT_FACTS,),
    query="""
        SELECT supplier_id AS "supplierId", supplier_name AS "supplierName", currency,
               count(*) AS offers, sum(discount_offered) AS offered, sum(taken) AS taken,
               sum(discount_offered - taken - still) AS missed, sum(still) AS open
        FROM (
            SELECT supplier_id, currency, discount_offered, discount_taken AS taken, CASE
                       WHEN NOT unpaid THEN 0
                       WHEN collected THEN amount - leaves
                       WHEN discount_until >= %(day)s THEN discount_offered
                       ELSE 0
                   END AS still
            FROM payment_facts WHERE discount_until IS NOT NULL AND status <> 'Cancelled'
        ) AS payment
        LEFT JOIN supplier_names USING (supplier_id) GROUP BY 1, 2, 3
    """,
    sorted_by=("currency", "-offered", "supplierId"),
)
