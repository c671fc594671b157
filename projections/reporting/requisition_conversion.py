"""How many of the requisitions that were asked for became orders?"""

from application.ports.reports import ChartKind, ChartShape, ColumnKind, ReportColumn, ReportShape
from application.reporting.report_name import ReportName
from projections.reporting.milestone_facts import MILESTONE_FACTS
from projections.reporting.question import BRANCH, ReportQuestion, count, percent, share

REQUISITION_CONVERSION = ReportQuestion(
    ReportShape(
        name=ReportName.REQUISITION_CONVERSION,
        title="Requisition conversion",
        question="How many of the requisitions that were asked for became orders?",
        definition=(
            "Requisitions by the month, in the tenant's time zone, in which they were submitted, and by "
            "branch; and what had become of them. Drafts are not asked for yet and do not count. Those "
            "that became an order were approved before, and are counted there too. The conversion rate "
            "is what became an order, in percent of what was submitted."
        ),
        columns=(
            ReportColumn("month", ColumnKind.TEXT, "The month of submission.", "2026-03"),
            BRANCH,
            count("submitted", "How many were submitted.", 8),
            count("waiting", "How many nobody has decided about.", 1),
            count("rejected", "How many were rejected.", 1),
            count("approved", "How many were approved.", 6),
            count("converted", "How many became an order.", 4),
            percent("conversionRate", "Converted in percent of submitted.", "50.00"),
        ),
        chart=ChartShape(ChartKind.COLUMNS, ("month",), ("converted", "waiting", "rejected")),
        filters=("month", "branchId"),
    ),
    tables=(MILESTONE_FACTS,),
    query=f"""
        SELECT to_char(submitted_at AT TIME ZONE %(zone)s, 'YYYY-MM') AS month, branch_id AS "branchId",
               count(*) AS submitted, count(*) FILTER (WHERE NOT approved AND NOT rejected) AS waiting,
               count(*) FILTER (WHERE rejected) AS rejected, count(*) FILTER (WHERE approved) AS approved,
               count(*) FILTER (WHERE converted) AS converted,
               {share("count(*) FILTER (WHERE converted)", "count(*)")} AS "conversionRate"
        FROM (
            SELECT document_id, branch_id,
                   min(valid_from_at) FILTER (WHERE milestone = 'submitted') AS submitted_at,
                   bool_or(milestone = 'approved') AS approved,
                   bool_or(milestone = 'rejected') AS rejected,
                   bool_or(milestone = 'converted') AS converted
            FROM milestone_facts WHERE document = 'requisition' GROUP BY document_id, branch_id
        ) AS wish
        GROUP BY 1, 2
    """,  # noqa: S608 - made of our own words
    sorted_by=("month", "branchId"),
)
