CREATE TABLE daybook.snapshots (
    tenant_id   text COLLATE "C" NOT NULL,
    stream_id   text COLLATE "C" NOT NULL,
    fingerprint bytea            NOT NULL,
    version     integer          NOT NULL,
    state       json             NOT NULL,
    created_at  timestamptz      NOT NULL,
    updated_at  timestamptz      NOT NULL,
    PRIMARY KEY (tenant_id, stream_id)
);
COMMENT ON TABLE daybook.snapshots IS 'Folded states of long streams, to load them faster. Deleting rows loses nothing.';
COMMENT ON COLUMN daybook.snapshots.tenant_id IS 'Whose document it is.';
COMMENT ON COLUMN daybook.snapshots.stream_id IS 'The document.';
COMMENT ON COLUMN daybook.snapshots.fingerprint IS 'Of the code that folded it; a snapshot of other code is not used.';
COMMENT ON COLUMN daybook.snapshots.version IS 'The newest event that is folded in.';
COMMENT ON COLUMN daybook.snapshots.state IS 'The state, as JSON.';
COMMENT ON COLUMN daybook.snapshots.created_at IS 'When the first folded event occurred.';
COMMENT ON COLUMN daybook.snapshots.updated_at IS 'When the newest folded event occurred.';
GRANT SELECT, INSERT, UPDATE, DELETE ON daybook.snapshots TO daybook_app;
