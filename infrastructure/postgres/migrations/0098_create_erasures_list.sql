CREATE TABLE projections.erasures (
    tenant_id  text COLLATE "C" NOT NULL,
    id         text COLLATE "C" NOT NULL,
    version    bigint NOT NULL,
    position   bigint NOT NULL,
    document   json NOT NULL,
    summary    json NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    status     text COLLATE "C" NOT NULL,
    subject_id text COLLATE "C" NOT NULL,
    PRIMARY KEY (tenant_id, id)
) WITH (fillfactor = 80);
CREATE INDEX erasures_created_at ON projections.erasures (tenant_id, created_at, id);
COMMENT ON TABLE projections.erasures IS 'Who was forgotten, and how far that is.';
COMMENT ON COLUMN projections.erasures.tenant_id IS 'Whose document it is.';
COMMENT ON COLUMN projections.erasures.id IS 'The document.';
COMMENT ON COLUMN projections.erasures.version IS 'The newest event of the document that is shown here.';
COMMENT ON COLUMN projections.erasures.position IS 'Where that event is in the tenant''s log.';
COMMENT ON COLUMN projections.erasures.document IS 'The whole document, as the API answers it.';
COMMENT ON COLUMN projections.erasures.summary IS 'The document as a row of the list.';
COMMENT ON COLUMN projections.erasures.created_at IS 'When it was asked for.';
COMMENT ON COLUMN projections.erasures.updated_at IS 'When it got further last.';
COMMENT ON COLUMN projections.erasures.status IS 'Requested, KeyDestroyed, Cleaning or Completed.';
COMMENT ON COLUMN projections.erasures.subject_id IS 'The user or supplier who is forgotten.';
GRANT SELECT, INSERT, UPDATE ON projections.erasures TO daybook_app;

CREATE TABLE projections.personal_data (
    tenant_id   text COLLATE "C" NOT NULL,
    subject_id  text COLLATE "C" NOT NULL,
    document_id text COLLATE "C" NOT NULL,
    version     bigint NOT NULL,
    position    bigint NOT NULL,
    PRIMARY KEY (tenant_id, subject_id, document_id)
);
COMMENT ON TABLE projections.personal_data IS 'Which documents say something of a person or supplier; it says no name itself.';
COMMENT ON COLUMN projections.personal_data.tenant_id IS 'In whose log.';
COMMENT ON COLUMN projections.personal_data.subject_id IS 'The user or supplier of whom something is said.';
COMMENT ON COLUMN projections.personal_data.document_id IS 'The document that says it.';
COMMENT ON COLUMN projections.personal_data.version IS 'The newest event of the document that does.';
COMMENT ON COLUMN projections.personal_data.position IS 'Where that event is in the tenant''s log.';
GRANT SELECT, INSERT, UPDATE ON projections.personal_data TO daybook_app;

SELECT daybook.isolate('projections.erasures'), daybook.isolate('projections.personal_data');
