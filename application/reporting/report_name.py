"""What the reports are called: on the wire, among the permissions, and where they are counted."""

from enum import StrEnum


class ReportName(StrEnum):
    """Each is the last part of a path, and the operation `reports.NAME`."""

    AP_AGEING = "ap-ageing"
    CASH_REQUIREMENT = "cash-requirement"
    DISCOUNTS = "discounts"
    ACCRUALS = "accruals"
    GR_IR_BALANCE = "gr-ir-balance"
    COMMITMENTS = "commitments"
    SPEND_CUBE = "spend-cube"
    SUPPLIER_SCORECARD = "supplier-scorecard"
    MATCH_EXCEPTION_RATE = "match-exception-rate"
    REQUISITION_CONVERSION = "requisition-conversion"
    PURCHASE_ORDER_CYCLE_TIME = "purchase-order-cycle-time"
