"""How long do purchases take from step to step?"""

from application.ports.reports import ChartKind, ChartShape, ColumnKind, ReportColumn, ReportShape
from application.reporting.report_name import ReportName
from projections.reporting.milestone_facts import MILESTONE_FACTS
from projections.reporting.order_facts import ORDER_FACTS
from projections.reporting.question import ReportQuestion, count

_STAGES = (
    ("requested", "approved"),
    ("approved", "issued"),
    ("issued", "received"),
    ("received", "invoiced"),
    ("invoiced", "paid"),
    ("requested", "paid"),
)
_VALUES = ", ".join(
    f"({place}, '{since}-{until}', {since}, {until})"
    for place, (since, until) in enumerate(_STAGES, 1)
)
_NAMES = ", ".join(
    f"({place}, '{since}-{until}')" for place, (since, until) in enumerate(_STAGES, 1)
)
_FIRST = ", ".join(
    f"min(valid_from_at) FILTER (WHERE milestone = '{name}') AS {name}"
    for name in ("submitted", "approved", "issued", "received", "invoiced", "paid")
)


def _seconds(name: str, sentence: str, example: int) -> ReportColumn:
    return ReportColumn(name, ColumnKind.SECONDS, sentence, example, optional=True)


PURCHASE_ORDER_CYCLE_TIME = ReportQuestion(
    ReportShape(
        name=ReportName.PURCHASE_ORDER_CYCLE_TIME,
        title="Purchase order cycle time",
        question="How long do purchases take from step to step?",
        definition=(
            "For each step, the orders that have taken it, and how long that took from the first time of "
            "one milestone to the first time of the next. `requested` is when the requisition of the "
            "order was submitted, or the order itself when it has none; `approved` when the last "
            "approver of the order agreed; `issued` when it went to the supplier; `received` when every "
            "line was complete; `invoiced` when all that was received was invoiced; `paid` when every "
            "invoice was paid. The last row is the whole way. The 50th and 95th percentile are durations "
            "that occurred: the smallest that so many percent do not exceed."
        ),
        columns=(
            count("step", "The number of the step.", 1),
            ReportColumn(
                "stage", ColumnKind.TEXT, "From which milestone to which.", "requested-approved"
            ),
            count("orders", "How many orders have taken it."),
            _seconds("mean", "The mean duration, in seconds; nothing without orders.", 86400),
            _seconds("p50", "The 50th percentile, in seconds.", 72000),
            _seconds("p95", "The 95th percentile, in seconds.", 259200),
        ),
        chart=ChartShape(ChartKind.BARS, ("stage",), ("mean",)),
    ),
    tables=(MILESTONE_FACTS, ORDER_FACTS),
    query=f"""
        WITH firsts AS (SELECT document_id, {_FIRST} FROM milestone_facts GROUP BY document_id),
        times AS (
            SELECT coalesce(wish.submitted, own.submitted) AS requested,
                   own.approved, own.issued, own.received, own.invoiced, own.paid
            FROM firsts AS own JOIN order_facts AS purchase ON purchase.id = own.document_id
            LEFT JOIN firsts AS wish ON wish.document_id = purchase.requisition_id
        ),
        taken AS (
            SELECT step, extract(epoch FROM until - since) AS seconds
            FROM times CROSS JOIN LATERAL (VALUES {_VALUES}) AS stages (step, stage, since, until)
            WHERE since IS NOT NULL AND until IS NOT NULL
        )
        SELECT step, stage, count(seconds) AS orders, round(avg(seconds))::bigint AS mean,
               round(percentile_disc(0.5) WITHIN GROUP (ORDER BY seconds))::bigint AS p50,
               round(percentile_disc(0.95) WITHIN GROUP (ORDER BY seconds))::bigint AS p95
        FROM (VALUES {_NAMES}) AS every (step, stage)
        LEFT JOIN taken USING (step) GROUP BY step, stage
    """,  # noqa: S608 - made of the constants above
    sorted_by=("step",),
)
