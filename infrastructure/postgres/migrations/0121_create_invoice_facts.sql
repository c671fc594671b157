CREATE TABLE projections.invoice_facts (
    tenant_id               text COLLATE "C" NOT NULL,
    id                      text COLLATE "C" NOT NULL,
    valid_from              bigint NOT NULL,
    valid_from_at           timestamptz NOT NULL,
    valid_to                bigint,
    valid_to_at             timestamptz,
    purchase_order_id       text COLLATE "C" NOT NULL,
    supplier_id             text COLLATE "C" NOT NULL,
    supplier_invoice_number text COLLATE "C" NOT NULL,
    invoice_date            date NOT NULL,
    due_date                date NOT NULL,
    currency                text COLLATE "C" NOT NULL,
    net                     numeric NOT NULL,
    gross                   numeric NOT NULL,
    owed                    numeric NOT NULL,
    status                  text COLLATE "C" NOT NULL,
    held                    boolean NOT NULL,
    PRIMARY KEY (tenant_id, id, valid_from)
) WITH (fillfactor = 90);
CREATE INDEX invoice_facts_valid ON projections.invoice_facts (tenant_id, valid_to, valid_from);
COMMENT ON TABLE projections.invoice_facts IS 'What was true of a supplier''s invoice.';
COMMENT ON COLUMN projections.invoice_facts.tenant_id IS 'Whose fact it is.';
COMMENT ON COLUMN projections.invoice_facts.id IS 'The invoice.';
COMMENT ON COLUMN projections.invoice_facts.valid_from IS 'The position of the event that made it true.';
COMMENT ON COLUMN projections.invoice_facts.valid_from_at IS 'When that event happened, in the tenant''s time.';
COMMENT ON COLUMN projections.invoice_facts.valid_to IS 'The position of the event that ended it; null while it holds.';
COMMENT ON COLUMN projections.invoice_facts.valid_to_at IS 'When that event happened; null while it holds.';
COMMENT ON COLUMN projections.invoice_facts.purchase_order_id IS 'The order that it bills.';
COMMENT ON COLUMN projections.invoice_facts.supplier_id IS 'Who sent it.';
COMMENT ON COLUMN projections.invoice_facts.supplier_invoice_number IS 'The supplier''s number.';
COMMENT ON COLUMN projections.invoice_facts.invoice_date IS 'The date that it bears.';
COMMENT ON COLUMN projections.invoice_facts.due_date IS 'The last day to pay in full.';
COMMENT ON COLUMN projections.invoice_facts.currency IS 'The currency of all its amounts.';
COMMENT ON COLUMN projections.invoice_facts.net IS 'What it comes to without tax, by the figures that hold.';
COMMENT ON COLUMN projections.invoice_facts.gross IS 'What it comes to with tax, by the figures that hold.';
COMMENT ON COLUMN projections.invoice_facts.owed IS 'What is left to pay; 0 when it is paid or rejected.';
COMMENT ON COLUMN projections.invoice_facts.status IS 'Where the invoice stood.';
COMMENT ON COLUMN projections.invoice_facts.held IS 'Whether it might be a duplicate and nobody had released it.';
GRANT SELECT, INSERT, UPDATE (valid_to, valid_to_at) ON projections.invoice_facts TO daybook_app;
SELECT daybook.isolate('projections.invoice_facts');

CREATE TABLE projections.invoice_line_facts (
    tenant_id         text COLLATE "C" NOT NULL,
    id                text COLLATE "C" NOT NULL,
    valid_from        bigint NOT NULL,
    valid_from_at     timestamptz NOT NULL,
    valid_to          bigint,
    valid_to_at       timestamptz,
    invoice_id        text COLLATE "C" NOT NULL,
    purchase_order_id text COLLATE "C" NOT NULL,
    po_line           bigint NOT NULL,
    supplier_id       text COLLATE "C" NOT NULL,
    invoice_date      date NOT NULL,
    currency          text COLLATE "C" NOT NULL,
    quantity          numeric NOT NULL,
    net               numeric NOT NULL,
    PRIMARY KEY (tenant_id, id, valid_from)
) WITH (fillfactor = 90);
CREATE INDEX invoice_line_facts_valid ON projections.invoice_line_facts (tenant_id, valid_to, valid_from);
COMMENT ON TABLE projections.invoice_line_facts IS 'What was true of an order line as an invoice bills it; nothing counts before the invoice has matched.';
COMMENT ON COLUMN projections.invoice_line_facts.tenant_id IS 'Whose fact it is.';
COMMENT ON COLUMN projections.invoice_line_facts.id IS 'The invoice and the number of the order line.';
COMMENT ON COLUMN projections.invoice_line_facts.valid_from IS 'The position of the event that made it true.';
COMMENT ON COLUMN projections.invoice_line_facts.valid_from_at IS 'When that event happened, in the tenant''s time.';
COMMENT ON COLUMN projections.invoice_line_facts.valid_to IS 'The position of the event that ended it; null while it holds.';
COMMENT ON COLUMN projections.invoice_line_facts.valid_to_at IS 'When that event happened; null while it holds.';
COMMENT ON COLUMN projections.invoice_line_facts.invoice_id IS 'The invoice.';
COMMENT ON COLUMN projections.invoice_line_facts.purchase_order_id IS 'The order.';
COMMENT ON COLUMN projections.invoice_line_facts.po_line IS 'The line of the order.';
COMMENT ON COLUMN projections.invoice_line_facts.supplier_id IS 'Who sent the invoice.';
COMMENT ON COLUMN projections.invoice_line_facts.invoice_date IS 'The date that the invoice bears.';
COMMENT ON COLUMN projections.invoice_line_facts.currency IS 'The currency of the net.';
COMMENT ON COLUMN projections.invoice_line_facts.quantity IS 'The quantity billed less what was credited, once it matched; else 0.';
COMMENT ON COLUMN projections.invoice_line_facts.net IS 'What that came to without tax.';
GRANT SELECT, INSERT, UPDATE (valid_to, valid_to_at) ON projections.invoice_line_facts TO daybook_app;
SELECT daybook.isolate('projections.invoice_line_facts');

