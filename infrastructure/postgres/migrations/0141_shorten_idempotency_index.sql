-- Keys come in no order, so every append that has one meets a page of their index that nobody has touched lately. With
-- the tenant inside the digest instead of before it an entry takes 28 bytes and not 76: a third of the pages, and a
-- comparison of 16 bytes. Nobody but the tenant can make a digest that is the tenant's. Keys that were used before keep
-- their meaning, because the new digest is one of the old.
DROP FUNCTION daybook.append_events;
ALTER TABLE daybook.idempotency_keys DROP CONSTRAINT idempotency_keys_pkey;
ALTER TABLE daybook.idempotency_keys ALTER COLUMN key_digest TYPE uuid
    USING encode(substring(sha256(convert_to(tenant_id, 'UTF8') || key_digest) FOR 16), 'hex')::uuid;
ALTER TABLE daybook.idempotency_keys ADD PRIMARY KEY (key_digest);
COMMENT ON COLUMN daybook.idempotency_keys.key_digest IS 'First 16 bytes of SHA-256(tenant, first 16 bytes of SHA-256(the caller''s key, scoped to the caller)); events say the key itself.';

-- One call is one transaction: whatever it raises, nothing of it is stored.
--
-- heads     the tenants concerned, in order; every `*_head` (1, 2 ...) names one by its place here.
-- check_*   which version each stream that a command read or writes must stand at.
-- key_*     idempotency keys; `last` is the ordinal of the newest event up to that command in its tenant, or 0.
-- event_*   the new events, in order; `place` numbers them per tenant: 1, 2, 3 ...
--
-- `*_command` (0, 1, 2 ...) tells which command an element belongs to. A command with a known key or an
-- outdated check loses all its events and leaves the other commands alone. The answer: where each tenant's
-- log ended before, the ordinals of the outdated checks, and the commands whose keys are known.
CREATE FUNCTION daybook.append_events(
    heads text[],
    check_command integer[], check_head integer[], check_stream text[], check_version integer[],
    key_command integer[], key_head integer[], key_digest uuid[], key_request bytea[], key_answer bytea[],
    key_recorded timestamptz[], key_last integer[],
    event_command integer[], event_place integer[],
    event_head integer[], event_stream text[], event_stream_type text[], event_version integer[],
    event_uuid uuid[], event_name text[], event_schema smallint[], event_payload jsonb[],
    event_metadata jsonb[], event_occurred timestamptz[], event_recorded timestamptz[], event_leaf bytea[],
    OUT bases bigint[], OUT outdated integer[],
    OUT known integer[], OUT known_request bytea[], OUT known_answer bytea[], OUT known_position bigint[]
) LANGUAGE plpgsql
SET enable_seqscan = off
SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
    late integer[];
    refused integer[] := '{}';
    repeated boolean := false;
BEGIN
    -- Always in the order of tenants, so that two batches never wait for each other. The lock is a statement
    -- of its own: the statements after it see everything that was committed before the lock was ours.
    SELECT array_agg(locked.position) INTO bases FROM (
        SELECT h.position FROM daybook.log_heads AS h WHERE h.tenant_id = ANY (heads)
        ORDER BY h.tenant_id FOR UPDATE
    ) AS locked;
    IF cardinality(bases) IS DISTINCT FROM cardinality(heads) THEN
        RAISE EXCEPTION 'a tenant has no log yet' USING ERRCODE = 'no_data_found';
    END IF;

    SELECT array_agg(c.ordinal), coalesce(array_agg(c.command), '{}') INTO outdated, late
    FROM unnest(check_command, check_head, check_stream, check_version)
        WITH ORDINALITY AS c (command, head, stream, version, ordinal)
    LEFT JOIN LATERAL (
        SELECT e.version FROM daybook.events AS e
        WHERE e.tenant_id = heads[c.head] AND e.stream_id = c.stream
        ORDER BY e.version DESC LIMIT 1
    ) AS newest ON true
    WHERE c.version <> coalesce(newest.version, 0);

    -- Keys are nearly always new, so they are added without being looked up, which spares every one of them a
    -- search. Which are known is asked only when one turns out to be, or when an outdated command may have been
    -- answered before. Nobody else adds a key of these tenants meanwhile, so the second try succeeds.
    LOOP
        IF key_command <> '{}' AND (repeated OR late <> '{}') THEN
            SELECT array_agg(k.command), array_agg(i.request_hash), array_agg(i.answer), array_agg(i.position)
            INTO known, known_request, known_answer, known_position
            FROM unnest(key_command, key_head, key_digest) AS k (command, head, digest)
            JOIN daybook.idempotency_keys AS i ON i.key_digest = k.digest;
        END IF;
        refused := late || known;
        IF refused <> '{}' THEN
            SELECT coalesce(array_agg(counted.place ORDER BY counted.ordinal), '{}') INTO event_place
            FROM (
                SELECT e.ordinal, count(*) FILTER (WHERE e.command <> ALL (refused))
                    OVER (PARTITION BY e.head ORDER BY e.ordinal) AS place
                FROM unnest(event_command, event_head) WITH ORDINALITY AS e (command, head, ordinal)
            ) AS counted;
        END IF;
        EXIT WHEN key_command = '{}';
        BEGIN
            INSERT INTO daybook.idempotency_keys
            SELECT heads[k.head], k.digest, k.request, k.answer,
                   bases[k.head] + coalesce(event_place[k.last], 0), k.recorded
            FROM unnest(key_command, key_head, key_digest, key_request, key_answer, key_recorded, key_last)
                AS k (command, head, digest, request, answer, recorded, last)
            WHERE k.command <> ALL (refused);
            EXIT;
        EXCEPTION WHEN unique_violation THEN
            IF repeated THEN
                RAISE;
            END IF;
            repeated := true;
        END;
    END LOOP;

    INSERT INTO daybook.events
    SELECT heads[e.head], bases[e.head] + e.place, e.stream, e.stream_type, e.version, e.id, e.name, e.schema,
           e.payload, e.metadata, e.occurred, e.recorded, e.leaf
    FROM unnest(event_command, event_place, event_head, event_stream, event_stream_type, event_version,
                event_uuid, event_name, event_schema, event_payload, event_metadata, event_occurred,
                event_recorded, event_leaf)
        AS e (command, place, head, stream, stream_type, version, id,
              name, schema, payload, metadata, occurred, recorded, leaf)
    WHERE e.command <> ALL (refused);

    UPDATE daybook.log_heads AS h SET position = h.position + added.events
    FROM (
        SELECT heads[e.head] AS tenant, max(e.place) AS events
        FROM unnest(event_head, event_place) AS e (head, place) GROUP BY e.head
    ) AS added
    WHERE h.tenant_id = added.tenant AND added.events > 0;
END
$$;
COMMENT ON FUNCTION daybook.append_events IS 'Adds the events of many commands at once, each command all or nothing.';
GRANT EXECUTE ON FUNCTION daybook.append_events TO daybook_app;
