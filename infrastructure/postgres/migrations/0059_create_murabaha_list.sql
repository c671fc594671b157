CREATE TABLE projections.murabaha_contracts (
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
    bank_id           text COLLATE "C" NOT NULL,
    currency          text COLLATE "C" NOT NULL,
    price             numeric,
    outstanding       numeric,
    next_due_on       date,
    PRIMARY KEY (tenant_id, id)
) WITH (fillfactor = 80);
CREATE INDEX murabaha_contracts_created_at ON projections.murabaha_contracts (tenant_id, created_at, id);
CREATE INDEX murabaha_contracts_status ON projections.murabaha_contracts (tenant_id, status, created_at, id);
CREATE INDEX murabaha_contracts_order ON projections.murabaha_contracts (tenant_id, purchase_order_id, created_at, id);
COMMENT ON TABLE projections.murabaha_contracts IS 'Which orders banks finance, and what is still owed to them.';
COMMENT ON COLUMN projections.murabaha_contracts.tenant_id IS 'Whose document it is.';
COMMENT ON COLUMN projections.murabaha_contracts.id IS 'The document.';
COMMENT ON COLUMN projections.murabaha_contracts.version IS 'The newest event of the document that is shown here.';
COMMENT ON COLUMN projections.murabaha_contracts.position IS 'Where that event is in the tenant''s log.';
COMMENT ON COLUMN projections.murabaha_contracts.document IS 'The whole document, as the API answers it.';
COMMENT ON COLUMN projections.murabaha_contracts.summary IS 'The document as a row of the list.';
COMMENT ON COLUMN projections.murabaha_contracts.created_at IS 'When it began.';
COMMENT ON COLUMN projections.murabaha_contracts.updated_at IS 'When it changed last.';
COMMENT ON COLUMN projections.murabaha_contracts.status IS 'Requested, Contracted, AssetAcquired, AssetTransferred, Active, Settled or Cancelled.';
COMMENT ON COLUMN projections.murabaha_contracts.purchase_order_id IS 'The order that is financed.';
COMMENT ON COLUMN projections.murabaha_contracts.bank_id IS 'The supplier that acts as the bank.';
COMMENT ON COLUMN projections.murabaha_contracts.currency IS 'The currency of the order.';
COMMENT ON COLUMN projections.murabaha_contracts.price IS 'Cost plus markup; none before the contract is signed.';
COMMENT ON COLUMN projections.murabaha_contracts.outstanding IS 'What is still owed of the price; none before the contract is signed.';
COMMENT ON COLUMN projections.murabaha_contracts.next_due_on IS 'When the next amount falls due, while any is owed.';
GRANT SELECT, INSERT, UPDATE ON projections.murabaha_contracts TO daybook_app;
