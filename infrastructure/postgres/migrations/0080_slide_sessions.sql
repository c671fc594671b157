ALTER TABLE daybook.sessions
    ADD COLUMN last_used_at timestamptz,
    ADD COLUMN address text,
    ADD COLUMN network text,
    ADD COLUMN client text;
UPDATE daybook.sessions SET last_used_at = begun_at;
ALTER TABLE daybook.sessions ALTER COLUMN last_used_at SET NOT NULL;
COMMENT ON COLUMN daybook.sessions.last_used_at IS 'When it was used last, to the minute; a session that is not used for a while is over.';
COMMENT ON COLUMN daybook.sessions.address IS 'From which network address the user logged in.';
COMMENT ON COLUMN daybook.sessions.network IS 'The part of the address that one subscriber gets as a whole; log-ins from it are familiar.';
COMMENT ON COLUMN daybook.sessions.client IS 'How the program called itself that the user logged in with.';
COMMENT ON COLUMN daybook.refresh_tokens.expires_at IS 'Until when it can be used, if its session goes on so long.';

-- What a process asks about every session in use, once a second at most. Using a session slides its end
-- forward; that is written once a minute, so that looking hardly ever writes.
CREATE FUNCTION daybook.look_at_sessions(wanted uuid[], at timestamptz, idle interval)
    RETURNS TABLE (session_id uuid, tenant_id text, user_id text, user_version integer)
    LANGUAGE plpgsql
AS $$
BEGIN
    UPDATE daybook.sessions AS s SET last_used_at = at
    WHERE s.session_id = ANY (wanted) AND s.ended_at IS NULL AND s.ends_at > at
      AND s.last_used_at > at - idle
      AND s.last_used_at <= at - least(interval '1 minute', idle / 60);
    RETURN QUERY
    SELECT s.session_id, s.tenant_id, s.user_id,
           coalesce((SELECT max(e.version) FROM daybook.events AS e
                     WHERE e.tenant_id = s.tenant_id AND e.stream_id = s.user_id), 0)
    FROM daybook.sessions AS s
    WHERE s.session_id = ANY (wanted) AND s.ended_at IS NULL AND s.ends_at > at
      AND s.last_used_at > at - idle;
END
$$;
COMMENT ON FUNCTION daybook.look_at_sessions IS 'Which of these sessions go on, whose they are, and how far the history of that user has got.';
REVOKE EXECUTE ON FUNCTION daybook.look_at_sessions FROM PUBLIC;
GRANT EXECUTE ON FUNCTION daybook.look_at_sessions TO daybook_app;
