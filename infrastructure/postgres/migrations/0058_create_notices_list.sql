CREATE TABLE projections.notices (
    tenant_id    text COLLATE "C" NOT NULL,
    id           text COLLATE "C" NOT NULL,
    version      bigint NOT NULL,
    position     bigint NOT NULL,
    document     json NOT NULL,
    summary      json NOT NULL,
    created_at   timestamptz NOT NULL,
    updated_at   timestamptz NOT NULL,
    status       text COLLATE "C" NOT NULL,
    recipient_id text COLLATE "C" NOT NULL,
    document_id  text COLLATE "C" NOT NULL,
    search       text NOT NULL,
    PRIMARY KEY (tenant_id, id)
) WITH (fillfactor = 80);
CREATE INDEX notices_created_at ON projections.notices (tenant_id, created_at, id);
CREATE INDEX notices_status ON projections.notices (tenant_id, status, created_at, id);
CREATE INDEX notices_recipient ON projections.notices (tenant_id, recipient_id, created_at, id);
CREATE INDEX notices_document ON projections.notices (tenant_id, document_id, created_at, id);
COMMENT ON TABLE projections.notices IS 'Who is to be told what, and who was.';
COMMENT ON COLUMN projections.notices.tenant_id IS 'Whose document it is.';
COMMENT ON COLUMN projections.notices.id IS 'The document.';
COMMENT ON COLUMN projections.notices.version IS 'The newest event of the document that is shown here.';
COMMENT ON COLUMN projections.notices.position IS 'Where that event is in the tenant''s log.';
COMMENT ON COLUMN projections.notices.document IS 'The whole document, as the API answers it.';
COMMENT ON COLUMN projections.notices.summary IS 'The document as a row of the list.';
COMMENT ON COLUMN projections.notices.created_at IS 'When it began.';
COMMENT ON COLUMN projections.notices.updated_at IS 'When it changed last.';
COMMENT ON COLUMN projections.notices.status IS 'Queued, Delivered or Failed.';
COMMENT ON COLUMN projections.notices.recipient_id IS 'Which user or supplier is told.';
COMMENT ON COLUMN projections.notices.document_id IS 'The document that it is about.';
COMMENT ON COLUMN projections.notices.search IS 'Subject, name and e-mail address in lower case.';
GRANT SELECT, INSERT, UPDATE ON projections.notices TO daybook_app;
