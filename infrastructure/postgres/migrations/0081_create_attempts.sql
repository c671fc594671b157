CREATE TABLE daybook.attempts (
    subject  bytea       PRIMARY KEY CHECK (octet_length(subject) = 32),
    count    integer     NOT NULL CHECK (count > 0),
    last_at  timestamptz NOT NULL,
    again_at timestamptz NOT NULL
);
CREATE INDEX attempts_last_at ON daybook.attempts (last_at);
COMMENT ON TABLE daybook.attempts IS 'What is tried too often has to wait: log-ins that failed, mails that were asked for.';
COMMENT ON COLUMN daybook.attempts.subject IS 'SHA-256 of what is counted, such as an account or a network; it belongs to no tenant, because it may not exist.';
COMMENT ON COLUMN daybook.attempts.count IS 'How many attempts there were, without those that came too early.';
COMMENT ON COLUMN daybook.attempts.last_at IS 'When the last one was; after a while without any they are forgotten.';
COMMENT ON COLUMN daybook.attempts.again_at IS 'From when the next one is taken.';
GRANT SELECT, INSERT, UPDATE, DELETE ON daybook.attempts TO daybook_app;
CREATE INDEX sessions_from ON daybook.sessions (user_id, network);
