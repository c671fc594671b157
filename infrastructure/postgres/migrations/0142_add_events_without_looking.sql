-- Two savings for every event that is added. A stream that a command opens is no longer looked for: should it be
-- there, the constraint says so. And rows are made of the arrays one at a time as they are added, where a set of all
-- of them was written and read again before.
DROP FUNCTION daybook.append_events;

-- One call is one transaction: whatever it raises, nothing of it is stored.
--
-- heads     the tenants concerned, in order; every `*_head` (1, 2 ...) names one by its place here.
-- check_*   which version each stream that a command read or writes must stand at; `opens` when the command
--           writes the stream and it must not exist yet.
-- key_*     idempotency keys; `last` is the ordinal of the newest event up to that command in its tenant, or 0.
-- event_*   the new events, in order; `place` numbers them per tenant: 1, 2, 3 ...
--
-- `*_command` (0, 1, 2 ...) tells which command an element belongs to. A command with a known key or an
-- outdated check loses all its events and leaves the other commands alone. The answer: where each tenant's
-- log ended before, the ordinals of the outdated checks, and the commands whose keys are known.
CREATE FUNCTION daybook.append_events(
    heads text[],
    check_command integer[], check_head integer[], check_stream text[], check_version integer[],
    check_opens boolean[],
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
    refused integer[];
    doubted boolean := false;
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

    -- Keys are nearly always new, and so are streams that a command opens: they are added without being looked for,
    -- which spares every one of them a search. When one of them turns out to be there, or another stream has moved
    -- on, everything is looked for. Nobody else adds to the logs of these tenants meanwhile, so the second try
    -- succeeds.
    LOOP
        SELECT array_agg(c.ordinal), coalesce(array_agg(c.command), '{}') INTO outdated, late
        FROM unnest(check_command, check_head, check_stream, check_version, check_opens)
            WITH ORDINALITY AS c (command, head, stream, version, opens, ordinal)
        LEFT JOIN LATERAL (
            SELECT e.version FROM daybook.events AS e
            WHERE e.tenant_id = heads[c.head] AND e.stream_id = c.stream
            ORDER BY e.version DESC LIMIT 1
        ) AS newest ON true
        WHERE (doubted OR NOT c.opens) AND c.version <> coalesce(newest.version, 0);

        IF late <> '{}' AND NOT doubted THEN
            doubted := true;
            CONTINUE;
        END IF;
        IF key_command <> '{}' AND doubted THEN
            SELECT array_agg(k.command), array_agg(i.request_hash), array_agg(i.answer), array_agg(i.position)
            INTO known, known_request, known_answer, known_position
            FROM unnest(key_command, key_digest) AS k (command, digest)
            -- Each by the index: a join would be planned for as many keys as there were when it was planned.
            CROSS JOIN LATERAL (
                SELECT u.request_hash, u.answer, u.position FROM daybook.idempotency_keys AS u
                WHERE u.key_digest = k.digest LIMIT 1
            ) AS i;
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
        BEGIN
            INSERT INTO daybook.idempotency_keys
            SELECT heads[k.head], k.digest, k.request, k.answer,
                   bases[k.head] + coalesce(event_place[k.last], 0), k.recorded
            FROM (
                SELECT unnest(key_command) AS command, unnest(key_head) AS head, unnest(key_digest) AS digest,
                       unnest(key_request) AS request, unnest(key_answer) AS answer,
                       unnest(key_recorded) AS recorded, unnest(key_last) AS last
            ) AS k
            WHERE k.command <> ALL (refused);

            INSERT INTO daybook.events
            SELECT heads[e.head], bases[e.head] + e.place, e.stream, e.stream_type, e.version, e.id, e.name, e.schema,
                   e.payload, e.metadata, e.occurred, e.recorded, e.leaf
            FROM (
                SELECT unnest(event_command) AS command, unnest(event_place) AS place, unnest(event_head) AS head,
                       unnest(event_stream) AS stream, unnest(event_stream_type) AS stream_type,
                       unnest(event_version) AS version, unnest(event_uuid) AS id, unnest(event_name) AS name,
                       unnest(event_schema) AS schema, unnest(event_payload) AS payload,
                       unnest(event_metadata) AS metadata, unnest(event_occurred) AS occurred,
                       unnest(event_recorded) AS recorded, unnest(event_leaf) AS leaf
            ) AS e
            WHERE e.command <> ALL (refused);
            EXIT;
        EXCEPTION WHEN unique_violation THEN
            IF doubted THEN
                RAISE;
            END IF;
            doubted := true;
        END;
    END LOOP;

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
