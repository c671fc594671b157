"""What was received and not invoiced, and the other way round?"""

from application.ports.reports import ChartKind, ChartShape, ReportShape
from application.reporting.report_name import ReportName
from projections.reporting.order_facts import ORDER_FACTS, ORDER_LINE_FACTS
from projections.reporting.question import CURRENCY, ORDER, SUPPLIER, ReportQuestion, amount

GR_IR_BALANCE = ReportQuestion(
    ReportShape(
        name=ReportName.GR_IR_BALANCE,
        title="GR/IR balance",
        question="What was received and not invoiced, and the other way round?",
        definition=(
            "Orders of which on some line more is accepted than matched invoices bill, or less, at the "
            "order's price without tax, each line rounded once. Accepted is what was received, not "
            "rejected and not returned; billed is less what was credited. The balance is what the goods "
            "received account owes to the invoices to come: received and not invoiced, less invoiced and "
            "not received. Closed orders are not in it, because nothing more will come, and neither are "
            "those for which a bank's contract stands, because nobody will invoice them."
        ),
        columns=(
            *SUPPLIER,
            ORDER,
            CURRENCY,
            amount("receivedNotInvoiced", "Accepted beyond what is invoiced."),
            amount("invoicedNotReceived", "Invoiced beyond what is accepted.", "0.00"),
            amount("balance", "The former less the latter."),
        ),
        chart=ChartShape(
            ChartKind.BARS,
            ("supplierName",),
            ("receivedNotInvoiced", "invoicedNotReceived"),
        ),
        filters=("supplierId", "purchaseOrderId", "currency"),
    ),
    tables=(ORDER_FACTS, ORDER_LINE_FACTS),
    query="""
        SELECT purchase.supplier_id AS "supplierId", supplier_name AS "supplierName",
               purchase.id AS "purchaseOrderId", purchase.currency,
               sum(received_not_invoiced) AS "receivedNotInvoiced",
               sum(invoiced_not_received) AS "invoicedNotReceived",
               sum(received_not_invoiced - invoiced_not_received) AS balance
        FROM order_facts AS purchase JOIN order_line_facts AS line ON line.purchase_order_id = purchase.id
        LEFT JOIN supplier_names ON supplier_names.supplier_id = purchase.supplier_id
        WHERE NOT financed AND status <> 'Closed' AND (received_not_invoiced > 0 OR invoiced_not_received > 0)
        GROUP BY 1, 2, 3, 4
    """,
    sorted_by=("currency", "-balance", "purchaseOrderId"),
)
