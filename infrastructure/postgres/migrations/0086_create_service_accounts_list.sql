CREATE TABLE projections.service_accounts (
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
    owner      text COLLATE "C" NOT NULL,
    search     text NOT NULL,
    PRIMARY KEY (tenant_id, id)
) WITH (fillfactor = 80);
CREATE INDEX service_accounts_created_at ON projections.service_accounts (tenant_id, created_at, id);
CREATE INDEX service_accounts_name ON projections.service_accounts (tenant_id, name, id);
CREATE INDEX service_accounts_owner ON projections.service_accounts (tenant_id, owner);
COMMENT ON TABLE projections.service_accounts IS 'Which machines act in a tenant, and who answers for them.';
COMMENT ON COLUMN projections.service_accounts.tenant_id IS 'Whose document it is.';
COMMENT ON COLUMN projections.service_accounts.id IS 'The document.';
COMMENT ON COLUMN projections.service_accounts.version IS 'The newest event of the document that is shown here.';
COMMENT ON COLUMN projections.service_accounts.position IS 'Where that event is in the tenant''s log.';
COMMENT ON COLUMN projections.service_accounts.document IS 'The whole document, as the API answers it.';
COMMENT ON COLUMN projections.service_accounts.summary IS 'The document as a row of the list.';
COMMENT ON COLUMN projections.service_accounts.created_at IS 'When it began.';
COMMENT ON COLUMN projections.service_accounts.updated_at IS 'When it changed last.';
COMMENT ON COLUMN projections.service_accounts.status IS 'Active or Disabled.';
COMMENT ON COLUMN projections.service_accounts.name IS 'What the machine is called.';
COMMENT ON COLUMN projections.service_accounts.owner IS 'The user in whose name it acts.';
COMMENT ON COLUMN projections.service_accounts.search IS 'The name in lower case.';
GRANT SELECT, INSERT, UPDATE ON projections.service_accounts TO daybook_app;
SELECT daybook.isolate('projections.service_accounts');
