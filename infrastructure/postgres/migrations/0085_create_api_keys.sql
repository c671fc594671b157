CREATE TABLE daybook.api_keys (
    key_id             text COLLATE "C" PRIMARY KEY,
    tenant_id          text COLLATE "C" NOT NULL,
    service_account_id text COLLATE "C" NOT NULL,
    secret_hash        bytea            NOT NULL CHECK (octet_length(secret_hash) = 32),
    last_used_at       timestamptz
);
CREATE INDEX api_keys_of_account ON daybook.api_keys (tenant_id, service_account_id);
COMMENT ON TABLE daybook.api_keys IS 'How the keys of machines are known again. Which of them are good is in the log alone.';
COMMENT ON COLUMN daybook.api_keys.key_id IS 'The key, as its event names it; also part of its text.';
COMMENT ON COLUMN daybook.api_keys.tenant_id IS 'Where the machine acts.';
COMMENT ON COLUMN daybook.api_keys.service_account_id IS 'Which machine it is.';
COMMENT ON COLUMN daybook.api_keys.secret_hash IS 'SHA-256 of the whole key; it has 238 random bits, so this is as good as a slow hash.';
COMMENT ON COLUMN daybook.api_keys.last_used_at IS 'When it let somebody in last, written once a minute at most.';
GRANT SELECT, INSERT, UPDATE, DELETE ON daybook.api_keys TO daybook_app;
-- Whoever shows a key says which one it is, and no tenant.
SELECT daybook.isolate('daybook.api_keys'), daybook.open_door('people', 'daybook.api_keys', 'SELECT');
