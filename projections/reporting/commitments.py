"""What is ordered and will still be invoiced?"""

from application.ports.reports import ChartKind, ChartShape, ColumnKind, ReportColumn, ReportShape
from application.reporting.report_name import ReportName
from projections.reporting.order_facts import ORDER_FACTS, ORDER_LINE_FACTS
from projections.reporting.question import (
    BRANCH,
    COST_CENTER,
    CURRENCY,
    ORDER,
    SUPPLIER,
    ReportQuestion,
    amount,
)

COMMITMENTS = ReportQuestion(
    ReportShape(
        name=ReportName.COMMITMENTS,
        title="Commitments",
        question="What is ordered and will still be invoiced?",
        definition=(
            "Orders that the supplier has and that are not cancelled, paid or closed, with what matched "
            "invoices do not bill yet, at the order's price without tax, each line rounded once. While "
            "more is expected, a line is committed to the quantity ordered, or to the one accepted when "
            "that is more; once the order is complete, to the one accepted. An amendment that waits for "
            "approval does not count yet. Orders for which a bank's contract stands are not in it."
        ),
        columns=(
            *SUPPLIER,
            ORDER,
            BRANCH,
            COST_CENTER,
            ReportColumn(
                "deliveryDate",
                ColumnKind.DATE,
                "By when the goods are to be there, if the order says so.",
                "2026-03-20",
                optional=True,
            ),
            CURRENCY,
            amount("ordered", "What is ordered, without tax.", "5000.00"),
            amount("committed", "What will still be invoiced.", "3750.00"),
        ),
        chart=ChartShape(ChartKind.BARS, ("supplierName",), ("committed",)),
        filters=("supplierId", "purchaseOrderId", "branchId", "costCenter", "currency"),
    ),
    tables=(ORDER_FACTS, ORDER_LINE_FACTS),
    query="""
        SELECT purchase.supplier_id AS "supplierId", supplier_name AS "supplierName",
               purchase.id AS "purchaseOrderId", purchase.branch_id AS "branchId",
               purchase.cost_center AS "costCenter", purchase.delivery_date AS "deliveryDate",
               purchase.currency, purchase.net AS ordered, sum(committed) AS committed
        FROM order_facts AS purchase JOIN order_line_facts AS line ON line.purchase_order_id = purchase.id
        LEFT JOIN supplier_names ON supplier_names.supplier_id = purchase.supplier_id
        WHERE NOT financed AND status NOT IN ('Cancelled', 'Paid', 'Closed') AND committed > 0
        GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
    """,
    sorted_by=("currency", "-committed", "purchaseOrderId"),
)
