"""All reports, in the order in which people ask for them."""

from projections.reporting.accruals import ACCRUALS
from projections.reporting.ap_ageing import AP_AGEING
from projections.reporting.cash_requirement import CASH_REQUIREMENT
from projections.reporting.commitments import COMMITMENTS
from projections.reporting.discounts import DISCOUNTS
from projections.reporting.gr_ir_balance import GR_IR_BALANCE
from projections.reporting.match_exception_rate import MATCH_EXCEPTION_RATE
from projections.reporting.purchase_order_cycle_time import PURCHASE_ORDER_CYCLE_TIME
from projections.reporting.question import ReportQuestion
from projections.reporting.requisition_conversion import REQUISITION_CONVERSION
from projections.reporting.spend_cube import SPEND_CUBE
from projections.reporting.supplier_scorecard import SUPPLIER_SCORECARD

REPORTS: tuple[ReportQuestion, ...] = (
    AP_AGEING,
    CASH_REQUIREMENT,
    DISCOUNTS,
    ACCRUALS,
    GR_IR_BALANCE,
    COMMITMENTS,
    SPEND_CUBE,
    SUPPLIER_SCORECARD,
    MATCH_EXCEPTION_RATE,
    REQUISITION_CONVERSION,
    PURCHASE_ORDER_CYCLE_TIME,
)
