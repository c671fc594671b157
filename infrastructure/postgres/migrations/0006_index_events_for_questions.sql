-- What an auditor filters the log by. Each ends with the position where it can, so that a page is read off
-- the index in log order, however long the log is.
CREATE INDEX events_event_type ON daybook.events (tenant_id, event_type, position);
CREATE INDEX events_stream_type ON daybook.events (tenant_id, stream_type, position);
CREATE INDEX events_actor ON daybook.events (tenant_id, (metadata ->> 'actor'), position);
CREATE INDEX events_occurred_at ON daybook.events (tenant_id, occurred_at);
