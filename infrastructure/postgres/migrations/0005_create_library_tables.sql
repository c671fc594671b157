-- What applications of the eventsourcing library keep beside their events (see infrastructure/eventsourcing_recorders).
CREATE TABLE daybook.library_tracking (
    tenant_id        text COLLATE "C" NOT NULL,
    follower         text COLLATE "C" NOT NULL,
    application_name text COLLATE "C" NOT NULL,
    notification_id  bigint           NOT NULL,
    PRIMARY KEY (tenant_id, follower, application_name)
) WITH (fillfactor = 50);
COMMENT ON TABLE daybook.library_tracking IS 'How far an application has followed another; moved in the transaction of the effect, never back.';
COMMENT ON COLUMN daybook.library_tracking.tenant_id IS 'Whose log the follower itself writes.';
COMMENT ON COLUMN daybook.library_tracking.follower IS 'The name of the application or projection that follows.';
COMMENT ON COLUMN daybook.library_tracking.application_name IS 'The name of the application that is followed.';
COMMENT ON COLUMN daybook.library_tracking.notification_id IS 'The newest notification whose effect is stored.';

CREATE TABLE daybook.library_snapshots (
    tenant_id          text COLLATE "C" NOT NULL,
    purpose            text COLLATE "C" NOT NULL,
    originator         text COLLATE "C" NOT NULL,
    originator_version bigint           NOT NULL,
    topic              text             NOT NULL,
    state              bytea            NOT NULL,
    PRIMARY KEY (tenant_id, purpose, originator, originator_version)
);
COMMENT ON TABLE daybook.library_snapshots IS 'Snapshots of aggregates, to load them faster. Deleting rows loses nothing.';
COMMENT ON COLUMN daybook.library_snapshots.tenant_id IS 'Whose aggregate it is.';
COMMENT ON COLUMN daybook.library_snapshots.purpose IS 'What the application called this set of records, usually snapshots.';
COMMENT ON COLUMN daybook.library_snapshots.originator IS 'The aggregate, by the id of its stream in the log.';
COMMENT ON COLUMN daybook.library_snapshots.originator_version IS 'The newest event that is folded in.';
COMMENT ON COLUMN daybook.library_snapshots.topic IS 'The class of the snapshot, as the library names classes.';
COMMENT ON COLUMN daybook.library_snapshots.state IS 'The snapshot, as the application''s mapper wrote it.';

GRANT SELECT, INSERT, UPDATE ON daybook.library_tracking TO daybook_app;
GRANT SELECT, INSERT, DELETE ON daybook.library_snapshots TO daybook_app;
