-- The Merkle tree over each tenant's log (RFC 6962), as tiles of 256 hashes (C2SP tlog-tiles), and what was signed of it.
CREATE TABLE daybook.log_trees (
    tenant_id   text COLLATE "C" PRIMARY KEY,
    size        bigint NOT NULL CHECK (size >= 0),
    signed_size bigint NOT NULL DEFAULT 0 CHECK (signed_size BETWEEN 0 AND size),
    signed_at   timestamptz
) WITH (fillfactor = 50);
COMMENT ON TABLE daybook.log_trees IS 'How far the tree over each tenant''s log has grown, and how far it is signed.';
COMMENT ON COLUMN daybook.log_trees.tenant_id IS 'Whose log it is.';
COMMENT ON COLUMN daybook.log_trees.size IS 'How many events the tree has: those up to this position.';
COMMENT ON COLUMN daybook.log_trees.signed_size IS 'The size of the newest signed checkpoint; 0 before the first.';
COMMENT ON COLUMN daybook.log_trees.signed_at IS 'When that was signed.';

CREATE TABLE daybook.tree_tiles (
    tenant_id text COLLATE "C" NOT NULL,
    level     smallint         NOT NULL CHECK (level >= 0),
    number    bigint           NOT NULL CHECK (number >= 0),
    hashes    bytea            NOT NULL CHECK (octet_length(hashes) BETWEEN 32 AND 8192 AND octet_length(hashes) % 32 = 0),
    PRIMARY KEY (tenant_id, level, number)
);
ALTER TABLE daybook.tree_tiles ALTER COLUMN hashes SET STORAGE EXTERNAL;
COMMENT ON TABLE daybook.tree_tiles IS 'The tree itself: of level 0 the leaf hashes, of each further level the hashes over full tiles.';
COMMENT ON COLUMN daybook.tree_tiles.tenant_id IS 'Whose log it is.';
COMMENT ON COLUMN daybook.tree_tiles.level IS 'A hash of level n stands for 256 to the power of n events.';
COMMENT ON COLUMN daybook.tree_tiles.number IS 'The tiles of a level from left to right: 0, 1, 2 ...';
COMMENT ON COLUMN daybook.tree_tiles.hashes IS 'Up to 256 hashes of 32 bytes; once there are 256 it stays as it is.';

CREATE TABLE daybook.tree_checkpoints (
    tenant_id text COLLATE "C" NOT NULL,
    size      bigint           NOT NULL CHECK (size > 0),
    root      bytea            NOT NULL CHECK (octet_length(root) = 32),
    note      text             NOT NULL,
    signed_at timestamptz      NOT NULL,
    PRIMARY KEY (tenant_id, size)
);
COMMENT ON TABLE daybook.tree_checkpoints IS 'Signed heads of the trees; what lies under one cannot be changed unseen.';
COMMENT ON COLUMN daybook.tree_checkpoints.tenant_id IS 'Whose log it is.';
COMMENT ON COLUMN daybook.tree_checkpoints.size IS 'How many events the tree had.';
COMMENT ON COLUMN daybook.tree_checkpoints.root IS 'The root of that tree.';
COMMENT ON COLUMN daybook.tree_checkpoints.note IS 'Both of them as a signed note (C2SP), byte for byte as it was signed.';
COMMENT ON COLUMN daybook.tree_checkpoints.signed_at IS 'When it was signed; the note does not say so.';

CREATE FUNCTION daybook.refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the tree over a log only grows: % of %.% is refused', TG_OP, TG_TABLE_SCHEMA, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation',
              HINT = 'Run: daybook audit verify';
END
$$;
COMMENT ON FUNCTION daybook.refuse_rewriting() IS 'Refuses the statement that fired it.';

CREATE TRIGGER tiles_stay BEFORE DELETE OR TRUNCATE ON daybook.tree_tiles
    FOR EACH STATEMENT EXECUTE FUNCTION daybook.refuse_rewriting();
