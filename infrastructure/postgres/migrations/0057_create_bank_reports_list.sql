CREATE TABLE projections.bank_reports (
    tenant_id           text COLLATE "C" NOT NULL,
    id                  text COLLATE "C" NOT NULL,
    version             bigint NOT NULL,
    position            bigint NOT NULL,
    document            json NOT NULL,
    summary             json NOT NULL,
    created_at          timestamptz NOT NULL,
    updated_at          timestamptz NOT NULL,
    status              text COLLATE "C" NOT NULL,
    message_id          text COLLATE "C" NOT NULL,
    original_message_id text COLLATE "C" NOT NULL,
    made_at             timestamptz NOT NULL,
    puzzling            bigint NOT NULL,
    has_unknown         boolean NOT NULL,
    PRIMARY KEY (tenant_id, id)
) WITH (fillfactor = 80);
CREATE INDEX bank_reports_created_at ON projections.bank_reports (tenant_id, created_at, id);
CREATE INDEX bank_reports_status ON projections.bank_reports (tenant_id, status, created_at, id);
CREATE INDEX bank_reports_message ON projections.bank_reports (tenant_id, message_id);
CREATE INDEX bank_reports_original ON projections.bank_reports (tenant_id, original_message_id, created_at, id);
COMMENT ON TABLE projections.bank_reports IS 'What the bank said became of transfers.';
COMMENT ON COLUMN projections.bank_reports.tenant_id IS 'Whose document it is.';
COMMENT ON COLUMN projections.bank_reports.id IS 'The document.';
COMMENT ON COLUMN projections.bank_reports.version IS 'The newest event of the document that is shown here.';
COMMENT ON COLUMN projections.bank_reports.position IS 'Where that event is in the tenant''s log.';
COMMENT ON COLUMN projections.bank_reports.document IS 'The whole document, as the API answers it.';
COMMENT ON COLUMN projections.bank_reports.summary IS 'The document as a row of the list.';
COMMENT ON COLUMN projections.bank_reports.created_at IS 'When it began.';
COMMENT ON COLUMN projections.bank_reports.updated_at IS 'When it changed last.';
COMMENT ON COLUMN projections.bank_reports.status IS 'Recorded, NeedsReview or Reviewed.';
COMMENT ON COLUMN projections.bank_reports.message_id IS 'The name that the bank gave the report.';
COMMENT ON COLUMN projections.bank_reports.original_message_id IS 'The name of the file that it is about.';
COMMENT ON COLUMN projections.bank_reports.made_at IS 'When the bank made it.';
COMMENT ON COLUMN projections.bank_reports.puzzling IS 'How many of its entries speak of what we do not know.';
COMMENT ON COLUMN projections.bank_reports.has_unknown IS 'Whether any of its entries has a reference that is none of ours.';
GRANT SELECT, INSERT, UPDATE ON projections.bank_reports TO daybook_app;
