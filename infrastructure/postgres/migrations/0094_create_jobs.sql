CREATE TABLE daybook.jobs (
    tenant_id    text COLLATE "C" NOT NULL,
    job_id       text COLLATE "C" NOT NULL,
    kind         text COLLATE "C" NOT NULL,
    stage        text COLLATE "C" NOT NULL,
    touched_at   timestamptz NOT NULL,
    items        bigint NOT NULL DEFAULT 0,
    checkpoint   bigint NOT NULL DEFAULT 0,
    succeeded    bigint NOT NULL DEFAULT 0,
    skipped      bigint NOT NULL DEFAULT 0,
    failed       bigint NOT NULL DEFAULT 0,
    rate         double precision,
    tries        integer NOT NULL DEFAULT 0,
    term         bigint NOT NULL DEFAULT 0,
    worker       text,
    leased_until timestamptz,
    not_before   timestamptz,
    served_at    timestamptz,
    started_at   timestamptz,
    recorded_at  timestamptz,
    ended_at     timestamptz,
    PRIMARY KEY (tenant_id, job_id)
) WITH (fillfactor = 50);
CREATE INDEX jobs_not_over ON daybook.jobs (tenant_id, touched_at) WHERE stage <> 'over';
CREATE INDEX jobs_over ON daybook.jobs (ended_at) WHERE stage = 'over';
COMMENT ON TABLE daybook.jobs IS 'How far long work has got. That it was asked for, and what came of it, is told by the log.';
COMMENT ON COLUMN daybook.jobs.tenant_id IS 'Whose job it is.';
COMMENT ON COLUMN daybook.jobs.job_id IS 'The job, as the log names it.';
COMMENT ON COLUMN daybook.jobs.kind IS 'What is done.';
COMMENT ON COLUMN daybook.jobs.stage IS 'Its content arrives, is complete (sealed), may be worked on (open), or is no longer needed (over).';
COMMENT ON COLUMN daybook.jobs.touched_at IS 'When something of it arrived last.';
COMMENT ON COLUMN daybook.jobs.items IS 'How many items there are.';
COMMENT ON COLUMN daybook.jobs.checkpoint IS 'How many of them, from the first on, need not be looked at again.';
COMMENT ON COLUMN daybook.jobs.succeeded IS 'Items that had their effect.';
COMMENT ON COLUMN daybook.jobs.skipped IS 'Items that had their effect before.';
COMMENT ON COLUMN daybook.jobs.failed IS 'Items of which nothing could be made.';
COMMENT ON COLUMN daybook.jobs.rate IS 'Items per second of late.';
COMMENT ON COLUMN daybook.jobs.tries IS 'How often it was begun or taken over since it last got on.';
COMMENT ON COLUMN daybook.jobs.term IS 'How often it was begun or taken over; whoever holds an older term records nothing.';
COMMENT ON COLUMN daybook.jobs.worker IS 'Which process works on it, or did last.';
COMMENT ON COLUMN daybook.jobs.leased_until IS 'Until when nobody else does, unless that process says so again.';
COMMENT ON COLUMN daybook.jobs.not_before IS 'It rests until then after something unexpected.';
COMMENT ON COLUMN daybook.jobs.served_at IS 'When it had its last turn; tenants take turns by it.';
COMMENT ON COLUMN daybook.jobs.started_at IS 'When it was begun.';
COMMENT ON COLUMN daybook.jobs.recorded_at IS 'When the checkpoint moved last.';
COMMENT ON COLUMN daybook.jobs.ended_at IS 'When it was over.';

CREATE TABLE daybook.job_pieces (
    tenant_id text COLLATE "C" NOT NULL,
    job_id    text COLLATE "C" NOT NULL,
    number    integer NOT NULL,
    content   bytea NOT NULL,
    PRIMARY KEY (tenant_id, job_id, number),
    FOREIGN KEY (tenant_id, job_id) REFERENCES daybook.jobs ON DELETE CASCADE
);
ALTER TABLE daybook.job_pieces ALTER COLUMN content SET STORAGE EXTERNAL;
COMMENT ON TABLE daybook.job_pieces IS 'What a job works on, as it came; deleted as soon as the job is over.';
COMMENT ON COLUMN daybook.job_pieces.tenant_id IS 'Whose job it is.';
COMMENT ON COLUMN daybook.job_pieces.job_id IS 'Which job it is.';
COMMENT ON COLUMN daybook.job_pieces.number IS 'The how manieth piece, from 1.';
COMMENT ON COLUMN daybook.job_pieces.content IS 'Its bytes.';

CREATE TABLE daybook.job_problems (
    tenant_id text COLLATE "C" NOT NULL,
    job_id    text COLLATE "C" NOT NULL,
    line      bigint NOT NULL,
    number    integer NOT NULL,
    field     text NOT NULL,
    error     text NOT NULL,
    sentence  text NOT NULL,
    shown     text NOT NULL,
    PRIMARY KEY (tenant_id, job_id, line, number),
    FOREIGN KEY (tenant_id, job_id) REFERENCES daybook.jobs ON DELETE CASCADE
);
COMMENT ON TABLE daybook.job_problems IS 'What was wrong with items of jobs; deleted with the job''s row, 90 days after it was over.';
COMMENT ON COLUMN daybook.job_problems.tenant_id IS 'Whose job it is.';
COMMENT ON COLUMN daybook.job_problems.job_id IS 'Which job it is.';
COMMENT ON COLUMN daybook.job_problems.line IS 'The line of the file, from 1.';
COMMENT ON COLUMN daybook.job_problems.number IS 'The how manieth problem of that line, from 1.';
COMMENT ON COLUMN daybook.job_problems.field IS 'The column, or empty for the line as a whole.';
COMMENT ON COLUMN daybook.job_problems.error IS 'The name of the problem, for programs.';
COMMENT ON COLUMN daybook.job_problems.sentence IS 'What is wrong.';
COMMENT ON COLUMN daybook.job_problems.shown IS 'A hint at the value; of what names a person not more than one letter.';
GRANT SELECT, INSERT, UPDATE, DELETE ON daybook.jobs, daybook.job_pieces, daybook.job_problems TO daybook_app;

-- jobs: whose turn it is, of all tenants; what their jobs work on, and what was wrong with it, has no door.
SELECT daybook.isolate('daybook.jobs'), daybook.isolate('daybook.job_pieces'),
       daybook.isolate('daybook.job_problems'), daybook.open_door('jobs', 'daybook.jobs', 'ALL');
