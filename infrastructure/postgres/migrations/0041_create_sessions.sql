CREATE TABLE daybook.sessions (
    session_id uuid             PRIMARY KEY,
    tenant_id  text COLLATE "C" NOT NULL,
    user_id    text COLLATE "C" NOT NULL,
    begun_at   timestamptz      NOT NULL,
    ends_at    timestamptz      NOT NULL CHECK (ends_at > begun_at),
    ended_at   timestamptz
);
-- A log-in ends the user's other session, and this keeps two log-ins at once from both going on.
CREATE UNIQUE INDEX sessions_of_user ON daybook.sessions (user_id) WHERE ended_at IS NULL;
CREATE INDEX sessions_past ON daybook.sessions (user_id, ends_at);
COMMENT ON TABLE daybook.sessions IS 'What a log-in opens. A user has one at a time.';
COMMENT ON COLUMN daybook.sessions.session_id IS 'Named in every access token of the session.';
COMMENT ON COLUMN daybook.sessions.tenant_id IS 'Where the user acts.';
COMMENT ON COLUMN daybook.sessions.user_id IS 'Who logged in.';
COMMENT ON COLUMN daybook.sessions.begun_at IS 'When they did.';
COMMENT ON COLUMN daybook.sessions.ends_at IS 'When it is over however much it is used.';
COMMENT ON COLUMN daybook.sessions.ended_at IS 'When it was ended before that: a log-out, another log-in, or a stolen token.';

CREATE TABLE daybook.refresh_tokens (
    token_hash bytea       PRIMARY KEY CHECK (octet_length(token_hash) = 32),
    session_id uuid        NOT NULL REFERENCES daybook.sessions ON DELETE CASCADE,
    issued_at  timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at    timestamptz
);
CREATE INDEX refresh_tokens_of_session ON daybook.refresh_tokens (session_id);
COMMENT ON TABLE daybook.refresh_tokens IS 'Every token that ever carried a session on, so that one that comes back is known.';
COMMENT ON COLUMN daybook.refresh_tokens.token_hash IS 'SHA-256 of the token; it has 256 random bits, so this is as good as a slow hash.';
COMMENT ON COLUMN daybook.refresh_tokens.session_id IS 'The session that it carries on.';
COMMENT ON COLUMN daybook.refresh_tokens.issued_at IS 'When it was given out.';
COMMENT ON COLUMN daybook.refresh_tokens.expires_at IS 'Until when it can be used; each use slides this forward for its successor.';
COMMENT ON COLUMN daybook.refresh_tokens.used_at IS 'When it was used; a second use ends the session.';
GRANT SELECT, INSERT, UPDATE, DELETE ON daybook.sessions, daybook.refresh_tokens TO daybook_app;
