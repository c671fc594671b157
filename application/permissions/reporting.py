"""Which reports may be asked for: who may read the lists could count all of it from them."""

from collections.abc import Mapping

from application.permissions.permission import query
from application.permissions.roles import READING
from application.reporting.report_name import ReportName

_SENTENCES: Mapping[ReportName, str] = {
    ReportName.AP_AGEING: "See what is owed to whom, and how late it is.",
    ReportName.CASH_REQUIREMENT: "See how much money leaves in which week.",
    ReportName.DISCOUNTS: "See which discounts were taken and which missed.",
    ReportName.ACCRUALS: "See which costs came without an invoice.",
    ReportName.GR_IR_BALANCE: "See what was received and not invoiced.",
    ReportName.COMMITMENTS: "See what is ordered and will still be invoiced.",
    ReportName.SPEND_CUBE: "See what was spent with whom, on what, where and when.",
    ReportName.SUPPLIER_SCORECARD: "See how well suppliers deliver and charge.",
    ReportName.MATCH_EXCEPTION_RATE: "See how many invoices disagreed, and why.",
    ReportName.REQUISITION_CONVERSION: "See how many requisitions became orders.",
    ReportName.PURCHASE_ORDER_CYCLE_TIME: "See how long purchases take.",
}
REPORTING = (
    query("reports.list", READING, "See which reports there are, and how they are defined."),
    *(query(f"reports.{name}", READING, _SENTENCES[name]) for name in ReportName),
)
