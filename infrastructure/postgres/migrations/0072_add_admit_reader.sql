-- For people who ask in SQL. What they see is bound to their role, never to a setting, which they could change.
CREATE FUNCTION daybook.admit_reader(reader text, tenant text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    named regclass;
BEGIN
    EXECUTE format('GRANT USAGE ON SCHEMA daybook, projections TO %I', reader);
    FOR named IN
        SELECT c.oid FROM pg_class AS c
        WHERE c.relkind = 'r'
          AND (c.relnamespace = 'projections'::regnamespace OR c.oid = 'daybook.events'::regclass)
    LOOP
        EXECUTE format('GRANT SELECT ON %s TO %I', named, reader);
        EXECUTE format('DROP POLICY IF EXISTS %I ON %s', 'reader_' || reader, named);
        EXECUTE format('CREATE POLICY %I ON %s FOR SELECT TO %I USING (tenant_id = %L)',
            'reader_' || reader, named, reader, tenant);
    END LOOP;
END
$$;
COMMENT ON FUNCTION daybook.admit_reader(text, text) IS
    'Lets a role read the lists and events of one tenant. Call it again when a migration has added a list.';
REVOKE EXECUTE ON FUNCTION daybook.admit_reader(text, text) FROM PUBLIC;
