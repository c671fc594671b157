CREATE TABLE projections.branches (
    tenant_id  text COLLATE "C" NOT NULL,
    id         text COLLATE "C" NOT NULL,
    version    bigint NOT NULL,
    position   bigint NOT NULL,
    document   json NOT NULL,
    summary    json NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    status     text COLLATE "C" NOT NULL,
    name       text COLLATE "C" NOT NULL,
    code       text COLLATE "C" NOT NULL,
    search     text NOT NULL,
    PRIMARY KEY (tenant_id, id)
) WITH (fillfactor = 80);
CREATE INDEX branches_name ON projections.branches (tenant_id, name, id);
CREATE INDEX branches_code ON projections.branches (tenant_id, code, id);
CREATE INDEX branches_created_at ON projections.branches (tenant_id, created_at, id);
COMMENT ON TABLE projections.branches IS 'The sites of a tenant.';
COMMENT ON COLUMN projections.branches.tenant_id IS 'Whose document it is.';
COMMENT ON COLUMN projections.branches.id IS 'The document.';
COMMENT ON COLUMN projections.branches.version IS 'The newest event of the document that is shown here.';
COMMENT ON COLUMN projections.branches.position IS 'Where that event is in the tenant''s log.';
COMMENT ON COLUMN projections.branches.document IS 'The whole document, as the API answers it.';
COMMENT ON COLUMN projections.branches.summary IS 'The document as a row of the list.';
COMMENT ON COLUMN projections.branches.created_at IS 'When it began.';
COMMENT ON COLUMN projections.branches.updated_at IS 'When it changed last.';
COMMENT ON COLUMN projections.branches.status IS 'Open or Closed.';
COMMENT ON COLUMN projections.branches.name IS 'What it is called.';
COMMENT ON COLUMN projections.branches.code IS 'What our own people call it; no two branches have the same.';
COMMENT ON COLUMN projections.branches.search IS 'Name and code in lower case.';
GRANT SELECT, INSERT, UPDATE ON projections.branches TO daybook_app;
SELECT daybook.isolate('projections.branches');
