-- Whoever logs in to PostgreSQL may listen on every channel whose name they know, and speak there. What processes tell
-- each other names tenants and users, so the names of their channels end in what only they and the owner can read.
CREATE TABLE daybook.channel_ending (
    ending text NOT NULL DEFAULT replace(gen_random_uuid()::text, '-', '')
);
COMMENT ON TABLE daybook.channel_ending IS 'One row: what the names of the channels of this database end in.';
COMMENT ON COLUMN daybook.channel_ending.ending IS 'Made up when the table was.';
INSERT INTO daybook.channel_ending DEFAULT VALUES;
GRANT SELECT ON daybook.channel_ending TO daybook_app;

CREATE FUNCTION daybook.channel(named text) RETURNS text LANGUAGE sql STABLE
RETURN (SELECT named || '_' || e.ending FROM daybook.channel_ending AS e);
COMMENT ON FUNCTION daybook.channel(text) IS 'The name under which to listen on a channel.';

CREATE FUNCTION daybook.tell(named text, what text) RETURNS void LANGUAGE sql VOLATILE
RETURN pg_notify(daybook.channel(named), what);
COMMENT ON FUNCTION daybook.tell(text, text) IS 'Tells whoever listens on a channel, once the transaction is committed.';
REVOKE EXECUTE ON FUNCTION daybook.channel(text), daybook.tell(text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION daybook.channel(text), daybook.tell(text, text) TO daybook_app;
