CREATE TABLE projections.goods_receipts (
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
    received_by       text COLLATE "C" NOT NULL,
    received_at       timestamptz NOT NULL,
    lots              text[] COLLATE "C" NOT NULL,
    search            text NOT NULL,
    PRIMARY KEY (tenant_id, id)
) WITH (fillfactor = 80);
CREATE INDEX goods_receipts_created_at ON projections.goods_receipts (tenant_id, created_at, id);
CREATE INDEX goods_receipts_received_at ON projections.goods_receipts (tenant_id, received_at, id);
CREATE INDEX goods_receipts_status ON projections.goods_receipts (tenant_id, status, created_at, id);
CREATE INDEX goods_receipts_order ON projections.goods_receipts (tenant_id, purchase_order_id, created_at, id);
CREATE INDEX goods_receipts_supplier ON projections.goods_receipts (tenant_id, supplier_id, created_at, id);
COMMENT ON TABLE projections.goods_receipts IS 'What was delivered.';
COMMENT ON COLUMN projections.goods_receipts.tenant_id IS 'Whose document it is.';
COMMENT ON COLUMN projections.goods_receipts.id IS 'The document.';
COMMENT ON COLUMN projections.goods_receipts.version IS 'The newest event of the document that is shown here.';
COMMENT ON COLUMN projections.goods_receipts.position IS 'Where that event is in the tenant''s log.';
COMMENT ON COLUMN projections.goods_receipts.document IS 'The whole document, as the API answers it.';
COMMENT ON COLUMN projections.goods_receipts.summary IS 'The document as a row of the list.';
COMMENT ON COLUMN projections.goods_receipts.created_at IS 'When it began.';
COMMENT ON COLUMN projections.goods_receipts.updated_at IS 'When it changed last.';
COMMENT ON COLUMN projections.goods_receipts.status IS 'Received, Discrepancy, Accepted or Returned.';
COMMENT ON COLUMN projections.goods_receipts.purchase_order_id IS 'For which order.';
COMMENT ON COLUMN projections.goods_receipts.supplier_id IS 'From whom.';
COMMENT ON COLUMN projections.goods_receipts.received_by IS 'Who entered it.';
COMMENT ON COLUMN projections.goods_receipts.received_at IS 'When the goods came.';
COMMENT ON COLUMN projections.goods_receipts.lots IS 'Every lot that it brought something of.';
COMMENT ON COLUMN projections.goods_receipts.search IS 'The number of the delivery note in lower case.';
GRANT SELECT, INSERT, UPDATE ON projections.goods_receipts TO daybook_app;
