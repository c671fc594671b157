CREATE TABLE projections.access (
    tenant_id  text COLLATE "C" NOT NULL,
    id         text COLLATE "C" NOT NULL,
    version    bigint NOT NULL,
    position   bigint NOT NULL,
    summary    json NOT NULL,
    created_at timestamptz NOT NULL,
    kind       text COLLATE "C" NOT NULL,
    event_type text COLLATE "C" NOT NULL,
    actor      text COLLATE "C" NOT NULL,
    subject    text COLLATE "C" NOT NULL,
    PRIMARY KEY (tenant_id, id)
) WITH (fillfactor = 80);
CREATE INDEX access_created_at ON projections.access (tenant_id, created_at, id);
CREATE INDEX access_kind ON projections.access (tenant_id, kind, created_at, id);
CREATE INDEX access_actor ON projections.access (tenant_id, actor, created_at, id);
CREATE INDEX access_subject ON projections.access (tenant_id, subject, created_at, id);
COMMENT ON TABLE projections.access IS 'Who came in, was kept out, took data along, and whose rights changed.';
COMMENT ON COLUMN projections.access.tenant_id IS 'Whose record it is.';
COMMENT ON COLUMN projections.access.id IS 'The event.';
COMMENT ON COLUMN projections.access.version IS 'The number of the event in its stream.';
COMMENT ON COLUMN projections.access.position IS 'Where the event is in the tenant''s log.';
COMMENT ON COLUMN projections.access.summary IS 'The record as a row of the list.';
COMMENT ON COLUMN projections.access.created_at IS 'When it happened.';
COMMENT ON COLUMN projections.access.kind IS 'log-in, log-in-refused, session-end, refusal, export or privilege-change.';
COMMENT ON COLUMN projections.access.event_type IS 'What happened exactly.';
COMMENT ON COLUMN projections.access.actor IS 'Who did it, or tried.';
COMMENT ON COLUMN projections.access.subject IS 'The user, document, list or operation that it was about; empty for nobody''s account.';
GRANT SELECT, INSERT, UPDATE ON projections.access TO daybook_app;
SELECT daybook.isolate('projections.access');
