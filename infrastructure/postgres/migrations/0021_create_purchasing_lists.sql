CREATE TABLE projections.suppliers (
    tenant_id  text COLLATE "C" NOT NULL,
    id         text COLLATE "C" NOT NULL,
    version    bigint NOT NULL,
    position   bigint NOT NULL,
    document   json NOT NULL,
    summary    json NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    status     text COLLATE "C" NOT NULL,
    name       text COLLATE "C" NOT NULL,
    country    text COLLATE "C" NOT NULL,
    currency   text COLLATE "C" NOT NULL,
    search     text NOT NULL,
    PRIMARY KEY (tenant_id, id)
) WITH (fillfactor = 80);
CREATE INDEX suppliers_created_at ON projections.suppliers (tenant_id, created_at, id);
CREATE INDEX suppliers_status ON projections.suppliers (tenant_id, status, created_at, id);
CREATE INDEX suppliers_name ON projections.suppliers (tenant_id, name, id);
COMMENT ON TABLE projections.suppliers IS 'Whom we buy from.';
COMMENT ON COLUMN projections.suppliers.tenant_id IS 'Whose document it is.';
COMMENT ON COLUMN projections.suppliers.id IS 'The document.';
COMMENT ON COLUMN projections.suppliers.version IS 'The newest event of the document that is shown here.';
COMMENT ON COLUMN projections.suppliers.position IS 'Where that event is in the tenant''s log.';
COMMENT ON COLUMN projections.suppliers.document IS 'The whole document, as the API answers it.';
COMMENT ON COLUMN projections.suppliers.summary IS 'The document as a row of the list.';
COMMENT ON COLUMN projections.suppliers.created_at IS 'When it began.';
COMMENT ON COLUMN projections.suppliers.updated_at IS 'When it changed last.';
COMMENT ON COLUMN projections.suppliers.status IS 'Onboarding, Active or Blocked.';
COMMENT ON COLUMN projections.suppliers.name IS 'Its name.';
COMMENT ON COLUMN projections.suppliers.country IS 'Where it is, ISO 3166-1 alpha-2.';
COMMENT ON COLUMN projections.suppliers.currency IS 'The currency that we usually order in.';
COMMENT ON COLUMN projections.suppliers.search IS 'Name, e-mail address and tax number in lower case.';
GRANT SELECT, INSERT, UPDATE ON projections.suppliers TO daybook_app;

CREATE TABLE projections.requisitions (
    tenant_id      text COLLATE "C" NOT NULL,
    id             text COLLATE "C" NOT NULL,
    version        bigint NOT NULL,
    position       bigint NOT NULL,
    document       json NOT NULL,
    summary        json NOT NULL,
    created_at     timestamptz NOT NULL,
    updated_at     timestamptz NOT NULL,
    status         text COLLATE "C" NOT NULL,
    created_by     text COLLATE "C" NOT NULL,
    approver       text COLLATE "C",
    required_level text COLLATE "C",
    cost_center    text COLLATE "C",
    branch_id      text COLLATE "C",
    needed_by      date,
    currency       text COLLATE "C",
    total          numeric NOT NULL,
    search         text NOT NULL,
    PRIMARY KEY (tenant_id, id)
) WITH (fillfactor = 80);
CREATE INDEX requisitions_created_at ON projections.requisitions (tenant_id, created_at, id);
CREATE INDEX requisitions_status ON projections.requisitions (tenant_id, status, created_at, id);
COMMENT ON TABLE projections.requisitions IS 'What was asked for.';
COMMENT ON COLUMN projections.requisitions.tenant_id IS 'Whose document it is.';
COMMENT ON COLUMN projections.requisitions.id IS 'The document.';
COMMENT ON COLUMN projections.requisitions.version IS 'The newest event of the document that is shown here.';
COMMENT ON COLUMN projections.requisitions.position IS 'Where that event is in the tenant''s log.';
COMMENT ON COLUMN projections.requisitions.document IS 'The whole document, as the API answers it.';
COMMENT ON COLUMN projections.requisitions.summary IS 'The document as a row of the list.';
COMMENT ON COLUMN projections.requisitions.created_at IS 'When it began.';
COMMENT ON COLUMN projections.requisitions.updated_at IS 'When it changed last.';
COMMENT ON COLUMN projections.requisitions.status IS 'Draft, Submitted, ManagerReview, Approved, Rejected or ConvertedToPO.';
COMMENT ON COLUMN projections.requisitions.created_by IS 'Who asked.';
COMMENT ON COLUMN projections.requisitions.approver IS 'Who was asked to approve it.';
COMMENT ON COLUMN projections.requisitions.required_level IS 'The approval level that its total requires.';
COMMENT ON COLUMN projections.requisitions.cost_center IS 'Who pays for it.';
COMMENT ON COLUMN projections.requisitions.branch_id IS 'For which site.';
COMMENT ON COLUMN projections.requisitions.needed_by IS 'By when.';
COMMENT ON COLUMN projections.requisitions.currency IS 'The currency of its lines.';
COMMENT ON COLUMN projections.requisitions.total IS 'Sum of the line nets; 0 while there are no lines.';
COMMENT ON COLUMN projections.requisitions.search IS 'The justification in lower case.';
GRANT SELECT, INSERT, UPDATE ON projections.requisitions TO daybook_app;

