-- A table of a projection is made anew in a schema of its own, so that its indexes and constraints have their final
-- names from the beginning and a change of the schema is all that the swap takes. Only the owner of the tables does it.

CREATE FUNCTION daybook.shape_of(schema text, named text) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        'owner', c.relowner::regrole,
        'options', c.reloptions,
        'secured', ARRAY[c.relrowsecurity, c.relforcerowsecurity],
        'comment', obj_description(c.oid, 'pg_class'),
        'rights', (SELECT jsonb_agg(item::text ORDER BY item::text)
                   FROM unnest(coalesce(c.relacl, acldefault('r', c.relowner))) AS item),
        'columns', (
            SELECT jsonb_agg(jsonb_build_array(
                a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attcollation::regcollation,
                a.attidentity, a.attgenerated, pg_get_expr(d.adbin, d.adrelid), col_description(c.oid, a.attnum),
                a.attacl::text) ORDER BY a.attnum)
            FROM pg_attribute AS a LEFT JOIN pg_attrdef AS d ON d.adrelid = c.oid AND d.adnum = a.attnum
            WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped),
        'constraints', (SELECT jsonb_agg(jsonb_build_array(k.conname, pg_get_constraintdef(k.oid)) ORDER BY k.conname)
                        FROM pg_constraint AS k WHERE k.conrelid = c.oid),
        'indexes', (SELECT jsonb_agg(replace(pg_get_indexdef(i.indexrelid), format(' ON %I.', schema), ' ON ')
                                     ORDER BY i.indexrelid::regclass::text)
                    FROM pg_index AS i WHERE i.indrelid = c.oid AND i.indisvalid),
        'policies', (
            SELECT jsonb_agg(jsonb_build_array(
                p.polname, p.polcmd, p.polpermissive, p.polroles::regrole[]::text[],
                pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)) ORDER BY p.polname)
            FROM pg_policy AS p WHERE p.polrelid = c.oid),
        'triggers', (SELECT jsonb_agg(t.tgname ORDER BY t.tgname)
                     FROM pg_trigger AS t WHERE t.tgrelid = c.oid AND NOT t.tgisinternal)
    )::text
    FROM pg_class AS c WHERE c.relnamespace = to_regnamespace(quote_ident(schema)) AND c.relname = named
$$;
COMMENT ON FUNCTION daybook.shape_of(text, text) IS
    'All that a table is but its rows, as text; empty when there is no such table.';

CREATE FUNCTION daybook.create_next(named text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    live regclass := format('projections.%I', named)::regclass;
    next text := format('projections_next.%I', named);
    made record;
BEGIN
    EXECUTE format('CREATE TABLE %s (LIKE projections.%I INCLUDING ALL EXCLUDING INDEXES)', next, named);
    FOR made IN
        SELECT format('ALTER TABLE %s SET (%s)', next, array_to_string(c.reloptions, ', ')) AS statement
        FROM pg_class AS c WHERE c.oid = live AND c.reloptions IS NOT NULL
        UNION ALL
        SELECT format('COMMENT ON TABLE %s IS %L', next, obj_description(live, 'pg_class'))
        UNION ALL
        SELECT format('ALTER TABLE %s ADD CONSTRAINT %I %s', next, k.conname, pg_get_constraintdef(k.oid))
        FROM pg_constraint AS k WHERE k.conrelid = live AND k.contype IN ('p', 'u', 'x')
        UNION ALL
        SELECT format('GRANT %s ON %s TO %s%s', g.privilege_type, next,
                      CASE g.grantee WHEN 0 THEN 'PUBLIC' ELSE g.grantee::regrole::text END,
                      CASE WHEN g.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
        FROM pg_class AS c, aclexplode(c.relacl) AS g WHERE c.oid = live AND g.grantee <> c.relowner
        UNION ALL
        SELECT format('GRANT %s (%I) ON %s TO %s%s', g.privilege_type, a.attname, next,
                      CASE g.grantee WHEN 0 THEN 'PUBLIC' ELSE g.grantee::regrole::text END,
                      CASE WHEN g.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
        FROM pg_attribute AS a, aclexplode(a.attacl) AS g WHERE a.attrelid = live AND NOT a.attisdropped
        UNION ALL
        SELECT format('CREATE POLICY %I ON %s AS %s FOR %s TO %s%s%s', p.policyname, next, p.permissive, p.cmd,
                      (SELECT string_agg(CASE r WHEN 'public' THEN 'PUBLIC' ELSE quote_ident(r) END, ', ')
                       FROM unnest(p.roles::text[]) AS r),
                      ' USING (' || p.qual || ')', ' WITH CHECK (' || p.with_check || ')')
        FROM pg_policies AS p WHERE p.schemaname = 'projections' AND p.tablename = named
        UNION ALL
        SELECT format('ALTER TABLE %s OWNER TO %s', next, c.relowner::regrole)
        FROM pg_class AS c WHERE c.oid = live AND c.relowner <> current_user::regrole
        UNION ALL
        SELECT format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', next)
        FROM pg_class AS c WHERE c.oid = live AND c.relrowsecurity
        UNION ALL
        SELECT format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', next)
        FROM pg_class AS c WHERE c.oid = live AND c.relforcerowsecurity
    LOOP
        EXECUTE made.statement;
    END LOOP;
END
$$;
COMMENT ON FUNCTION daybook.create_next(text) IS
    'An empty table like one of a projection, with its rights and policies; of the indexes only those that keep rows unique.';

CREATE FUNCTION daybook.index_next(named text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    made record;
BEGIN
    FOR made IN
        SELECT replace(pg_get_indexdef(i.indexrelid), ' ON projections.', ' ON projections_next.') AS statement
        FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid
        WHERE i.indrelid = format('projections.%I', named)::regclass AND i.indisvalid
          AND to_regclass(format('projections_next.%I', c.relname)) IS NULL
    LOOP
        EXECUTE made.statement;
    END LOOP;
    EXECUTE format('ANALYZE projections_next.%I', named);
END
$$;
COMMENT ON FUNCTION daybook.index_next(text) IS 'Adds the other indexes of a table, and tells the planner of its rows.';

CREATE FUNCTION daybook.swap_next(named text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF daybook.shape_of('projections', named) IS DISTINCT FROM daybook.shape_of('projections_next', named) THEN
        RAISE EXCEPTION 'the table % has changed since its next version was created', named USING ERRCODE = 'DB003';
    END IF;
    EXECUTE format('DROP TABLE projections.%I', named);
    EXECUTE format('ALTER TABLE projections_next.%I SET SCHEMA projections', named);
END
$$;
COMMENT ON FUNCTION daybook.swap_next(text) IS
    'Puts the next version of a table in its place; raises DB003 when the two are not alike in all but their rows.';
REVOKE EXECUTE ON FUNCTION daybook.create_next(text), daybook.index_next(text), daybook.swap_next(text) FROM PUBLIC;
