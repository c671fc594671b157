CREATE TABLE daybook.checkpoints (
    subscriber       text COLLATE "C" NOT NULL,
    tenant_id        text COLLATE "C" NOT NULL,
    position         bigint           NOT NULL DEFAULT 0 CHECK (position >= 0),
    epoch            bigint           NOT NULL DEFAULT 0,
    moved_at         timestamptz      NOT NULL DEFAULT now(),
    stopped_position bigint,
    stopped_event_id uuid,
    stopped_error    text,
    stopped_since    timestamptz,
    attempts         integer          NOT NULL DEFAULT 0,
    retry_at         timestamptz,
    PRIMARY KEY (subscriber, tenant_id)
) WITH (fillfactor = 50);
COMMENT ON TABLE daybook.checkpoints IS 'How far each subscriber has got in each tenant''s log; moved in the transaction of the effect.';
COMMENT ON COLUMN daybook.checkpoints.subscriber IS 'The projection or policy that follows the log.';
COMMENT ON COLUMN daybook.checkpoints.tenant_id IS 'Whose log it follows here.';
COMMENT ON COLUMN daybook.checkpoints.position IS 'The newest position whose effect is stored; 0 before the first.';
COMMENT ON COLUMN daybook.checkpoints.epoch IS 'Under which term of leadership it was moved.';
COMMENT ON COLUMN daybook.checkpoints.moved_at IS 'When it was moved.';
COMMENT ON COLUMN daybook.checkpoints.stopped_position IS 'The event that the subscriber does not get past; empty while it runs.';
COMMENT ON COLUMN daybook.checkpoints.stopped_event_id IS 'Names that event.';
COMMENT ON COLUMN daybook.checkpoints.stopped_error IS 'What the subscriber said about it.';
COMMENT ON COLUMN daybook.checkpoints.stopped_since IS 'When it failed first.';
COMMENT ON COLUMN daybook.checkpoints.attempts IS 'How often it has failed.';
COMMENT ON COLUMN daybook.checkpoints.retry_at IS 'When it will be tried again.';
CREATE INDEX checkpoints_stopped ON daybook.checkpoints (subscriber, tenant_id) WHERE stopped_position IS NOT NULL;

CREATE TABLE daybook.leases (
    subscriber text COLLATE "C" NOT NULL,
    partition  integer          NOT NULL,
    epoch      bigint           NOT NULL,
    holder     text             NOT NULL,
    taken_at   timestamptz      NOT NULL DEFAULT now(),
    PRIMARY KEY (subscriber, partition)
);
COMMENT ON TABLE daybook.leases IS 'The terms of leadership: who may move checkpoints. An advisory lock says whether the holder lives.';
COMMENT ON COLUMN daybook.leases.subscriber IS 'The projection or policy that is led.';
COMMENT ON COLUMN daybook.leases.partition IS 'Which share of the tenants.';
COMMENT ON COLUMN daybook.leases.epoch IS 'Counts the terms; a leader of an earlier term can store nothing.';
COMMENT ON COLUMN daybook.leases.holder IS 'The process that took the term, for people who look.';
COMMENT ON COLUMN daybook.leases.taken_at IS 'When the term began.';

CREATE TABLE daybook.skipped_events (
    subscriber text COLLATE "C" NOT NULL,
    tenant_id  text COLLATE "C" NOT NULL,
    position   bigint           NOT NULL,
    event_id   uuid,
    error      text             NOT NULL,
    reason     text             NOT NULL CHECK (reason <> ''),
    skipped_by text             NOT NULL,
    skipped_at timestamptz      NOT NULL DEFAULT now(),
    PRIMARY KEY (subscriber, tenant_id, position)
);
COMMENT ON TABLE daybook.skipped_events IS 'Events that somebody decided a subscriber shall never see, and why.';
COMMENT ON COLUMN daybook.skipped_events.subscriber IS 'The subscriber that was stopped.';
COMMENT ON COLUMN daybook.skipped_events.tenant_id IS 'In whose log.';
COMMENT ON COLUMN daybook.skipped_events.position IS 'The event that is skipped.';
COMMENT ON COLUMN daybook.skipped_events.event_id IS 'Names that event.';
COMMENT ON COLUMN daybook.skipped_events.error IS 'What the subscriber had said about it.';
COMMENT ON COLUMN daybook.skipped_events.reason IS 'Why it was skipped, in the words of who did it.';
COMMENT ON COLUMN daybook.skipped_events.skipped_by IS 'Who did it.';
COMMENT ON COLUMN daybook.skipped_events.skipped_at IS 'When.';

GRANT SELECT, INSERT, UPDATE ON daybook.checkpoints TO daybook_app;
GRANT SELECT, INSERT, UPDATE ON daybook.leases TO daybook_app;
GRANT SELECT, INSERT ON daybook.skipped_events TO daybook_app;
