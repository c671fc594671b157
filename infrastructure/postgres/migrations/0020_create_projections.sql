CREATE SCHEMA IF NOT EXISTS projections;
COMMENT ON SCHEMA projections IS 'What the events come to, for those who ask. Made from the log and made again from it at any time.';
GRANT USAGE ON SCHEMA projections TO daybook_app;
