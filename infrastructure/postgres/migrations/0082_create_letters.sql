-- A letter is asked for before anybody knows whose address it goes to, and in which tenant, if in any.
CREATE TABLE daybook.letters (
    letter_id uuid        PRIMARY KEY,
    kind      text        NOT NULL,
    email     text        NOT NULL CHECK (email = lower(email)),
    facts     jsonb       NOT NULL,
    queued_at timestamptz NOT NULL,
    due_at    timestamptz NOT NULL,
    attempts  integer     NOT NULL DEFAULT 0
);
CREATE INDEX letters_due_at ON daybook.letters (due_at);
COMMENT ON TABLE daybook.letters IS 'Mails that are to be written, and what has to be done before; a row goes when that is done.';
COMMENT ON COLUMN daybook.letters.letter_id IS 'Names the letter; what it causes happens once, however often it is tried.';
COMMENT ON COLUMN daybook.letters.kind IS 'What the letter is about.';
COMMENT ON COLUMN daybook.letters.email IS 'To whom it goes, in lower case.';
COMMENT ON COLUMN daybook.letters.facts IS 'What it needs to know; never a token, which is made when the letter is written.';
COMMENT ON COLUMN daybook.letters.queued_at IS 'When it was asked for.';
COMMENT ON COLUMN daybook.letters.due_at IS 'When it is tried next; whoever tries moves this on, so that nobody else tries meanwhile.';
COMMENT ON COLUMN daybook.letters.attempts IS 'How often it was tried.';

CREATE TABLE daybook.mail_tokens (
    token_hash bytea            PRIMARY KEY CHECK (octet_length(token_hash) = 32),
    purpose    text             NOT NULL,
    email      text COLLATE "C" NOT NULL,
    user_id    text COLLATE "C" NOT NULL,
    issued_at  timestamptz      NOT NULL,
    expires_at timestamptz      NOT NULL,
    CONSTRAINT mail_tokens_newest UNIQUE (user_id, purpose)
);
COMMENT ON TABLE daybook.mail_tokens IS 'What a mail says that proves who got it; a row goes when it is used, and with the next mail.';
COMMENT ON COLUMN daybook.mail_tokens.token_hash IS 'SHA-256 of the token; it has 256 random bits, so this is as good as a slow hash.';
COMMENT ON COLUMN daybook.mail_tokens.purpose IS 'What it may be used for.';
COMMENT ON COLUMN daybook.mail_tokens.email IS 'To which address it was sent.';
COMMENT ON COLUMN daybook.mail_tokens.user_id IS 'Who is proved to be there; of each kind a user has the newest token only.';
COMMENT ON COLUMN daybook.mail_tokens.issued_at IS 'When it was sent.';
COMMENT ON COLUMN daybook.mail_tokens.expires_at IS 'Until when it can be used.';
GRANT SELECT, INSERT, UPDATE, DELETE ON daybook.letters, daybook.mail_tokens TO daybook_app;

-- Neither belongs to a tenant, so nobody sees them who does not ask for people who come in.
ALTER TABLE daybook.letters ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE daybook.mail_tokens ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
SELECT daybook.open_door('people', 'daybook.letters', 'ALL'),
       daybook.open_door('people', 'daybook.mail_tokens', 'ALL');