CREATE TABLE projections.purchase_orders (
    tenant_id      text COLLATE "C" NOT NULL,
    id             text COLLATE "C" NOT NULL,
    version        bigint NOT NULL,
    position       bigint NOT NULL,
    document       json NOT NULL,
    summary        json NOT NULL,
    created_at     timestamptz NOT NULL,
    updated_at     timestamptz NOT NULL,
    status         text COLLATE "C" NOT NULL,
    supplier_id    text COLLATE "C" NOT NULL,
    requisition_id text COLLATE "C",
    created_by     text COLLATE "C" NOT NULL,
    cost_center    text COLLATE "C",
    branch_id      text COLLATE "C",
    delivery_date  date,
    currency       text COLLATE "C" NOT NULL,
    net            numeric NOT NULL,
    total          numeric NOT NULL,
    revision       bigint NOT NULL,
    PRIMARY KEY (tenant_id, id)
) WITH (fillfactor = 80);
CREATE INDEX purchase_orders_created_at ON projections.purchase_orders (tenant_id, created_at, id);
CREATE INDEX purchase_orders_status ON projections.purchase_orders (tenant_id, status, created_at, id);
CREATE INDEX purchase_orders_supplier ON projections.purchase_orders (tenant_id, supplier_id, created_at, id);
COMMENT ON TABLE projections.purchase_orders IS 'What was ordered.';
COMMENT ON COLUMN projections.purchase_orders.tenant_id IS 'Whose document it is.';
COMMENT ON COLUMN projections.purchase_orders.id IS 'The document.';
COMMENT ON COLUMN projections.purchase_orders.version IS 'The newest event of the document that is shown here.';
COMMENT ON COLUMN projections.purchase_orders.position IS 'Where that event is in the tenant''s log.';
COMMENT ON COLUMN projections.purchase_orders.document IS 'The whole document, as the API answers it.';
COMMENT ON COLUMN projections.purchase_orders.summary IS 'The document as a row of the list.';
COMMENT ON COLUMN projections.purchase_orders.created_at IS 'When it began.';
COMMENT ON COLUMN projections.purchase_orders.updated_at IS 'When it changed last.';
COMMENT ON COLUMN projections.purchase_orders.status IS 'Draft, AwaitingApproval, Approved, Issued and so on to Closed, Cancelled or Disputed.';
COMMENT ON COLUMN projections.purchase_orders.supplier_id IS 'From whom.';
COMMENT ON COLUMN projections.purchase_orders.requisition_id IS 'What it was made from.';
COMMENT ON COLUMN projections.purchase_orders.created_by IS 'Who began it.';
COMMENT ON COLUMN projections.purchase_orders.cost_center IS 'Who pays for it.';
COMMENT ON COLUMN projections.purchase_orders.branch_id IS 'For which site.';
COMMENT ON COLUMN projections.purchase_orders.delivery_date IS 'When it is to be delivered.';
COMMENT ON COLUMN projections.purchase_orders.currency IS 'The currency of its lines.';
COMMENT ON COLUMN projections.purchase_orders.net IS 'Sum of the line nets.';
COMMENT ON COLUMN projections.purchase_orders.total IS 'What it comes to with tax.';
COMMENT ON COLUMN projections.purchase_orders.revision IS 'The revision that holds, or that waits for approval.';
GRANT SELECT, INSERT, UPDATE ON projections.purchase_orders TO daybook_app;

CREATE TABLE projections.delegations (
    tenant_id  text COLLATE "C" NOT NULL,
    id         text COLLATE "C" NOT NULL,
    version    bigint NOT NULL,
    position   bigint NOT NULL,
    document   json NOT NULL,
    summary    json NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    delegate   text COLLATE "C" NOT NULL,
    delegators text[] COLLATE "C" NOT NULL,
    PRIMARY KEY (tenant_id, id)
) WITH (fillfactor = 80);
CREATE INDEX delegations_created_at ON projections.delegations (tenant_id, created_at, id);
COMMENT ON TABLE projections.delegations IS 'Who may approve for whom: one register for each person who was ever lent authority.';
COMMENT ON COLUMN projections.delegations.tenant_id IS 'Whose document it is.';
COMMENT ON COLUMN projections.delegations.id IS 'The document.';
COMMENT ON COLUMN projections.delegations.version IS 'The newest event of the document that is shown here.';
COMMENT ON COLUMN projections.delegations.position IS 'Where that event is in the tenant''s log.';
COMMENT ON COLUMN projections.delegations.document IS 'The whole document, as the API answers it.';
COMMENT ON COLUMN projections.delegations.summary IS 'The document as a row of the list.';
COMMENT ON COLUMN projections.delegations.created_at IS 'When it began.';
COMMENT ON COLUMN projections.delegations.updated_at IS 'When it changed last.';
COMMENT ON COLUMN projections.delegations.delegate IS 'Who may use the authority.';
COMMENT ON COLUMN projections.delegations.delegators IS 'Who lent it, revoked or not.';
GRANT SELECT, INSERT, UPDATE ON projections.delegations TO daybook_app;
