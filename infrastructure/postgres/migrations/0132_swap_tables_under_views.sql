-- A rebuild puts another table in the place of one; the views of `reporting` are pointed at it before the old one goes,
-- so that their grants and comments stay. Whatever else is made from the table still makes the swap refuse.
CREATE FUNCTION daybook.views_over(named text) RETURNS SETOF text LANGUAGE sql STABLE AS $$
    SELECT DISTINCT c.relname::text FROM pg_depend AS d
    JOIN pg_rewrite AS r ON d.classid = 'pg_rewrite'::regclass AND r.oid = d.objid
    JOIN pg_class AS c ON c.oid = r.ev_class AND c.relkind = 'v' AND c.relnamespace = to_regnamespace('reporting')
    WHERE d.refclassid = 'pg_class'::regclass AND d.refobjid = to_regclass(format('projections.%I', named))
    ORDER BY 1
$$;
COMMENT ON FUNCTION daybook.views_over(text) IS 'The views for analysts that show a table.';

CREATE OR REPLACE FUNCTION daybook.swap_next(named text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    made text;
BEGIN
    IF daybook.shape_of('projections', named) IS DISTINCT FROM daybook.shape_of('projections_next', named) THEN
        RAISE EXCEPTION 'the table % has changed since its next version was created', named USING ERRCODE = 'DB003';
    END IF;
    FOR made IN
        SELECT format('CREATE OR REPLACE VIEW reporting.%I WITH (%s) AS %s', c.relname, array_to_string(c.reloptions, ', '),
                      regexp_replace(pg_get_viewdef(c.oid), format('\mprojections\.%I\M', named),
                                     format('projections_next.%I', named), 'g'))
        FROM daybook.views_over(named) AS over (view)
        JOIN pg_class AS c ON c.relname = over.view AND c.relnamespace = 'reporting'::regnamespace
    LOOP
        EXECUTE made;
    END LOOP;
    EXECUTE format('DROP TABLE projections.%I', named);
    EXECUTE format('ALTER TABLE projections_next.%I SET SCHEMA projections', named);
END
$$;
COMMENT ON FUNCTION daybook.swap_next(text) IS
    'Puts the next version of a table in its place, also under views; raises DB003 when the two are not alike in all but their rows.';
REVOKE EXECUTE ON FUNCTION daybook.views_over(text) FROM PUBLIC;