CREATE TRIGGER tiles_only_grow BEFORE UPDATE ON daybook.tree_tiles FOR EACH ROW
    WHEN (
        (NEW.tenant_id, NEW.level, NEW.number) IS DISTINCT FROM (OLD.tenant_id, OLD.level, OLD.number)
        OR octet_length(NEW.hashes) <= octet_length(OLD.hashes)
        OR substring(NEW.hashes FROM 1 FOR octet_length(OLD.hashes)) <> OLD.hashes
    )
    EXECUTE FUNCTION daybook.refuse_rewriting();
CREATE TRIGGER checkpoints_are_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON daybook.tree_checkpoints
    FOR EACH STATEMENT EXECUTE FUNCTION daybook.refuse_rewriting();
-- Always: also in a session that calls itself a replica.
ALTER TABLE daybook.tree_tiles ENABLE ALWAYS TRIGGER tiles_stay;
ALTER TABLE daybook.tree_tiles ENABLE ALWAYS TRIGGER tiles_only_grow;
ALTER TABLE daybook.tree_checkpoints ENABLE ALWAYS TRIGGER checkpoints_are_immutable;
COMMENT ON TRIGGER tiles_stay ON daybook.tree_tiles IS 'Holds for everyone who goes through SQL.';
COMMENT ON TRIGGER tiles_only_grow ON daybook.tree_tiles IS 'Holds for everyone who goes through SQL.';
COMMENT ON TRIGGER checkpoints_are_immutable ON daybook.tree_checkpoints IS 'Holds for everyone who goes through SQL.';

-- Whoever extends a tree says how large it was when they looked: of two who saw the same, one extends it, and
-- nothing of the other is stored. The commit does not wait for the disk: a crash of the server takes size and
-- tiles back together, and both follow from the events, which are durable.
--
-- tile_* are the tiles that are new or longer. The answer: the tenants whose trees were extended.
CREATE FUNCTION daybook.extend_trees(
    tenants text[], origins bigint[], goals bigint[],
    tile_tenants text[], tile_levels smallint[], tile_numbers bigint[], tile_hashes bytea[]
) RETURNS text[] LANGUAGE plpgsql AS $$
DECLARE
    extended text[];
BEGIN
    PERFORM set_config('synchronous_commit', 'off', true);
    INSERT INTO daybook.log_trees (tenant_id, size)
    SELECT m.tenant, 0 FROM unnest(tenants, origins) AS m (tenant, origin) WHERE m.origin = 0
    ORDER BY m.tenant
    ON CONFLICT DO NOTHING;
    PERFORM FROM daybook.log_trees AS t WHERE t.tenant_id = ANY (tenants) ORDER BY t.tenant_id FOR UPDATE;

    WITH moved AS (
        UPDATE daybook.log_trees AS t SET size = m.goal
        FROM unnest(tenants, origins, goals) AS m (tenant, origin, goal)
        WHERE t.tenant_id = m.tenant AND t.size = m.origin
        RETURNING t.tenant_id
    )
    SELECT coalesce(array_agg(moved.tenant_id), '{}') INTO extended FROM moved;

    INSERT INTO daybook.tree_tiles AS t (tenant_id, level, number, hashes)
    SELECT n.tenant, n.level, n.number, n.hashes
    FROM unnest(tile_tenants, tile_levels, tile_numbers, tile_hashes) AS n (tenant, level, number, hashes)
    WHERE n.tenant = ANY (extended)
    ON CONFLICT (tenant_id, level, number) DO UPDATE SET hashes = excluded.hashes;
    RETURN extended;
END
$$;
COMMENT ON FUNCTION daybook.extend_trees IS 'Extends trees that are still as large as they were; answers which.';

GRANT SELECT, INSERT, UPDATE ON daybook.log_trees TO daybook_app;
GRANT SELECT, INSERT, UPDATE (hashes) ON daybook.tree_tiles TO daybook_app;
GRANT SELECT, INSERT ON daybook.tree_checkpoints TO daybook_app;
GRANT EXECUTE ON FUNCTION daybook.extend_trees TO daybook_app;
SELECT daybook.isolate('daybook.log_trees'), daybook.isolate('daybook.tree_tiles'),
       daybook.isolate('daybook.tree_checkpoints'), daybook.open_door('log', 'daybook.log_trees', 'SELECT');
