"""What the API answers where the story goes wrong on purpose."""

DUTIES = (403, "SegregationOfDutiesViolation")
LEVEL = (403, "InsufficientApprovalAuthority")
STATE = (409, "InvalidStateTransition")
STALE = (412, "PreconditionFailed")
BEYOND = (409, "DeliveryBeyondTolerance")
DISCREPANCY = (422, "GoodsReceiptDiscrepancy")
MISMATCH = (422, "InvoiceMismatch")
NOTHING_RECEIVED = (409, "GoodsNotYetReceived")
BLOCKED = (409, "MatchingBlocked")
DUPLICATE = (409, "DuplicateInvoice")
FINANCED = (409, "OrderIsFinanced")
NOT_BILLABLE = (409, "OrderNotBillable")
