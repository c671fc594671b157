"""The conflicts that are allowed and told: small companies cannot do without some, an auditor asks."""

from domain.audit.segregation.conflict import Conflict, Link
from domain.audit.segregation.duty import Duty

ON_ONE_PURCHASE = tuple(
    Conflict(name, first, second, Link.CHAIN, risk)
    for name, first, second, risk in (
        ("raises-requisition-and-receives", Duty.RAISE_REQUISITION, Duty.RECEIVE_GOODS,
         "What was wanted is said to have come by the person who wanted it."),
        ("raises-requisition-and-handles-invoice", Duty.RAISE_REQUISITION, Duty.HANDLE_INVOICE,
         "Whoever wanted it also sees to it that it is billed."),
        ("raises-requisition-and-pays", Duty.RAISE_REQUISITION, Duty.APPROVE_PAYMENT_RUN,
         "A want becomes a payment with one person at both ends."),
        ("approves-requisition-and-orders", Duty.APPROVE_REQUISITION, Duty.RAISE_ORDER,
         "Whoever finds it necessary also chooses who profits from it."),
        ("approves-requisition-and-receives", Duty.APPROVE_REQUISITION, Duty.RECEIVE_GOODS,
         "A need that never was is approved and said to be met."),
        ("approves-requisition-and-pays", Duty.APPROVE_REQUISITION, Duty.APPROVE_PAYMENT_RUN,
         "The first and the last approval of a purchase are one person's."),
        ("orders-and-receives", Duty.RAISE_ORDER, Duty.RECEIVE_GOODS,
         "Goods are ordered and said to have come, and never did."),
        ("orders-and-resolves-discrepancy", Duty.RAISE_ORDER, Duty.RESOLVE_DISCREPANCY,
         "A buyer excuses what their supplier did not deliver."),
        ("orders-and-handles-invoice", Duty.RAISE_ORDER, Duty.HANDLE_INVOICE,
         "Order and invoice agree because one person wrote both."),
        ("orders-and-releases-invoice", Duty.RAISE_ORDER, Duty.RELEASE_INVOICE,
         "A buyer vouches that the second invoice of their supplier is no duplicate."),
        ("orders-and-pays", Duty.RAISE_ORDER, Duty.APPROVE_PAYMENT_RUN,
         "Whoever chose the supplier also lets the money go."),
        ("amends-and-receives", Duty.AMEND_ORDER, Duty.RECEIVE_GOODS,
         "The order is changed until it agrees with what was delivered."),
        ("amends-and-handles-invoice", Duty.AMEND_ORDER, Duty.HANDLE_INVOICE,
         "The order is changed until it agrees with what is billed."),
        ("approves-order-and-receives", Duty.APPROVE_ORDER, Duty.RECEIVE_GOODS,
         "What somebody committed to, they also say was kept."),
        ("approves-order-and-handles-invoice", Duty.APPROVE_ORDER, Duty.HANDLE_INVOICE,
         "An invoice meets an order that was approved to meet it."),
        ("approves-order-and-pays", Duty.APPROVE_ORDER, Duty.APPROVE_PAYMENT_RUN,
         "Commitment and payment are approved by one person."),
        ("receives-and-handles-invoice", Duty.RECEIVE_GOODS, Duty.HANDLE_INVOICE,
         "Two of the three documents of the match come from one person."),
        ("receives-and-releases-invoice", Duty.RECEIVE_GOODS, Duty.RELEASE_INVOICE,
         "A second delivery is claimed so that a second invoice passes."),
        ("receives-and-pays", Duty.RECEIVE_GOODS, Duty.APPROVE_PAYMENT_RUN,
         "Goods are said to have come so that they can be paid."),
        ("resolves-discrepancy-and-handles-invoice", Duty.RESOLVE_DISCREPANCY, Duty.HANDLE_INVOICE,
         "Too little is accepted so that the invoice for all of it matches."),
        ("resolves-discrepancy-and-pays", Duty.RESOLVE_DISCREPANCY, Duty.APPROVE_PAYMENT_RUN,
         "Too little is accepted, and paid, by one person."),
        ("resolves-order-dispute-and-pays", Duty.RESOLVE_ORDER_DISPUTE, Duty.APPROVE_PAYMENT_RUN,
         "A dispute ends so that money can go to the supplier."),
        ("returns-goods-and-credits", Duty.RETURN_GOODS, Duty.REGISTER_CREDIT_NOTE,
         "Goods leave the house, and the credit for them is made to fit."),
        ("approves-order-and-finances", Duty.APPROVE_ORDER, Duty.HANDLE_FINANCING,
         "A purchase is made large enough to be financed, and financed."),
    )
)  # fmt: skip
"""One person at two places of one purchase."""

