"""What happened to the payment, the run and the report that the contract shows."""

from datetime import UTC, date, datetime

from domain.payments.bank_report import commands as report
from domain.payments.bank_report.events import ReportEntry, Resolution
from domain.payments.payable import Payable
from domain.payments.payment import commands as payment
from domain.payments.payment_run import commands as run
from domain.payments.payment_run.state import RunContext
from domain.payments.payment_run.transfers import RunPayment, RunTransfer
from domain.payments.references import end_to_end_id, message_id
from domain.shared.bank_account import BankAccount
from domain.shared.context import Context
from domain.shared.currency import Currency
from domain.shared.iban import Iban
from domain.shared.ids import (
    PaymentId,
    PaymentRunId,
    PurchaseOrderId,
    SupplierId,
    SupplierInvoiceId,
    UserId,
)
from domain.shared.message import Command
from domain.shared.money import Money
from domain.shared.payment_terms import PaymentTerms

_UUID = "3f2504e0-4f89-41d3-9a0c-0305e82c330"
_AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
_ANN, _BEN, _CLEO = (UserId(f"usr_{_UUID}{n}") for n in (2, 3, 4))
_RUN = PaymentRunId(f"run_{_UUID}1")
_ORDER, _INVOICE = PurchaseOrderId(f"po_{_UUID}1"), SupplierInvoiceId(f"inv_{_UUID}1")
_SUPPLIER, _NAME = SupplierId(f"sup_{_UUID}1"), "Stuhlwerk GmbH"
_EUR = Currency("EUR")
_GROSS, _DISCOUNT, _PAYS = (Money(amount, _EUR) for amount in ("136.85", "2.74", "134.11"))
_DUE = date(2026, 4, 1)
_THEIRS = BankAccount(iban=Iban("DE89370400440532013000"), holder=_NAME, currency=_EUR)
_OURS = BankAccount(iban=Iban("FR1420041010050500013M02606"), holder="Acme", currency=_EUR)

_PLAIN = Context(_ANN, _AT)
_OVERSEEING = RunContext(UserId(f"usr_{_UUID}5"), _AT, {(_SUPPLIER, "EUR"): (1, _THEIRS)})

Story = tuple[tuple[Command, Context], ...]

_PAYABLE = Payable(
    invoice_id=_INVOICE,
    purchase_order_id=_ORDER,
    supplier_id=_SUPPLIER,
    supplier_name=_NAME,
    reference="RE-2026-0815",
    amount=_GROSS,
    invoice_date=date(2026, 3, 2),
    due_on=_DUE,
    payment_terms=PaymentTerms("2/10 NET30"),
    handled_by=(_BEN,),
)

_TRANSFER = RunTransfer(
    number=1,
    end_to_end_id=end_to_end_id(_RUN, 1),
    supplier_id=_SUPPLIER,
    supplier_name=_NAME,
    bank_account=1,
    account=_THEIRS,
    entered_by=_BEN,
    confirmed_by=_CLEO,
    debtor=_OURS,
    amount=_PAYS,
    payments=(
        RunPayment(
            payment_id=PaymentId.of(_INVOICE.uuid),
            invoice_id=_INVOICE,
            purchase_order_id=_ORDER,
            reference="RE-2026-0815",
            due_on=_DUE,
            amount=_GROSS,
            discount=_DISCOUNT,
            pays=_PAYS,
            handled_by=(_BEN,),
        ),
    ),
)

PAYMENT_STORY: Story = (
    (payment.Schedule(payable=_PAYABLE), _PLAIN),
    (
        payment.Collect(
            payment_run_id=_RUN,
            transfer=1,
            end_to_end_id=_TRANSFER.end_to_end_id,
            execution_date=date(2026, 3, 11),
            pays=_PAYS,
            discount=_DISCOUNT,
        ),
        _PLAIN,
    ),
)

RUN_STORY: Story = (
    (
        run.Propose(
            execution_date=date(2026, 3, 11),
            transfers=(_TRANSFER,),
            initiator="Acme",
            file_version="pain.001.001.09",
            message_id=message_id(_RUN),
            paying_accounts_version=2,
        ),
        _OVERSEEING,
    ),
)

REPORT_STORY: Story = (
    (
        report.Record(
            message_id="STATUS-0815",
            created_at=datetime(2026, 3, 11, 15, tzinfo=UTC),
            original_message_id=message_id(_RUN),
            entries=(
                ReportEntry(
                    level="transaction",
                    end_to_end_id=_TRANSFER.end_to_end_id,
                    status="ACSC",
                    resolution=Resolution.REMITTED,
                    payment_run_id=_RUN,
                    transfers=(1,),
                ),
                ReportEntry(
                    level="transaction",
                    end_to_end_id="NOT-OF-OURS-1",
                    status="RJCT",
                    reason_code="AC04",
                    resolution=Resolution.UNKNOWN,
                ),
            ),
        ),
        _PLAIN,
    ),
)

REPORT_FILE = f"""<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.12">
  <CstmrPmtStsRpt>
    <GrpHdr><MsgId>STATUS-0815</MsgId><CreDtTm>2026-03-11T15:00:00Z</CreDtTm></GrpHdr>
    <OrgnlGrpInfAndSts>
      <OrgnlMsgId>{message_id(_RUN)}</OrgnlMsgId>
      <OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId>
    </OrgnlGrpInfAndSts>
    <OrgnlPmtInfAndSts>
      <OrgnlPmtInfId>{message_id(_RUN)}001</OrgnlPmtInfId>
      <TxInfAndSts>
        <OrgnlEndToEndId>{_TRANSFER.end_to_end_id}</OrgnlEndToEndId>
        <TxSts>ACSC</TxSts>
      </TxInfAndSts>
    </OrgnlPmtInfAndSts>
  </CstmrPmtStsRpt>
</Document>
"""
"""A status report as a bank sends it."""
