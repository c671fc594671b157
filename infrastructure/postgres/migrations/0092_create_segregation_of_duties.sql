CREATE TABLE projections.duty_links (
    tenant_id   text COLLATE "C" NOT NULL,
    document_id text COLLATE "C" NOT NULL,
    links       text[] COLLATE "C" NOT NULL,
    PRIMARY KEY (tenant_id, document_id)
) WITH (fillfactor = 80);
COMMENT ON TABLE projections.duty_links IS 'What documents have to do with each other, as far as conflicts of duties ask.';
COMMENT ON COLUMN projections.duty_links.tenant_id IS 'Whose document it is.';
COMMENT ON COLUMN projections.duty_links.document_id IS 'The document, or an account of a supplier by its number.';
COMMENT ON COLUMN projections.duty_links.links IS 'All that it is linked to: a kind of link, a colon, and the id of what is shared.';
GRANT SELECT, INSERT, UPDATE ON projections.duty_links TO daybook_app;

CREATE TABLE projections.exercised_duties (
    tenant_id    text COLLATE "C" NOT NULL,
    person       text COLLATE "C" NOT NULL,
    subject      text COLLATE "C" NOT NULL,
    duty         text COLLATE "C" NOT NULL,
    document_id  text COLLATE "C" NOT NULL,
    position     bigint NOT NULL,
    exercised_at timestamptz NOT NULL,
    through      text COLLATE "C",
    via          text COLLATE "C",
    PRIMARY KEY (tenant_id, person, subject, duty)
);
COMMENT ON TABLE projections.exercised_duties IS 'When somebody first exercised a duty on a subject.';
COMMENT ON COLUMN projections.exercised_duties.tenant_id IS 'Whose person it is.';
COMMENT ON COLUMN projections.exercised_duties.person IS 'The user who exercised it, or who lent the authority.';
COMMENT ON COLUMN projections.exercised_duties.subject IS 'What it was about: a kind of link, a colon, and the id of what is shared.';
COMMENT ON COLUMN projections.exercised_duties.duty IS 'The duty.';
COMMENT ON COLUMN projections.exercised_duties.document_id IS 'The document of the event that shows it.';
COMMENT ON COLUMN projections.exercised_duties.position IS 'Where that event is in the tenant''s log.';
COMMENT ON COLUMN projections.exercised_duties.exercised_at IS 'When it happened.';
COMMENT ON COLUMN projections.exercised_duties.through IS 'Who acted, if it was with authority that the person had lent.';
COMMENT ON COLUMN projections.exercised_duties.via IS 'The key that the person acted with, if it was one.';
GRANT SELECT, INSERT ON projections.exercised_duties TO daybook_app;

CREATE TABLE projections.segregation_of_duties (
    tenant_id  text COLLATE "C" NOT NULL,
    id         text COLLATE "C" NOT NULL,
    position   bigint NOT NULL,
    summary    json NOT NULL,
    created_at timestamptz NOT NULL,
    person     text COLLATE "C" NOT NULL,
    kind       text COLLATE "C" NOT NULL,
    rule       text COLLATE "C" NOT NULL,
    control    text COLLATE "C" NOT NULL,
    subject    text COLLATE "C",
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX segregation_of_duties_created_at ON projections.segregation_of_duties (tenant_id, created_at, id);
CREATE INDEX segregation_of_duties_position ON projections.segregation_of_duties (tenant_id, position, id);
CREATE INDEX segregation_of_duties_person ON projections.segregation_of_duties (tenant_id, person, created_at, id);
CREATE INDEX segregation_of_duties_rule ON projections.segregation_of_duties (tenant_id, rule, created_at, id);
CREATE INDEX segregation_of_duties_kind ON projections.segregation_of_duties (tenant_id, kind, control, created_at, id);
COMMENT ON TABLE projections.segregation_of_duties IS 'People who hold, or used, duties that one person should not join.';
COMMENT ON COLUMN projections.segregation_of_duties.tenant_id IS 'Whose people they are.';
COMMENT ON COLUMN projections.segregation_of_duties.id IS 'The finding: one for each person, conflict and subject.';
COMMENT ON COLUMN projections.segregation_of_duties.position IS 'Where the event that completed it is in the tenant''s log.';
COMMENT ON COLUMN projections.segregation_of_duties.summary IS 'The finding as a row of the list.';
COMMENT ON COLUMN projections.segregation_of_duties.created_at IS 'When it was complete.';
COMMENT ON COLUMN projections.segregation_of_duties.person IS 'The user.';
COMMENT ON COLUMN projections.segregation_of_duties.kind IS 'held or used.';
COMMENT ON COLUMN projections.segregation_of_duties.rule IS 'The conflict, by its name.';
COMMENT ON COLUMN projections.segregation_of_duties.control IS 'preventive or detective.';
COMMENT ON COLUMN projections.segregation_of_duties.subject IS 'What links the two deeds, if they are linked by more than the tenant.';
GRANT SELECT, INSERT, DELETE ON projections.segregation_of_duties TO daybook_app;

SELECT daybook.isolate('projections.duty_links'),
       daybook.isolate('projections.exercised_duties'),
       daybook.isolate('projections.segregation_of_duties');
