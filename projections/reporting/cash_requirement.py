"""How much money leaves the account in which week?"""

from application.ports.reports import ChartKind, ChartShape, ColumnKind, ReportColumn, ReportShape
from application.reporting.report_name import ReportName
from projections.reporting.payment_facts import PAYMENT_FACTS
from projections.reporting.question import CURRENCY, ReportQuestion, amount, count

CASH_REQUIREMENT = ReportQuestion(
    ReportShape(
        name=ReportName.CASH_REQUIREMENT,
        title="Cash requirement",
        question="How much money leaves the account in which week?",
        definition=(
            "All payments that the bank has not accepted, instalments of financings too, by week from "
            "Monday to Sunday and by currency. A payment that a run has taken up leaves on the day of "
            "the run, with what the run transfers; any other one leaves on its due date, in full. What "
            "should have left before `day` is overdue and counts to the week of `day`. The discount is "
            "what could be saved by paying on `day`, of payments that no run has taken up. Invoices that "
            "are disputed or held have no payment and are not in it."
        ),
        columns=(
            ReportColumn("week", ColumnKind.DATE, "The Monday of the week.", "2026-03-02"),
            CURRENCY,
            count("openPayments", "How many payments."),
            amount("overdue", "What should have left before `day`.", "0.00"),
            amount("due", "What leaves in time."),
            amount("total", "Both together."),
            amount("discount", "What paying on `day` would save.", "25.00"),
        ),
        chart=ChartShape(ChartKind.COLUMNS, ("week",), ("overdue", "due"), ahead=True),
        filters=("currency",),
    ),
    tables=(PAYMENT_FACTS,),
    query="""
        SELECT date_trunc('week', greatest(leaves_on, %(day)s)::timestamp)::date AS week, currency,
               count(*) AS "openPayments",
               coalesce(sum(leaves) FILTER (WHERE leaves_on < %(day)s), 0) AS overdue,
               coalesce(sum(leaves) FILTER (WHERE leaves_on >= %(day)s), 0) AS due,
               sum(leaves) AS total,
               coalesce(sum(discount_offered) FILTER (WHERE NOT collected AND discount_until >= %(day)s), 0)
                   AS discount
        FROM payment_facts WHERE unpaid GROUP BY 1, 2
    """,
    sorted_by=("week", "currency"),
)
