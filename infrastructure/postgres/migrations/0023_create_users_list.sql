CREATE TABLE projections.users (
    tenant_id      text COLLATE "C" NOT NULL,
    id             text COLLATE "C" NOT NULL,
    version        bigint NOT NULL,
    position       bigint NOT NULL,
    document       json NOT NULL,
    summary        json NOT NULL,
    created_at     timestamptz NOT NULL,
    updated_at     timestamptz NOT NULL,
    status         text COLLATE "C" NOT NULL,
    email          text COLLATE "C",
    name           text COLLATE "C" NOT NULL,
    roles          text[] COLLATE "C" NOT NULL,
    approval_level text COLLATE "C",
    search         text NOT NULL,
    PRIMARY KEY (tenant_id, id)
) WITH (fillfactor = 80);
CREATE INDEX users_created_at ON projections.users (tenant_id, created_at, id);
CREATE INDEX users_name ON projections.users (tenant_id, name, id);
CREATE INDEX users_approval_level ON projections.users (tenant_id, approval_level) WHERE status = 'Active';
COMMENT ON TABLE projections.users IS 'Who acts in a tenant.';
COMMENT ON COLUMN projections.users.tenant_id IS 'Whose document it is.';
COMMENT ON COLUMN projections.users.id IS 'The document.';
COMMENT ON COLUMN projections.users.version IS 'The newest event of the document that is shown here.';
COMMENT ON COLUMN projections.users.position IS 'Where that event is in the tenant''s log.';
COMMENT ON COLUMN projections.users.document IS 'The whole document, as the API answers it.';
COMMENT ON COLUMN projections.users.summary IS 'The document as a row of the list.';
COMMENT ON COLUMN projections.users.created_at IS 'When it began.';
COMMENT ON COLUMN projections.users.updated_at IS 'When it changed last.';
COMMENT ON COLUMN projections.users.status IS 'Active or Deactivated.';
COMMENT ON COLUMN projections.users.email IS 'Their address; empty when they have none.';
COMMENT ON COLUMN projections.users.name IS 'Their name.';
COMMENT ON COLUMN projections.users.roles IS 'What they may do.';
COMMENT ON COLUMN projections.users.approval_level IS 'Up to which level they may approve.';
COMMENT ON COLUMN projections.users.search IS 'Name and address in lower case.';
GRANT SELECT, INSERT, UPDATE ON projections.users TO daybook_app;
