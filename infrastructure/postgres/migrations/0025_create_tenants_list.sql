CREATE TABLE projections.tenants (
    tenant_id      text COLLATE "C" NOT NULL,
    id             text COLLATE "C" NOT NULL,
    version        bigint NOT NULL,
    position       bigint NOT NULL,
    document       json NOT NULL,
    summary        json NOT NULL,
    created_at     timestamptz NOT NULL,
    updated_at     timestamptz NOT NULL,
    status         text COLLATE "C" NOT NULL,
    name           text COLLATE "C" NOT NULL,
    base_currency  text COLLATE "C",
    sandbox        boolean NOT NULL,
    search         text NOT NULL,
    PRIMARY KEY (tenant_id, id)
) WITH (fillfactor = 80);
CREATE INDEX tenants_created_at ON projections.tenants (created_at, id);
CREATE INDEX tenants_name ON projections.tenants (name, id);
COMMENT ON TABLE projections.tenants IS 'Who has a log of their own.';
COMMENT ON COLUMN projections.tenants.tenant_id IS 'Whose document it is.';
COMMENT ON COLUMN projections.tenants.id IS 'The document.';
COMMENT ON COLUMN projections.tenants.version IS 'The newest event of the document that is shown here.';
COMMENT ON COLUMN projections.tenants.position IS 'Where that event is in the tenant''s log.';
COMMENT ON COLUMN projections.tenants.document IS 'The whole document, as the API answers it.';
COMMENT ON COLUMN projections.tenants.summary IS 'The document as a row of the list.';
COMMENT ON COLUMN projections.tenants.created_at IS 'When it began.';
COMMENT ON COLUMN projections.tenants.updated_at IS 'When it changed last.';
COMMENT ON COLUMN projections.tenants.status IS 'Whether it is in use.';
COMMENT ON COLUMN projections.tenants.name IS 'Its name.';
COMMENT ON COLUMN projections.tenants.base_currency IS 'The currency of its books.';
COMMENT ON COLUMN projections.tenants.sandbox IS 'Whether its time can be moved forward.';
COMMENT ON COLUMN projections.tenants.search IS 'The name in lower case.';
GRANT SELECT, INSERT, UPDATE ON projections.tenants TO daybook_app;
