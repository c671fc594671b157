-- What somebody holds is written anew with each event about them, and found among all that anybody holds.
CREATE INDEX segregation_of_duties_held ON projections.segregation_of_duties (tenant_id, person, position)
    WHERE kind = 'held';
