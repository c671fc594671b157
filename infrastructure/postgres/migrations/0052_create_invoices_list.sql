CREATE TABLE projections.supplier_invoices (
    tenant_id         text COLLATE "C" NOT NULL,
    id                text COLLATE "C" NOT NULL,
    version           bigint NOT NULL,
    position          bigint NOT NULL,
    document          json NOT NULL,
    summary           json NOT NULL,
    created_at        timestamptz NOT NULL,
    updated_at        timestamptz NOT NULL,
    status            text COLLATE "C" NOT NULL,
    purchase_order_id text COLLATE "C" NOT NULL,
    supplier_id       text COLLATE "C" NOT NULL,
    registered_by     text COLLATE "C" NOT NULL,
    invoice_date      date NOT NULL,
    due_date          date NOT NULL,
    currency          text COLLATE "C" NOT NULL,
    total             numeric NOT NULL,
    left_to_pay       numeric NOT NULL,
    held              boolean NOT NULL,
    search            text NOT NULL,
    PRIMARY KEY (tenant_id, id)
) WITH (fillfactor = 80);
CREATE INDEX supplier_invoices_created_at ON projections.supplier_invoices (tenant_id, created_at, id);
CREATE INDEX supplier_invoices_status ON projections.supplier_invoices (tenant_id, status, created_at, id);
CREATE INDEX supplier_invoices_order ON projections.supplier_invoices (tenant_id, purchase_order_id, created_at, id);
CREATE INDEX supplier_invoices_supplier ON projections.supplier_invoices (tenant_id, supplier_id, created_at, id);
CREATE INDEX supplier_invoices_due_date ON projections.supplier_invoices (tenant_id, due_date, id);
COMMENT ON TABLE projections.supplier_invoices IS 'What suppliers demand.';
COMMENT ON COLUMN projections.supplier_invoices.tenant_id IS 'Whose document it is.';
COMMENT ON COLUMN projections.supplier_invoices.id IS 'The document.';
COMMENT ON COLUMN projections.supplier_invoices.version IS 'The newest event of the document that is shown here.';
COMMENT ON COLUMN projections.supplier_invoices.position IS 'Where that event is in the tenant''s log.';
COMMENT ON COLUMN projections.supplier_invoices.document IS 'The whole document, as the API answers it.';
COMMENT ON COLUMN projections.supplier_invoices.summary IS 'The document as a row of the list.';
COMMENT ON COLUMN projections.supplier_invoices.created_at IS 'When it began.';
COMMENT ON COLUMN projections.supplier_invoices.updated_at IS 'When it changed last.';
COMMENT ON COLUMN projections.supplier_invoices.status IS 'Registered, Matched, Disputed, Scheduled, Paid or Rejected.';
COMMENT ON COLUMN projections.supplier_invoices.purchase_order_id IS 'For which order.';
COMMENT ON COLUMN projections.supplier_invoices.supplier_id IS 'From whom.';
COMMENT ON COLUMN projections.supplier_invoices.registered_by IS 'Who registered it.';
COMMENT ON COLUMN projections.supplier_invoices.invoice_date IS 'The date on the invoice.';
COMMENT ON COLUMN projections.supplier_invoices.due_date IS 'When it is to be paid.';
COMMENT ON COLUMN projections.supplier_invoices.currency IS 'The currency of its figures.';
COMMENT ON COLUMN projections.supplier_invoices.total IS 'The supplier''s own gross amount.';
COMMENT ON COLUMN projections.supplier_invoices.left_to_pay IS 'The gross amount that holds, less credit notes.';
COMMENT ON COLUMN projections.supplier_invoices.held IS 'Whether it is held as a possible duplicate.';
COMMENT ON COLUMN projections.supplier_invoices.search IS 'The number of the invoice in lower case.';
GRANT SELECT, INSERT, UPDATE ON projections.supplier_invoices TO daybook_app;
