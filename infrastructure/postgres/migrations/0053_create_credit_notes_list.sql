CREATE TABLE projections.credit_notes (
    tenant_id         text COLLATE "C" NOT NULL,
    id                text COLLATE "C" NOT NULL,
    version           bigint NOT NULL,
    position          bigint NOT NULL,
    document          json NOT NULL,
    summary           json NOT NULL,
    created_at        timestamptz NOT NULL,
    updated_at        timestamptz NOT NULL,
    invoice_id        text COLLATE "C" NOT NULL,
    purchase_order_id text COLLATE "C" NOT NULL,
    supplier_id       text COLLATE "C" NOT NULL,
    currency          text COLLATE "C" NOT NULL,
    total             numeric NOT NULL,
    search            text NOT NULL,
    PRIMARY KEY (tenant_id, id)
) WITH (fillfactor = 80);
CREATE INDEX credit_notes_created_at ON projections.credit_notes (tenant_id, created_at, id);
CREATE INDEX credit_notes_invoice ON projections.credit_notes (tenant_id, invoice_id, created_at, id);
CREATE INDEX credit_notes_order ON projections.credit_notes (tenant_id, purchase_order_id, created_at, id);
COMMENT ON TABLE projections.credit_notes IS 'What suppliers took back of what they invoiced.';
COMMENT ON COLUMN projections.credit_notes.tenant_id IS 'Whose document it is.';
COMMENT ON COLUMN projections.credit_notes.id IS 'The document.';
COMMENT ON COLUMN projections.credit_notes.version IS 'The newest event of the document that is shown here.';
COMMENT ON COLUMN projections.credit_notes.position IS 'Where that event is in the tenant''s log.';
COMMENT ON COLUMN projections.credit_notes.document IS 'The whole document, as the API answers it.';
COMMENT ON COLUMN projections.credit_notes.summary IS 'The document as a row of the list.';
COMMENT ON COLUMN projections.credit_notes.created_at IS 'When it began.';
COMMENT ON COLUMN projections.credit_notes.updated_at IS 'When it changed last.';
COMMENT ON COLUMN projections.credit_notes.invoice_id IS 'Of which invoice.';
COMMENT ON COLUMN projections.credit_notes.purchase_order_id IS 'Of which order.';
COMMENT ON COLUMN projections.credit_notes.supplier_id IS 'From whom.';
COMMENT ON COLUMN projections.credit_notes.currency IS 'The currency of its figures.';
COMMENT ON COLUMN projections.credit_notes.total IS 'The gross amount.';
COMMENT ON COLUMN projections.credit_notes.search IS 'The number of the credit note in lower case.';
GRANT SELECT, INSERT, UPDATE ON projections.credit_notes TO daybook_app;
