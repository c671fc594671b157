CREATE TABLE daybook.credentials (
    email         text COLLATE "C" PRIMARY KEY CHECK (email = lower(email)),
    tenant_id     text COLLATE "C" NOT NULL,
    user_id       text COLLATE "C" NOT NULL UNIQUE,
    password_hash text,
    reserved_at   timestamptz      NOT NULL,
    changed_at    timestamptz
);
COMMENT ON TABLE daybook.credentials IS 'What people log in with; no part of the log, so that a password can be forgotten.';
COMMENT ON COLUMN daybook.credentials.email IS 'In lower case; one address is one person in all tenants together.';
COMMENT ON COLUMN daybook.credentials.tenant_id IS 'Where that person acts.';
COMMENT ON COLUMN daybook.credentials.user_id IS 'Under which id; the user exists once their registration is in the log.';
COMMENT ON COLUMN daybook.credentials.password_hash IS 'Argon2id in PHC format; empty while nobody can log in with it.';
COMMENT ON COLUMN daybook.credentials.reserved_at IS 'When the address was taken for the user, or the reservation was renewed.';
COMMENT ON COLUMN daybook.credentials.changed_at IS 'When the password was set last.';
GRANT SELECT, INSERT, UPDATE, DELETE ON daybook.credentials TO daybook_app;
