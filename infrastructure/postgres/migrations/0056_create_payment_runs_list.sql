CREATE TABLE projections.payment_runs (
    tenant_id      text COLLATE "C" NOT NULL,
    id             text COLLATE "C" NOT NULL,
    version        bigint NOT NULL,
    position       bigint NOT NULL,
    document       json NOT NULL,
    summary        json NOT NULL,
    created_at     timestamptz NOT NULL,
    updated_at     timestamptz NOT NULL,
    status         text COLLATE "C" NOT NULL,
    execution_date date NOT NULL,
    message_id     text COLLATE "C" NOT NULL,
    transfer_count bigint NOT NULL,
    proposed_by    text COLLATE "C" NOT NULL,
    approved_by    text COLLATE "C",
    PRIMARY KEY (tenant_id, id)
) WITH (fillfactor = 80);
CREATE INDEX payment_runs_created_at ON projections.payment_runs (tenant_id, created_at, id);
CREATE INDEX payment_runs_status ON projections.payment_runs (tenant_id, status, created_at, id);
CREATE INDEX payment_runs_execution_date ON projections.payment_runs (tenant_id, execution_date, id);
COMMENT ON TABLE projections.payment_runs IS 'What was proposed to be paid together, and how far that is.';
COMMENT ON COLUMN projections.payment_runs.tenant_id IS 'Whose document it is.';
COMMENT ON COLUMN projections.payment_runs.id IS 'The document.';
COMMENT ON COLUMN projections.payment_runs.version IS 'The newest event of the document that is shown here.';
COMMENT ON COLUMN projections.payment_runs.position IS 'Where that event is in the tenant''s log.';
COMMENT ON COLUMN projections.payment_runs.document IS 'The whole document, as the API answers it.';
COMMENT ON COLUMN projections.payment_runs.summary IS 'The document as a row of the list.';
COMMENT ON COLUMN projections.payment_runs.created_at IS 'When it began.';
COMMENT ON COLUMN projections.payment_runs.updated_at IS 'When it changed last.';
COMMENT ON COLUMN projections.payment_runs.status IS 'Proposed, Approved, Sent, Settled or Cancelled.';
COMMENT ON COLUMN projections.payment_runs.execution_date IS 'The day on which the bank is to pay.';
COMMENT ON COLUMN projections.payment_runs.message_id IS 'The name of its file at the bank.';
COMMENT ON COLUMN projections.payment_runs.transfer_count IS 'How many transfers it has.';
COMMENT ON COLUMN projections.payment_runs.proposed_by IS 'Who collected it.';
COMMENT ON COLUMN projections.payment_runs.approved_by IS 'Who let it go to the bank.';
GRANT SELECT, INSERT, UPDATE ON projections.payment_runs TO daybook_app;
