COMMENT ON COLUMN projections.access.kind IS 'log-in, log-in-refused, session-end, password, refusal, export or privilege-change.';
