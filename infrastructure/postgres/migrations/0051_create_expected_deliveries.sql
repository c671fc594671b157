CREATE TABLE projections.expected_deliveries (
    tenant_id         text COLLATE "C" NOT NULL,
    id                text COLLATE "C" NOT NULL,
    version           bigint NOT NULL,
    position          bigint NOT NULL,
    summary           json NOT NULL,
    expected          boolean NOT NULL,
    complete          boolean NOT NULL DEFAULT false,
    judged            bigint NOT NULL DEFAULT 0,
    purchase_order_id text COLLATE "C" NOT NULL,
    supplier_id       text COLLATE "C" NOT NULL,
    branch_id         text COLLATE "C",
    sku               text COLLATE "C" NOT NULL,
    delivery_date     date,
    due_on            date NOT NULL,
    created_at        timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id)
) WITH (fillfactor = 80);
CREATE INDEX expected_deliveries_due ON projections.expected_deliveries (tenant_id, due_on, id) WHERE expected AND NOT complete;
CREATE INDEX expected_deliveries_order ON projections.expected_deliveries (tenant_id, purchase_order_id);
COMMENT ON TABLE projections.expected_deliveries IS 'Lines of orders that were issued, and whether something of them is still to come.';
COMMENT ON COLUMN projections.expected_deliveries.tenant_id IS 'Whose order it is.';
COMMENT ON COLUMN projections.expected_deliveries.id IS 'The order and the number of the line.';
COMMENT ON COLUMN projections.expected_deliveries.version IS 'The newest event of the order that is shown here.';
COMMENT ON COLUMN projections.expected_deliveries.position IS 'Where that event is in the tenant''s log.';
COMMENT ON COLUMN projections.expected_deliveries.summary IS 'The line as a row of the list.';
COMMENT ON COLUMN projections.expected_deliveries.expected IS 'Whether less was accepted than ordered and the order still takes deliveries.';
COMMENT ON COLUMN projections.expected_deliveries.complete IS 'Whether the line lacks no more than the tolerance of receipts.';
COMMENT ON COLUMN projections.expected_deliveries.judged IS 'Where the event that says so is in the tenant''s log.';
COMMENT ON COLUMN projections.expected_deliveries.purchase_order_id IS 'The order.';
COMMENT ON COLUMN projections.expected_deliveries.supplier_id IS 'From whom.';
COMMENT ON COLUMN projections.expected_deliveries.branch_id IS 'For which site.';
COMMENT ON COLUMN projections.expected_deliveries.sku IS 'Which article.';
COMMENT ON COLUMN projections.expected_deliveries.delivery_date IS 'When it is to be delivered.';
COMMENT ON COLUMN projections.expected_deliveries.due_on IS 'The same, with the end of all days where the order names none, to sort by.';
COMMENT ON COLUMN projections.expected_deliveries.created_at IS 'When the order began.';
GRANT SELECT, INSERT, UPDATE ON projections.expected_deliveries TO daybook_app;
