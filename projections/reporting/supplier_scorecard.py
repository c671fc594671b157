"""How well do suppliers deliver, and do they charge what was agreed?"""

from application.ports.reports import ChartKind, ChartShape, ReportShape
from application.reporting.report_name import ReportName
from projections.reporting.delivery_facts import DELIVERY_FACTS
from projections.reporting.invoice_facts import INVOICE_LINE_FACTS
from projections.reporting.order_facts import ORDER_FACTS, ORDER_LINE_FACTS
from projections.reporting.question import (
    CURRENCY,
    SUPPLIER,
    ReportQuestion,
    amount,
    count,
    percent,
    share,
)

SUPPLIER_SCORECARD = ReportQuestion(
    ReportShape(
        name=ReportName.SUPPLIER_SCORECARD,
        title="Supplier scorecard",
        question="How well do suppliers deliver, and do they charge what was agreed?",
        definition=(
            "By supplier and currency of the order. Due are orders that the supplier has, that say when "
            "the goods are to be there, and whose day has come. One is on time in full when a delivery "
            "that came by that day, in the tenant's time zone, left nothing to wait for. The price "
            "variance is what matched invoice lines bill beyond the same quantity at the order's price, "
            "in percent of the latter; below zero it was cheaper. The discrepancy rate is the share of "
            "deliveries that did not agree with the order when they came."
        ),
        columns=(
            *SUPPLIER,
            CURRENCY,
            count("ordersDue", "How many orders were due.", 12),
            count("onTimeInFull", "How many of them were complete by their day.", 11),
            percent("onTimeInFullRate", "On time in full, in percent of those due.", "91.67"),
            amount("billed", "What matched invoices bill, without tax."),
            percent("priceVariance", "Billed beyond the order's price, in percent.", "-0.42"),
            count("deliveries", "How many deliveries came.", 15),
            count("discrepancies", "How many of them did not agree with the order.", 2),
            percent("discrepancyRate", "Discrepancies in percent of deliveries.", "13.33"),
        ),
        chart=ChartShape(ChartKind.BARS, ("supplierName", "currency"), ("onTimeInFullRate",)),
        filters=("supplierId", "currency"),
    ),
    tables=(ORDER_FACTS, ORDER_LINE_FACTS, INVOICE_LINE_FACTS, DELIVERY_FACTS),
    query=f"""
        WITH complete AS (
            SELECT purchase_order_id, min((received_at AT TIME ZONE %(zone)s)::date) AS complete_on
            FROM delivery_facts WHERE completes_order GROUP BY purchase_order_id
        ),
        due AS (
            SELECT supplier_id, currency, count(*) AS due,
                   count(*) FILTER (WHERE complete_on <= delivery_date) AS on_time
            FROM order_facts AS purchase LEFT JOIN complete ON complete.purchase_order_id = purchase.id
            WHERE delivery_date <= %(day)s AND status <> 'Cancelled' AND EXISTS (
                SELECT FROM order_line_facts AS line WHERE line.purchase_order_id = purchase.id)
            GROUP BY supplier_id, currency
        ),
        billed AS (
            SELECT bill.supplier_id, bill.currency, sum(bill.net) AS billed,
                   sum(bill.quantity * line.price) AS agreed
            FROM invoice_line_facts AS bill JOIN order_line_facts AS line
                ON line.purchase_order_id = bill.purchase_order_id AND line.po_line = bill.po_line
            WHERE bill.quantity <> 0 OR bill.net <> 0
            GROUP BY bill.supplier_id, bill.currency
        ),
        delivered AS (
            SELECT note.supplier_id, purchase.currency, count(*) AS deliveries,
                   count(*) FILTER (WHERE discrepant) AS discrepancies
            FROM delivery_facts AS note JOIN order_facts AS purchase ON purchase.id = note.purchase_order_id
            WHERE arrival GROUP BY note.supplier_id, purchase.currency
        )
        SELECT supplier_id AS "supplierId", supplier_name AS "supplierName", currency,
               coalesce(due, 0) AS "ordersDue", coalesce(on_time, 0) AS "onTimeInFull",
               {share("on_time", "due")} AS "onTimeInFullRate", coalesce(billed, 0) AS billed,
               {share("billed - agreed", "agreed")} AS "priceVariance",
               coalesce(deliveries, 0) AS deliveries, coalesce(discrepancies, 0) AS discrepancies,
               {share("discrepancies", "deliveries")} AS "discrepancyRate"
        FROM due FULL JOIN billed USING (supplier_id, currency)
        FULL JOIN delivered USING (supplier_id, currency) LEFT JOIN supplier_names USING (supplier_id)
    """,  # noqa: S608 - made of our own words
    sorted_by=("supplierId", "currency"),
)