ON_ONE_DOCUMENT = (
    Conflict("approves-order-then-amends", Duty.APPROVE_ORDER, Duty.AMEND_ORDER, Link.LINEAGE,
             "What was approved is changed by the approver, as long as it does not cost more.",
             ordered=True),
    Conflict("disputes-and-settles-order", Duty.DISPUTE_ORDER, Duty.RESOLVE_ORDER_DISPUTE, Link.LINEAGE,
             "An objection is made and withdrawn without anybody else having seen why.",
             ordered=True),
    Conflict("receives-and-returns", Duty.RECEIVE_GOODS, Duty.RETURN_GOODS, Link.LINEAGE,
             "Goods that came and went again by one hand can go anywhere.", ordered=True),
    Conflict("disputes-and-corrects-invoice", Duty.DISPUTE_INVOICE, Duty.CORRECT_INVOICE, Link.DEBT,
             "An invoice is stopped and let go at another amount by one person.", ordered=True),
    Conflict("proposes-and-approves-run", Duty.PROPOSE_PAYMENT_RUN, Duty.APPROVE_PAYMENT_RUN,
             Link.LINEAGE, "What is paid today is chosen and approved by one person.",
             ordered=True),
    Conflict("handles-invoice-and-proposes-run", Duty.HANDLE_INVOICE, Duty.PROPOSE_PAYMENT_RUN,
             Link.DEBT, "Whoever entered an invoice also brings it forward to be paid."),
    Conflict("credits-and-pays", Duty.REGISTER_CREDIT_NOTE, Duty.APPROVE_PAYMENT_RUN, Link.DEBT,
             "A credit is entered, or left out, by the person who pays the rest."),
)  # fmt: skip
"""One person twice at one document or debt."""

