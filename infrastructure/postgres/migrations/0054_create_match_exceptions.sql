CREATE TABLE projections.match_exceptions (
    tenant_id         text COLLATE "C" NOT NULL,
    id                text COLLATE "C" NOT NULL,
    version           bigint NOT NULL,
    position          bigint NOT NULL,
    summary           json NOT NULL,
    created_at        timestamptz NOT NULL,
    waiting           boolean NOT NULL,
    kind              text COLLATE "C",
    purchase_order_id text COLLATE "C" NOT NULL,
    supplier_id       text COLLATE "C" NOT NULL,
    PRIMARY KEY (tenant_id, id)
) WITH (fillfactor = 80);
CREATE INDEX match_exceptions_waiting ON projections.match_exceptions (tenant_id, created_at, id) WHERE (waiting);
COMMENT ON TABLE projections.match_exceptions IS 'Invoices that somebody has to look at, or had to.';
COMMENT ON COLUMN projections.match_exceptions.tenant_id IS 'Whose document it is.';
COMMENT ON COLUMN projections.match_exceptions.id IS 'The document.';
COMMENT ON COLUMN projections.match_exceptions.version IS 'The newest event of the document that is shown here.';
COMMENT ON COLUMN projections.match_exceptions.position IS 'Where that event is in the tenant''s log.';
COMMENT ON COLUMN projections.match_exceptions.summary IS 'The document as a row of the list.';
COMMENT ON COLUMN projections.match_exceptions.created_at IS 'When the invoice was registered.';
COMMENT ON COLUMN projections.match_exceptions.waiting IS 'Whether somebody has to look at it now.';
COMMENT ON COLUMN projections.match_exceptions.kind IS 'mismatch, dispute or possible-duplicate; none when nothing is off.';
COMMENT ON COLUMN projections.match_exceptions.purchase_order_id IS 'For which order.';
COMMENT ON COLUMN projections.match_exceptions.supplier_id IS 'From whom.';
GRANT SELECT, INSERT, UPDATE ON projections.match_exceptions TO daybook_app;