CREATE TABLE projections.match_facts (
    tenant_id     text COLLATE "C" NOT NULL,
    id            text COLLATE "C" NOT NULL,
    valid_from    bigint NOT NULL,
    valid_from_at timestamptz NOT NULL,
    valid_to      bigint,
    valid_to_at   timestamptz,
    invoice_id    text COLLATE "C" NOT NULL,
    supplier_id   text COLLATE "C" NOT NULL,
    cause         text COLLATE "C" NOT NULL,
    PRIMARY KEY (tenant_id, id, valid_from)
) WITH (fillfactor = 90);
CREATE INDEX match_facts_valid ON projections.match_facts (tenant_id, valid_to, valid_from);
COMMENT ON TABLE projections.match_facts IS 'Something about an invoice did not agree.';
COMMENT ON COLUMN projections.match_facts.tenant_id IS 'Whose fact it is.';
COMMENT ON COLUMN projections.match_facts.id IS 'The position of the event and the cause.';
COMMENT ON COLUMN projections.match_facts.valid_from IS 'The position of the event that made it true.';
COMMENT ON COLUMN projections.match_facts.valid_from_at IS 'When that event happened, in the tenant''s time.';
COMMENT ON COLUMN projections.match_facts.valid_to IS 'The position of the event that ended it; null while it holds.';
COMMENT ON COLUMN projections.match_facts.valid_to_at IS 'When that event happened; null while it holds.';
COMMENT ON COLUMN projections.match_facts.invoice_id IS 'The invoice.';
COMMENT ON COLUMN projections.match_facts.supplier_id IS 'Who sent it.';
COMMENT ON COLUMN projections.match_facts.cause IS 'quantity, price, value, total, dispute or possible-duplicate.';
GRANT SELECT, INSERT, UPDATE (valid_to, valid_to_at) ON projections.match_facts TO daybook_app;
SELECT daybook.isolate('projections.match_facts');

CREATE TABLE projections.payment_facts (
    tenant_id        text COLLATE "C" NOT NULL,
    id               text COLLATE "C" NOT NULL,
    valid_from       bigint NOT NULL,
    valid_from_at    timestamptz NOT NULL,
    valid_to         bigint,
    valid_to_at      timestamptz,
    supplier_id      text COLLATE "C" NOT NULL,
    invoice_id       text COLLATE "C",
    currency         text COLLATE "C" NOT NULL,
    status           text COLLATE "C" NOT NULL,
    amount           numeric NOT NULL,
    unpaid           boolean NOT NULL,
    collected        boolean NOT NULL,
    leaves           numeric NOT NULL,
    leaves_on        date NOT NULL,
    discount_until   date,
    discount_offered numeric NOT NULL,
    discount_taken   numeric NOT NULL,
    PRIMARY KEY (tenant_id, id, valid_from)
) WITH (fillfactor = 90);
CREATE INDEX payment_facts_valid ON projections.payment_facts (tenant_id, valid_to, valid_from);
COMMENT ON TABLE projections.payment_facts IS 'What was true of a payment.';
COMMENT ON COLUMN projections.payment_facts.tenant_id IS 'Whose fact it is.';
COMMENT ON COLUMN projections.payment_facts.id IS 'The payment.';
COMMENT ON COLUMN projections.payment_facts.valid_from IS 'The position of the event that made it true.';
COMMENT ON COLUMN projections.payment_facts.valid_from_at IS 'When that event happened, in the tenant''s time.';
COMMENT ON COLUMN projections.payment_facts.valid_to IS 'The position of the event that ended it; null while it holds.';
COMMENT ON COLUMN projections.payment_facts.valid_to_at IS 'When that event happened; null while it holds.';
COMMENT ON COLUMN projections.payment_facts.supplier_id IS 'Who is paid.';
COMMENT ON COLUMN projections.payment_facts.invoice_id IS 'The invoice that is paid, if it is one.';
COMMENT ON COLUMN projections.payment_facts.currency IS 'The currency of all its amounts.';
COMMENT ON COLUMN projections.payment_facts.status IS 'How far the money was.';
COMMENT ON COLUMN projections.payment_facts.amount IS 'What is owed, after credits.';
COMMENT ON COLUMN projections.payment_facts.unpaid IS 'Whether the money has still to leave the account.';
COMMENT ON COLUMN projections.payment_facts.collected IS 'Whether a run has taken it up.';
COMMENT ON COLUMN projections.payment_facts.leaves IS 'What leaves the account: the transfer if a run has it, else all that is owed; 0 once paid or cancelled.';
COMMENT ON COLUMN projections.payment_facts.leaves_on IS 'The day of the run that has it, else the due date.';
COMMENT ON COLUMN projections.payment_facts.discount_until IS 'The last day on which a discount may be taken, if the terms have one.';
COMMENT ON COLUMN projections.payment_facts.discount_offered IS 'What may be taken off for paying by then.';
COMMENT ON COLUMN projections.payment_facts.discount_taken IS 'What the payment that was made took off.';
GRANT SELECT, INSERT, UPDATE (valid_to, valid_to_at) ON projections.payment_facts TO daybook_app;
SELECT daybook.isolate('projections.payment_facts');
