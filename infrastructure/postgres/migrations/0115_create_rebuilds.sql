CREATE SCHEMA projections_next;
COMMENT ON SCHEMA projections_next IS 'Tables of projections that are being made anew, until they take the place of the ones people read.';
GRANT USAGE ON SCHEMA projections_next TO daybook_app;

CREATE TABLE daybook.rebuilds (
    projection text COLLATE "C" NOT NULL,
    begun_at   timestamptz      NOT NULL DEFAULT clock_timestamp(),
    begun_by   text             NOT NULL,
    made_by    text             NOT NULL,
    ended_at   timestamptz,
    swapped    boolean          NOT NULL DEFAULT false,
    PRIMARY KEY (projection, begun_at)
);
CREATE UNIQUE INDEX rebuilds_unfinished ON daybook.rebuilds (projection) WHERE ended_at IS NULL;
COMMENT ON TABLE daybook.rebuilds IS 'Which projections were made anew, by whom and with which code.';
COMMENT ON COLUMN daybook.rebuilds.projection IS 'The projection.';
COMMENT ON COLUMN daybook.rebuilds.begun_at IS 'When its new tables were created.';
COMMENT ON COLUMN daybook.rebuilds.begun_by IS 'Who did it.';
COMMENT ON COLUMN daybook.rebuilds.made_by IS 'What the code and the shape of the tables add up to; other code begins again.';
COMMENT ON COLUMN daybook.rebuilds.ended_at IS 'When the new tables were swapped in or dropped; empty while they are there.';
COMMENT ON COLUMN daybook.rebuilds.swapped IS 'Whether people read the new tables since.';
GRANT SELECT ON daybook.rebuilds TO daybook_app;

-- Where the followers of new tables stand is forgotten with those tables.
GRANT DELETE ON daybook.checkpoints TO daybook_app;
