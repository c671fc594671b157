-- An answer may hold what a person asked to have forgotten. The key stays, so that nothing happens twice.
GRANT UPDATE (answer) ON daybook.idempotency_keys TO daybook_app;
