GRANT SELECT, INSERT ON daybook.events TO daybook_app;
GRANT SELECT, INSERT, UPDATE ON daybook.log_heads TO daybook_app;
GRANT SELECT, INSERT, DELETE ON daybook.idempotency_keys TO daybook_app;

CREATE FUNCTION daybook.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'events are never changed: % of %.% is refused', TG_OP, TG_TABLE_SCHEMA, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation',
              HINT = 'Record what is right as a new event.';
END
$$;
COMMENT ON FUNCTION daybook.refuse_change() IS 'Refuses the statement that fired it.';

CREATE TRIGGER events_are_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON daybook.events
    FOR EACH STATEMENT EXECUTE FUNCTION daybook.refuse_change();
-- Always: also in a session that calls itself a replica.
ALTER TABLE daybook.events ENABLE ALWAYS TRIGGER events_are_immutable;
COMMENT ON TRIGGER events_are_immutable ON daybook.events IS
    'Holds for everyone who goes through SQL, the owner of the table too.';
