-- Log-ins of people and programs that ask in SQL. Each is bound to one tenant by a row that it cannot change; what it
-- may do at all comes from the group `daybook_analyst`. `session_user` is who logged in, whatever they SET since.
CREATE TABLE daybook.analysts (
    login      text COLLATE "C" PRIMARY KEY,
    tenant_id  text COLLATE "C" NOT NULL,
    note       text             NOT NULL,
    made_at    timestamptz      NOT NULL DEFAULT clock_timestamp(),
    made_by    text             NOT NULL,
    revoked_at timestamptz,
    revoked_by text
);
COMMENT ON TABLE daybook.analysts IS 'Which tenant the log-ins of analysts are bound to, those that were ended too.';
COMMENT ON COLUMN daybook.analysts.login IS 'The role in PostgreSQL.';
COMMENT ON COLUMN daybook.analysts.tenant_id IS 'Whose rows it sees.';
COMMENT ON COLUMN daybook.analysts.note IS 'What it is for; nobody''s name.';
COMMENT ON COLUMN daybook.analysts.made_at IS 'When it was made.';
COMMENT ON COLUMN daybook.analysts.made_by IS 'Which operator made it.';
COMMENT ON COLUMN daybook.analysts.revoked_at IS 'When it was ended; null while it is good.';
COMMENT ON COLUMN daybook.analysts.revoked_by IS 'Which operator ended it.';
SELECT daybook.isolate('daybook.analysts');
GRANT SELECT ON daybook.analysts TO daybook_app;

-- The owner writes it, for the tenant that the functions below put in reach. A log-in sees its own row.
CREATE POLICY owner_in_reach ON daybook.analysts TO CURRENT_USER
    USING (array_position((SELECT daybook.tenants_in_reach()), tenant_id) IS NOT NULL);
CREATE POLICY own_row ON daybook.analysts FOR SELECT TO daybook_analyst USING (login = session_user);
GRANT USAGE ON SCHEMA daybook TO daybook_analyst;
GRANT SELECT (login, tenant_id, revoked_at) ON daybook.analysts TO daybook_analyst;

CREATE FUNCTION daybook.analyst_tenant() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
RETURN (SELECT a.tenant_id FROM daybook.analysts AS a WHERE a.login = session_user AND a.revoked_at IS NULL);
COMMENT ON FUNCTION daybook.analyst_tenant() IS
    'The tenant that the log-in of this session is bound to; null for everybody who is no analyst.';

CREATE FUNCTION daybook.admit_analyst(named text, tenant text, about text, operator text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM daybook.reach(ARRAY[tenant]);
    INSERT INTO daybook.analysts (login, tenant_id, note, made_by) VALUES (named, tenant, about, operator);
END
$$;
COMMENT ON FUNCTION daybook.admit_analyst(text, text, text, text) IS 'Binds a log-in to a tenant, for good.';

CREATE FUNCTION daybook.revoke_analyst(named text, tenant text, operator text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    PERFORM daybook.reach(ARRAY[tenant]);
    UPDATE daybook.analysts SET revoked_at = clock_timestamp(), revoked_by = operator
    WHERE login = named AND tenant_id = tenant AND revoked_at IS NULL;
    RETURN FOUND;
END
$$;
COMMENT ON FUNCTION daybook.revoke_analyst(text, text, text) IS
    'Lets a log-in see nothing from the next statement on; false when there is none that is good.';

-- What a log-in may SET it may also unset: `statement_timeout` is a courtesy. This is what holds.
CREATE FUNCTION daybook.end_overlong_analysts(longest interval) RETURNS bigint
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT count(*) FILTER (WHERE pg_terminate_backend(a.pid))
    FROM pg_stat_activity AS a
    WHERE a.datname = current_database() AND a.pid <> pg_backend_pid()
      AND a.usesysid <> current_user::regrole
      AND NOT (SELECT r.rolsuper FROM pg_roles AS r WHERE r.oid = a.usesysid)
      AND EXISTS (SELECT FROM pg_auth_members AS m
                  WHERE m.roleid = 'daybook_analyst'::regrole AND m.member = a.usesysid)
      AND pg_has_role(current_user, a.usesysid, 'USAGE')
      AND (a.xact_start < clock_timestamp() - longest
           OR EXISTS (SELECT FROM pg_locks AS l WHERE l.pid = a.pid AND l.locktype = 'advisory'))
$$;
COMMENT ON FUNCTION daybook.end_overlong_analysts(interval) IS
    'Ends sessions of analysts whose transaction is older than this, or who hold locks that followers live by.';
REVOKE EXECUTE ON FUNCTION daybook.admit_analyst(text, text, text, text), daybook.revoke_analyst(text, text, text),
    daybook.end_overlong_analysts(interval) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION daybook.end_overlong_analysts(interval) TO daybook_app;
