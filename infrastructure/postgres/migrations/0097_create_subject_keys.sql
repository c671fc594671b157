CREATE TABLE daybook.subject_keys (
    tenant_id    text COLLATE "C" NOT NULL,
    subject_id   text COLLATE "C" NOT NULL,
    master_id    text COLLATE "C",
    wrapped      bytea,
    created_at   timestamptz      NOT NULL DEFAULT now(),
    destroyed_at timestamptz,
    PRIMARY KEY (tenant_id, subject_id),
    CHECK (wrapped IS NOT NULL OR destroyed_at IS NOT NULL),
    CHECK ((wrapped IS NULL) = (master_id IS NULL))
);
COMMENT ON TABLE daybook.subject_keys IS 'What personal data in events is sealed with: one key for each person or supplier.';
COMMENT ON COLUMN daybook.subject_keys.tenant_id IS 'In whose log the person appears.';
COMMENT ON COLUMN daybook.subject_keys.subject_id IS 'The user or the supplier.';
COMMENT ON COLUMN daybook.subject_keys.master_id IS 'Which master key wraps it; empty once it is destroyed.';
COMMENT ON COLUMN daybook.subject_keys.wrapped IS 'The key, encrypted with the master key; empty once it is destroyed.';
COMMENT ON COLUMN daybook.subject_keys.created_at IS 'When something was sealed for the subject first.';
COMMENT ON COLUMN daybook.subject_keys.destroyed_at IS 'When the subject was erased; what was sealed is unreadable since.';
GRANT SELECT, INSERT, UPDATE ON daybook.subject_keys TO daybook_app;
SELECT daybook.isolate('daybook.subject_keys');
