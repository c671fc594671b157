CREATE TABLE projections.jobs (
    tenant_id  text COLLATE "C" NOT NULL,
    id         text COLLATE "C" NOT NULL,
    version    bigint NOT NULL,
    position   bigint NOT NULL,
    document   json NOT NULL,
    summary    json NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    status     text COLLATE "C" NOT NULL,
    kind       text COLLATE "C" NOT NULL,
    queued_by  text COLLATE "C" NOT NULL,
    PRIMARY KEY (tenant_id, id)
) WITH (fillfactor = 80);
CREATE INDEX jobs_created_at ON projections.jobs (tenant_id, created_at, id);
CREATE INDEX jobs_status ON projections.jobs (tenant_id, status, created_at, id);
COMMENT ON TABLE projections.jobs IS 'What long work was asked for, and what came of it.';
COMMENT ON COLUMN projections.jobs.tenant_id IS 'Whose document it is.';
COMMENT ON COLUMN projections.jobs.id IS 'The document.';
COMMENT ON COLUMN projections.jobs.version IS 'The newest event of the document that is shown here.';
COMMENT ON COLUMN projections.jobs.position IS 'Where that event is in the tenant''s log.';
COMMENT ON COLUMN projections.jobs.document IS 'The document as the log tells it; how far it has got is in daybook.jobs.';
COMMENT ON COLUMN projections.jobs.summary IS 'The document as a row of the list.';
COMMENT ON COLUMN projections.jobs.created_at IS 'When it began.';
COMMENT ON COLUMN projections.jobs.updated_at IS 'When it changed last.';
COMMENT ON COLUMN projections.jobs.status IS 'Queued, Running, Completed, CompletedWithErrors, Failed or Cancelled.';
COMMENT ON COLUMN projections.jobs.kind IS 'What is done.';
COMMENT ON COLUMN projections.jobs.queued_by IS 'Who had it done.';
GRANT SELECT, INSERT, UPDATE ON projections.jobs TO daybook_app;
SELECT daybook.isolate('projections.jobs');
