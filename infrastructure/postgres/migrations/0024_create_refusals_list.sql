CREATE TABLE projections.refusals (
    tenant_id     text COLLATE "C" NOT NULL,
    id            text COLLATE "C" NOT NULL,
    version       bigint NOT NULL,
    position      bigint NOT NULL,
    summary       json NOT NULL,
    created_at    timestamptz NOT NULL,
    actor         text COLLATE "C" NOT NULL,
    command       text COLLATE "C" NOT NULL,
    document_type text COLLATE "C" NOT NULL,
    document_id   text COLLATE "C" NOT NULL,
    refusal       text COLLATE "C" NOT NULL,
    rule          text COLLATE "C" NOT NULL,
    PRIMARY KEY (tenant_id, id)
) WITH (fillfactor = 80);
CREATE INDEX refusals_created_at ON projections.refusals (tenant_id, created_at, id);
CREATE INDEX refusals_actor ON projections.refusals (tenant_id, actor, created_at, id);
CREATE INDEX refusals_document ON projections.refusals (tenant_id, document_id, created_at, id);
COMMENT ON TABLE projections.refusals IS 'Attempts that a guard turned down: who tried what.';
COMMENT ON COLUMN projections.refusals.tenant_id IS 'Whose document it is.';
COMMENT ON COLUMN projections.refusals.id IS 'The record of the attempt.';
COMMENT ON COLUMN projections.refusals.version IS 'The newest event of the document that is shown here.';
COMMENT ON COLUMN projections.refusals.position IS 'Where that event is in the tenant''s log.';
COMMENT ON COLUMN projections.refusals.summary IS 'The attempt as a row of the list.';
COMMENT ON COLUMN projections.refusals.created_at IS 'When it was tried.';
COMMENT ON COLUMN projections.refusals.actor IS 'Who tried.';
COMMENT ON COLUMN projections.refusals.command IS 'What they tried.';
COMMENT ON COLUMN projections.refusals.document_type IS 'On which kind of document.';
COMMENT ON COLUMN projections.refusals.document_id IS 'On which document.';
COMMENT ON COLUMN projections.refusals.refusal IS 'The name of the refusal.';
COMMENT ON COLUMN projections.refusals.rule IS 'The rule that turned it down.';
GRANT SELECT, INSERT, UPDATE ON projections.refusals TO daybook_app;