ON_ONE_SUPPLIER = tuple(
    Conflict(name, first, second, Link.SUPPLIER, risk)
    for name, first, second, risk in (
        ("registers-and-activates-supplier", Duty.REGISTER_SUPPLIER, Duty.ACTIVATE_SUPPLIER,
         "A supplier that does not exist is taken up by one person."),
        ("registers-supplier-and-confirms-account", Duty.REGISTER_SUPPLIER, Duty.CONFIRM_BANK_ACCOUNT,
         "Whoever brought the supplier also says where it is paid."),
        ("registers-supplier-and-orders", Duty.REGISTER_SUPPLIER, Duty.RAISE_ORDER,
         "Orders go to a supplier that the buyer made up."),
        ("registers-supplier-and-approves-order", Duty.REGISTER_SUPPLIER, Duty.APPROVE_ORDER,
         "Orders to a supplier are approved by the person who brought it."),
        ("registers-supplier-and-handles-invoice", Duty.REGISTER_SUPPLIER, Duty.HANDLE_INVOICE,
         "A supplier is made up so that its invoices can be entered."),
        ("registers-supplier-and-pays", Duty.REGISTER_SUPPLIER, Duty.APPROVE_PAYMENT_RUN,
         "A supplier is made up and paid by one person."),
        ("activates-supplier-and-pays", Duty.ACTIVATE_SUPPLIER, Duty.APPROVE_PAYMENT_RUN,
         "Whoever let the supplier in also pays it."),
        ("blocks-and-unblocks-supplier", Duty.BLOCK_SUPPLIER, Duty.UNBLOCK_SUPPLIER,
         "A block is lifted by the person who alone knows why it was there."),
        ("unblocks-supplier-and-pays", Duty.UNBLOCK_SUPPLIER, Duty.APPROVE_PAYMENT_RUN,
         "A supplier is unblocked for as long as it takes to pay it."),
        ("enters-account-and-orders", Duty.ENTER_BANK_ACCOUNT, Duty.RAISE_ORDER,
         "Whoever orders decides where the money goes."),
        ("enters-account-and-handles-invoice", Duty.ENTER_BANK_ACCOUNT, Duty.HANDLE_INVOICE,
         "A true invoice is paid to a false account."),
        ("enters-account-and-proposes-run", Duty.ENTER_BANK_ACCOUNT, Duty.PROPOSE_PAYMENT_RUN,
         "An account is changed just before the run that uses it."),
        ("confirms-account-and-proposes-run", Duty.CONFIRM_BANK_ACCOUNT, Duty.PROPOSE_PAYMENT_RUN,
         "An account is confirmed just before the run that uses it."),
    )
)  # fmt: skip
"""One person at two places of what is done with one supplier."""

IN_THE_TENANT = tuple(
    Conflict(name, first, second, Link.TENANT, risk)
    for name, first, second, risk in (
        ("sets-approval-policy-and-orders", Duty.SET_APPROVAL_POLICY, Duty.RAISE_ORDER,
         "Thresholds move until an order needs no approval that could refuse it."),
        ("sets-approval-policy-and-approves", Duty.SET_APPROVAL_POLICY, Duty.APPROVE_ORDER,
         "Approvers decide for themselves how far their level reaches."),
        ("sets-match-tolerance-and-handles-invoice", Duty.SET_MATCH_TOLERANCE, Duty.HANDLE_INVOICE,
         "The match is made so generous that it finds nothing."),
        ("sets-receipt-tolerance-and-receives", Duty.SET_RECEIPT_TOLERANCE, Duty.RECEIVE_GOODS,
         "Deliveries are judged by whoever set how they are judged."),
        ("sets-paying-accounts-and-proposes-run", Duty.SET_PAYING_ACCOUNTS, Duty.PROPOSE_PAYMENT_RUN,
         "Money is taken from an account of one person's choice."),
        ("sets-paying-accounts-and-pays", Duty.SET_PAYING_ACCOUNTS, Duty.APPROVE_PAYMENT_RUN,
         "Where money comes from and whether it goes is one person's decision."),
        ("pays-and-reports-for-the-bank", Duty.APPROVE_PAYMENT_RUN, Duty.REPORT_FOR_THE_BANK,
         "What became of a payment is told by the person who made it."),
        ("grants-access-and-approves-order", Duty.GRANT_ACCESS, Duty.APPROVE_ORDER,
         "People are made up who ask for what their maker approves."),
        ("grants-access-and-confirms-account", Duty.GRANT_ACCESS, Duty.CONFIRM_BANK_ACCOUNT,
         "The second person who sees to an account is made up by the first."),
        ("grants-access-and-pays", Duty.GRANT_ACCESS, Duty.APPROVE_PAYMENT_RUN,
         "Whoever lets people in could be everybody whose hands a payment went through."),
        ("lends-authority-and-orders", Duty.LEND_AUTHORITY, Duty.RAISE_ORDER,
         "A favour is returned: the delegate approves others' orders as the delegator wishes."),
    )
)  # fmt: skip
"""One person who makes the rules, or the people, and works by them."""

DETECTIVE = (*ON_ONE_PURCHASE, *ON_ONE_DOCUMENT, *ON_ONE_SUPPLIER, *IN_THE_TENANT)
