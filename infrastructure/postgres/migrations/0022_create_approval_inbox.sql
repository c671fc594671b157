CREATE TABLE projections.approval_inbox (
    tenant_id      text COLLATE "C" NOT NULL,
    id             text COLLATE "C" NOT NULL,
    version        bigint NOT NULL,
    position       bigint NOT NULL,
    summary        json NOT NULL,
    waiting        boolean NOT NULL,
    kind           text COLLATE "C" NOT NULL,
    approver       text COLLATE "C",
    required_level text COLLATE "C",
    operation      text COLLATE "C",
    barred         text[] COLLATE "C" NOT NULL,
    waiting_since  timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id)
) WITH (fillfactor = 80);
CREATE INDEX approval_inbox_waiting ON projections.approval_inbox (tenant_id, waiting_since, id) WHERE waiting;
CREATE INDEX approval_inbox_approver ON projections.approval_inbox (tenant_id, approver) WHERE waiting;
COMMENT ON TABLE projections.approval_inbox IS 'Documents that wait, or have waited, for somebody to decide.';
COMMENT ON COLUMN projections.approval_inbox.tenant_id IS 'Whose document it is.';
COMMENT ON COLUMN projections.approval_inbox.id IS 'The document.';
COMMENT ON COLUMN projections.approval_inbox.version IS 'The newest event of the document that is shown here.';
COMMENT ON COLUMN projections.approval_inbox.position IS 'Where that event is in the tenant''s log.';
COMMENT ON COLUMN projections.approval_inbox.summary IS 'What waits, as a row of the list.';
COMMENT ON COLUMN projections.approval_inbox.waiting IS 'Whether it waits at present.';
COMMENT ON COLUMN projections.approval_inbox.kind IS 'What kind of document it is.';
COMMENT ON COLUMN projections.approval_inbox.approver IS 'Who was asked; empty when everybody with the level may.';
COMMENT ON COLUMN projections.approval_inbox.required_level IS 'The level that the next approval takes.';
COMMENT ON COLUMN projections.approval_inbox.operation IS 'What somebody with that permission is asked to do about it; empty where a level is asked for.';
COMMENT ON COLUMN projections.approval_inbox.barred IS 'Who may not approve it: they had a hand in it, or signed or lent their authority before.';
COMMENT ON COLUMN projections.approval_inbox.waiting_since IS 'When it began to wait.';
GRANT SELECT, INSERT, UPDATE ON projections.approval_inbox TO daybook_app;
