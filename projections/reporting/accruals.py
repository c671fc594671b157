"""Which costs have come to us without an invoice?"""

from application.ports.reports import ChartKind, ChartShape, ReportShape
from application.reporting.report_name import ReportName
from projections.reporting.order_facts import ORDER_FACTS, ORDER_LINE_FACTS
from projections.reporting.question import (
    BRANCH,
    COST_CENTER,
    CURRENCY,
    SUPPLIER,
    ReportQuestion,
    amount,
    count,
)

ACCRUALS = ReportQuestion(
    ReportShape(
        name=ReportName.ACCRUALS,
        title="Accruals",
        question="Which costs have come to us without an invoice?",
        definition=(
            "What is accepted on order lines beyond what matched invoices bill, at the order's price "
            "without tax, each line rounded once, by supplier, branch, cost center and currency. It is "
            "what to accrue at the end of a period: ask `asOf` its last instant. An invoice that is "
            "disputed bills nothing yet. Closed orders are not in it, and neither are those for which a "
            "bank's contract stands."
        ),
        columns=(
            *SUPPLIER,
            BRANCH,
            COST_CENTER,
            CURRENCY,
            count("orders", "How many orders."),
            amount("accrued", "Accepted beyond what is invoiced."),
        ),
        chart=ChartShape(ChartKind.BARS, ("supplierName",), ("accrued",)),
        filters=("supplierId", "branchId", "costCenter", "currency"),
    ),
    tables=(ORDER_FACTS, ORDER_LINE_FACTS),
    query="""
        SELECT purchase.supplier_id AS "supplierId", supplier_name AS "supplierName",
               purchase.branch_id AS "branchId", purchase.cost_center AS "costCenter", purchase.currency,
               count(DISTINCT purchase.id) AS orders, sum(received_not_invoiced) AS accrued
        FROM order_facts AS purchase JOIN order_line_facts AS line ON line.purchase_order_id = purchase.id
        LEFT JOIN supplier_names ON supplier_names.supplier_id = purchase.supplier_id
        WHERE NOT financed AND status <> 'Closed' AND received_not_invoiced > 0
        GROUP BY 1, 2, 3, 4, 5
    """,
    sorted_by=("currency", "-accrued", "supplierId", "branchId", "costCenter"),
)
