"""Which reports may be asked for: who may read the lists could count all of it from them."""

from application.permissions.permission import query
from application.permissions.roles import READING

REPORTING = (
    query("reports.list", READING, "See which reports there are, and how they are defined."),
    query("reports.ap-ageing", READING, "See what is owed to whom, and how late it is."),
    query("reports.cash-requirement", READING, "See how much money leaves in which week."),
    query("reports.discounts", READING, "See which discounts were taken and which missed."),
    query("reports.accruals", READING, "See which costs came without an invoice."),
    query("reports.gr-ir-balance", READING, "See what was received and not invoiced."),
    query("reports.commitments", READING, "See what is ordered and will still be invoiced."),
    query("reports.spend-cube", READING, "See what was spent with whom, on what, where and when."),
    query("reports.supplier-scorecard", READING, "See how well suppliers deliver and charge."),
    query("reports.match-exception-rate", READING, "See how many invoices disagreed, and why."),
    query("reports.requisition-conversion", READING, "See how many requisitions became orders."),
    query("reports.purchase-order-cycle-time", READING, "See how long purchases take."),
)
