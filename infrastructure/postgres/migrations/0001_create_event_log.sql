CREATE SCHEMA IF NOT EXISTS daybook;
COMMENT ON SCHEMA daybook IS 'The event log: what happened, per tenant, in order, never changed afterwards.';

-- Every key starts with the tenant, so that the tables can be partitioned by it without a change of code.
-- Names compare byte by byte (COLLATE "C"): an operating system's new locale data never breaks an index.
CREATE TABLE daybook.events (
    tenant_id      text COLLATE "C" NOT NULL,
    position       bigint           NOT NULL CHECK (position > 0),
    stream_id      text COLLATE "C" NOT NULL,
    stream_type    text COLLATE "C" NOT NULL,
    version        integer          NOT NULL CHECK (version > 0),
    event_id       uuid             NOT NULL,
    event_type     text COLLATE "C" NOT NULL,
    schema_version smallint         NOT NULL CHECK (schema_version > 0),
    payload        jsonb            NOT NULL,
    metadata       jsonb            NOT NULL,
    occurred_at    timestamptz      NOT NULL,
    recorded_at    timestamptz      NOT NULL,
    leaf_hash      bytea            NOT NULL CHECK (octet_length(leaf_hash) = 32),
    CONSTRAINT events_position PRIMARY KEY (tenant_id, position),
    CONSTRAINT events_version UNIQUE (tenant_id, stream_id, version),
    CONSTRAINT events_id UNIQUE (tenant_id, event_id)
);
COMMENT ON TABLE daybook.events IS 'What happened. Rows are only ever added, by daybook.append_events.';
COMMENT ON COLUMN daybook.events.tenant_id IS 'Whose history this is.';
COMMENT ON COLUMN daybook.events.position IS 'Place in the tenant''s log: 1, 2, 3 ... without gaps, in commit order; the leaf index is one less.';
COMMENT ON COLUMN daybook.events.stream_id IS 'The document that the event happened to.';
COMMENT ON COLUMN daybook.events.stream_type IS 'The kind of document, for example purchasing.purchase-order.';
COMMENT ON COLUMN daybook.events.version IS 'Place in the document''s own history: 1, 2, 3 ... without gaps.';
COMMENT ON COLUMN daybook.events.event_id IS 'Names the event for ever.';
COMMENT ON COLUMN daybook.events.event_type IS 'What happened, for example purchasing.purchase-order.approved; a contract, never a path in code.';
COMMENT ON COLUMN daybook.events.schema_version IS 'Which version of that event type''s payload this is.';
COMMENT ON COLUMN daybook.events.payload IS 'What the event says; camelCase names, money and quantities as text.';
COMMENT ON COLUMN daybook.events.metadata IS 'Who, on whose behalf, by which request, caused by what.';
COMMENT ON COLUMN daybook.events.occurred_at IS 'When it happened, in the tenant''s time.';
COMMENT ON COLUMN daybook.events.recorded_at IS 'When the store took it in, in real time.';
COMMENT ON COLUMN daybook.events.leaf_hash IS 'RFC 6962 leaf hash over the canonical JSON of the other columns but position.';

CREATE TABLE daybook.log_heads (
    tenant_id text COLLATE "C" PRIMARY KEY,
    position  bigint NOT NULL CHECK (position >= 0)
) WITH (fillfactor = 20);
COMMENT ON TABLE daybook.log_heads IS 'Where each tenant''s log ends. An append locks the row, so positions have the order of commits.';
COMMENT ON COLUMN daybook.log_heads.tenant_id IS 'Whose log it is.';
COMMENT ON COLUMN daybook.log_heads.position IS 'The position of the newest event; 0 before the first.';

-- By digest, because keys are long and come in no order: a small index stays in memory, and an append that
-- looks its key up and adds it costs the less.
CREATE TABLE daybook.idempotency_keys (
    tenant_id    text COLLATE "C" NOT NULL,
    key_digest   bytea            NOT NULL,
    request_hash bytea            NOT NULL,
    answer       bytea            NOT NULL,
    position     bigint           NOT NULL,
    recorded_at  timestamptz      NOT NULL,
    PRIMARY KEY (tenant_id, key_digest)
);
-- Rows lie in the order of time, so a few bytes per block are enough to find the old ones.
CREATE INDEX idempotency_keys_recorded_at ON daybook.idempotency_keys USING brin (recorded_at);
COMMENT ON TABLE daybook.idempotency_keys IS 'What a command was answered the first time, stored together with its events.';
COMMENT ON COLUMN daybook.idempotency_keys.tenant_id IS 'In which tenant the key was used.';
COMMENT ON COLUMN daybook.idempotency_keys.key_digest IS 'First 16 bytes of the SHA-256 of the caller''s key, scoped to the caller; events say the key itself.';
COMMENT ON COLUMN daybook.idempotency_keys.request_hash IS 'SHA-256 of the request that came with it.';
COMMENT ON COLUMN daybook.idempotency_keys.answer IS 'The answer, byte for byte.';
COMMENT ON COLUMN daybook.idempotency_keys.position IS 'The log position that the answer reflects.';
COMMENT ON COLUMN daybook.idempotency_keys.recorded_at IS 'When the key was used first; keys are forgotten after some days.';
