-- Part of the transaction that stores the effect. The lock on the lease orders this transaction before the
-- beginning of the next term or after it: after it, nothing is stored. The comparison with `from_position`
-- makes sure that no effect is stored twice, whoever else believes to lead.
--
-- The commit does not wait for the disk: a crash of the server takes effect and checkpoint back together,
-- and the events, which are durable, are delivered again.
CREATE FUNCTION daybook.move_checkpoints(
    subscribers text[], tenants text[], partitions integer[], epochs bigint[],
    from_positions bigint[], to_positions bigint[]
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    moves integer := cardinality(subscribers);
    moved integer;
BEGIN
    PERFORM set_config('synchronous_commit', 'off', true);
    PERFORM daybook.assert_leadership(subscribers, partitions, epochs);

    UPDATE daybook.checkpoints AS c
    SET position = m.goal, epoch = m.epoch, moved_at = clock_timestamp(), stopped_position = NULL,
        stopped_event_id = NULL, stopped_error = NULL, stopped_since = NULL, attempts = 0, retry_at = NULL
    FROM unnest(subscribers, tenants, epochs, from_positions, to_positions)
        AS m (subscriber, tenant_id, epoch, origin, goal)
    WHERE c.subscriber = m.subscriber AND c.tenant_id = m.tenant_id AND c.position = m.origin;
    GET DIAGNOSTICS moved = ROW_COUNT;
    IF moved = moves THEN
        RETURN;
    END IF;
    moves := moves - moved;

    INSERT INTO daybook.checkpoints (subscriber, tenant_id, position, epoch, moved_at)
    SELECT m.subscriber, m.tenant_id, m.goal, m.epoch, clock_timestamp()
    FROM unnest(subscribers, tenants, epochs, from_positions, to_positions)
        AS m (subscriber, tenant_id, epoch, origin, goal)
    WHERE m.origin = 0
    ON CONFLICT DO NOTHING;
    GET DIAGNOSTICS moved = ROW_COUNT;
    IF moved <> moves THEN
        RAISE EXCEPTION 'a checkpoint is not where its leader left it' USING ERRCODE = 'DB002';
    END IF;
END
$$;

CREATE FUNCTION daybook.assert_leadership(subscribers text[], partitions integer[], epochs bigint[])
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    led integer;
BEGIN
    PERFORM FROM daybook.leases AS l
    JOIN (SELECT DISTINCT * FROM unnest(subscribers, partitions, epochs)) AS m (subscriber, partition, epoch)
        ON l.subscriber = m.subscriber AND l.partition = m.partition AND l.epoch = m.epoch
    FOR SHARE OF l;
    GET DIAGNOSTICS led = ROW_COUNT;
    IF led <> (SELECT count(*) FROM (SELECT DISTINCT * FROM unnest(subscribers, partitions)) AS m) THEN
        RAISE EXCEPTION 'somebody else leads by now' USING ERRCODE = 'DB001';
    END IF;
END
$$;
COMMENT ON FUNCTION daybook.move_checkpoints IS 'Moves checkpoints from where their leader left them, or raises DB001 (another leads) or DB002 (moved).';
COMMENT ON FUNCTION daybook.assert_leadership IS 'Holds the terms of leadership until the end of the transaction, or raises DB001.';
