CREATE TABLE projections.payments (
    tenant_id         text COLLATE "C" NOT NULL,
    id                text COLLATE "C" NOT NULL,
    version           bigint NOT NULL,
    position          bigint NOT NULL,
    document          json NOT NULL,
    summary           json NOT NULL,
    created_at        timestamptz NOT NULL,
    updated_at        timestamptz NOT NULL,
    status            text COLLATE "C" NOT NULL,
    supplier_id       text COLLATE "C" NOT NULL,
    invoice_id        text COLLATE "C",
    purchase_order_id text COLLATE "C" NOT NULL,
    payment_run_id    text COLLATE "C",
    currency          text COLLATE "C" NOT NULL,
    amount            numeric NOT NULL,
    due_on            date NOT NULL,
    discount_until    date,
    payable_now       boolean NOT NULL,
    search            text NOT NULL,
    PRIMARY KEY (tenant_id, id)
) WITH (fillfactor = 80);
CREATE INDEX payments_created_at ON projections.payments (tenant_id, created_at, id);
CREATE INDEX payments_status ON projections.payments (tenant_id, status, created_at, id);
CREATE INDEX payments_due_on ON projections.payments (tenant_id, due_on, id);
CREATE INDEX payments_payable ON projections.payments (tenant_id, due_on, id) WHERE payable_now;
CREATE INDEX payments_run ON projections.payments (tenant_id, payment_run_id, due_on, id);
CREATE INDEX payments_invoice ON projections.payments (tenant_id, invoice_id);
CREATE INDEX payments_order ON projections.payments (tenant_id, purchase_order_id, due_on, id);
COMMENT ON TABLE projections.payments IS 'What is to be paid, and what was.';
COMMENT ON COLUMN projections.payments.tenant_id IS 'Whose document it is.';
COMMENT ON COLUMN projections.payments.id IS 'The document.';
COMMENT ON COLUMN projections.payments.version IS 'The newest event of the document that is shown here.';
COMMENT ON COLUMN projections.payments.position IS 'Where that event is in the tenant''s log.';
COMMENT ON COLUMN projections.payments.document IS 'The whole document, as the API answers it.';
COMMENT ON COLUMN projections.payments.summary IS 'The document as a row of the list.';
COMMENT ON COLUMN projections.payments.created_at IS 'When it began.';
COMMENT ON COLUMN projections.payments.updated_at IS 'When it changed last.';
COMMENT ON COLUMN projections.payments.status IS 'Scheduled, Disbursed, Remitted, Failed or Cancelled.';
COMMENT ON COLUMN projections.payments.supplier_id IS 'Who is paid.';
COMMENT ON COLUMN projections.payments.invoice_id IS 'For which invoice, if it is for one.';
COMMENT ON COLUMN projections.payments.purchase_order_id IS 'For which order.';
COMMENT ON COLUMN projections.payments.payment_run_id IS 'The run of the newest attempt to pay it.';
COMMENT ON COLUMN projections.payments.currency IS 'The currency of the amount, ISO 4217.';
COMMENT ON COLUMN projections.payments.amount IS 'What is owed after credits.';
COMMENT ON COLUMN projections.payments.due_on IS 'The last day to pay in full without being late.';
COMMENT ON COLUMN projections.payments.discount_until IS 'The last day on which less is paid for being early.';
COMMENT ON COLUMN projections.payments.payable_now IS 'Whether the next run may take it up once it is due.';
COMMENT ON COLUMN projections.payments.search IS 'Supplier and reference in lower case.';
GRANT SELECT, INSERT, UPDATE ON projections.payments TO daybook_app;
