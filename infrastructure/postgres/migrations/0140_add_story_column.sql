-- What led to what is asked by the story that events belong to. Most events stand for themselves: their story has the
-- name of the request that made them, and nothing else is in it. So only the others are kept apart and indexed: what
-- the product did because of an event, what a job did, and requests that named a trace.
ALTER TABLE daybook.events ADD COLUMN story text COLLATE "C" GENERATED ALWAYS AS (
    CASE WHEN metadata ->> 'correlationId' <> coalesce(metadata ->> 'requestId', '')
         THEN metadata ->> 'correlationId' END
) STORED;
COMMENT ON COLUMN daybook.events.story IS 'The correlationId of the metadata, unless it only repeats the requestId; here so that an index can be used.';
CREATE INDEX events_story ON daybook.events (tenant_id, story, position) WHERE story IS NOT NULL;
