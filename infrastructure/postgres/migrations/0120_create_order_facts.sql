-- What reports are made of. A row says what was true from the position `valid_from` of the tenant's log until the
-- position `valid_to`, so that a report as of any position is one question, and answers the same for ever.

CREATE TABLE projections.order_facts (
    tenant_id      text COLLATE "C" NOT NULL,
    id             text COLLATE "C" NOT NULL,
    valid_from     bigint NOT NULL,
    valid_from_at  timestamptz NOT NULL,
    valid_to       bigint,
    valid_to_at    timestamptz,
    supplier_id    text COLLATE "C" NOT NULL,
    branch_id      text COLLATE "C",
    cost_center    text COLLATE "C",
    requisition_id text COLLATE "C",
    currency       text COLLATE "C" NOT NULL,
    net            numeric NOT NULL,
    gross          numeric NOT NULL,
    status         text COLLATE "C" NOT NULL,
    delivery_date  date,
    financed       boolean NOT NULL,
    PRIMARY KEY (tenant_id, id, valid_from)
) WITH (fillfactor = 90);
CREATE INDEX order_facts_valid ON projections.order_facts (tenant_id, valid_to, valid_from);
COMMENT ON TABLE projections.order_facts IS 'What was true of a purchase order, by the revision that the supplier has.';
COMMENT ON COLUMN projections.order_facts.tenant_id IS 'Whose fact it is.';
COMMENT ON COLUMN projections.order_facts.id IS 'The order.';
COMMENT ON COLUMN projections.order_facts.valid_from IS 'The position of the event that made it true.';
COMMENT ON COLUMN projections.order_facts.valid_from_at IS 'When that event happened, in the tenant''s time.';
COMMENT ON COLUMN projections.order_facts.valid_to IS 'The position of the event that ended it; null while it holds.';
COMMENT ON COLUMN projections.order_facts.valid_to_at IS 'When that event happened; null while it holds.';
COMMENT ON COLUMN projections.order_facts.supplier_id IS 'Ordered from.';
COMMENT ON COLUMN projections.order_facts.branch_id IS 'Ordered for, if it is for one branch.';
COMMENT ON COLUMN projections.order_facts.cost_center IS 'Who bears the cost, if it says so.';
COMMENT ON COLUMN projections.order_facts.requisition_id IS 'The requisition that it was made from, if any.';
COMMENT ON COLUMN projections.order_facts.currency IS 'The currency of all its amounts.';
COMMENT ON COLUMN projections.order_facts.net IS 'Its total without tax.';
COMMENT ON COLUMN projections.order_facts.gross IS 'Its total with tax.';
COMMENT ON COLUMN projections.order_facts.status IS 'Where the order stood.';
COMMENT ON COLUMN projections.order_facts.delivery_date IS 'By when the goods are to be there, if it says so.';
COMMENT ON COLUMN projections.order_facts.financed IS 'Whether a bank''s contract stands for the supplier''s invoices.';
GRANT SELECT, INSERT, UPDATE (valid_to, valid_to_at) ON projections.order_facts TO daybook_app;
SELECT daybook.isolate('projections.order_facts');

CREATE TABLE projections.order_line_facts (
    tenant_id             text COLLATE "C" NOT NULL,
    id                    text COLLATE "C" NOT NULL,
    valid_from            bigint NOT NULL,
    valid_from_at         timestamptz NOT NULL,
    valid_to              bigint,
    valid_to_at           timestamptz,
    purchase_order_id     text COLLATE "C" NOT NULL,
    po_line               bigint NOT NULL,
    sku                   text COLLATE "C" NOT NULL,
    category              text COLLATE "C",
    unit                  text COLLATE "C" NOT NULL,
    ordered               numeric NOT NULL,
    price                 numeric NOT NULL,
    net                   numeric NOT NULL,
    accepted              numeric NOT NULL,
    invoiced              numeric NOT NULL,
    received_not_invoiced numeric NOT NULL,
    invoiced_not_received numeric NOT NULL,
    committed             numeric NOT NULL,
    PRIMARY KEY (tenant_id, id, valid_from)
) WITH (fillfactor = 90);
CREATE INDEX order_line_facts_valid ON projections.order_line_facts (tenant_id, valid_to, valid_from);
COMMENT ON TABLE projections.order_line_facts IS 'What was true of a line of an issued order, amounts at the order''s price and rounded once.';
COMMENT ON COLUMN projections.order_line_facts.tenant_id IS 'Whose fact it is.';
COMMENT ON COLUMN projections.order_line_facts.id IS 'The order and the number of the line.';
COMMENT ON COLUMN projections.order_line_facts.valid_from IS 'The position of the event that made it true.';
COMMENT ON COLUMN projections.order_line_facts.valid_from_at IS 'When that event happened, in the tenant''s time.';
COMMENT ON COLUMN projections.order_line_facts.valid_to IS 'The position of the event that ended it; null while it holds.';
COMMENT ON COLUMN projections.order_line_facts.valid_to_at IS 'When that event happened; null while it holds.';
COMMENT ON COLUMN projections.order_line_facts.purchase_order_id IS 'The order.';
COMMENT ON COLUMN projections.order_line_facts.po_line IS 'The number of the line in the order.';
COMMENT ON COLUMN projections.order_line_facts.sku IS 'The article.';
COMMENT ON COLUMN projections.order_line_facts.category IS 'What kind of thing it is, if the line says so.';
COMMENT ON COLUMN projections.order_line_facts.unit IS 'The unit of all its quantities.';
COMMENT ON COLUMN projections.order_line_facts.ordered IS 'The quantity ordered; 0 when an amendment took the line out.';
COMMENT ON COLUMN projections.order_line_facts.price IS 'What one unit costs after the discount.';
COMMENT ON COLUMN projections.order_line_facts.net IS 'What was ordered, without tax.';
COMMENT ON COLUMN projections.order_line_facts.accepted IS 'The quantity received, not rejected and not returned.';
COMMENT ON COLUMN projections.order_line_facts.invoiced IS 'The quantity that matched invoices bill, less credits.';
COMMENT ON COLUMN projections.order_line_facts.received_not_invoiced IS 'The value of what is accepted beyond what is invoiced.';
COMMENT ON COLUMN projections.order_line_facts.invoiced_not_received IS 'The value of what is invoiced beyond what is accepted.';
COMMENT ON COLUMN projections.order_line_facts.committed IS 'The value of what is still to be invoiced: ordered, or accepted when no more is expected.';
GRANT SELECT, INSERT, UPDATE (valid_to, valid_to_at) ON projections.order_line_facts TO daybook_app;
SELECT daybook.isolate('projections.order_line_facts');

CREATE TABLE projections.milestone_facts (
    tenant_id     text COLLATE "C" NOT NULL,
    id            text COLLATE "C" NOT NULL,
    valid_from    bigint NOT NULL,
    valid_from_at timestamptz NOT NULL,
    valid_to      bigint,
    valid_to_at   timestamptz,
    document_id   text COLLATE "C" NOT NULL,
    document      text COLLATE "C" NOT NULL,
    milestone     text COLLATE "C" NOT NULL,
    branch_id     text COLLATE "C",
    PRIMARY KEY (tenant_id, id, valid_from)
) WITH (fillfactor = 90);
CREATE INDEX milestone_facts_valid ON projections.milestone_facts (tenant_id, valid_to, valid_from);
COMMENT ON TABLE projections.milestone_facts IS 'A requisition or an order got somewhere.';
COMMENT ON COLUMN projections.milestone_facts.tenant_id IS 'Whose fact it is.';
COMMENT ON COLUMN projections.milestone_facts.id IS 'The position of the event.';
COMMENT ON COLUMN projections.milestone_facts.valid_from IS 'The position of the event that made it true.';
COMMENT ON COLUMN projections.milestone_facts.valid_from_at IS 'When that event happened, in the tenant''s time.';
COMMENT ON COLUMN projections.milestone_facts.valid_to IS 'The position of the event that ended it; null while it holds.';
COMMENT ON COLUMN projections.milestone_facts.valid_to_at IS 'When that event happened; null while it holds.';
COMMENT ON COLUMN projections.milestone_facts.document_id IS 'The requisition or the order.';
COMMENT ON COLUMN projections.milestone_facts.document IS 'requisition or order.';
COMMENT ON COLUMN projections.milestone_facts.milestone IS 'submitted, approved, rejected, converted, issued, received, invoiced or paid.';
COMMENT ON COLUMN projections.milestone_facts.branch_id IS 'The branch that it is for, if it is for one.';
GRANT SELECT, INSERT, UPDATE (valid_to, valid_to_at) ON projections.milestone_facts TO daybook_app;
SELECT daybook.isolate('projections.milestone_facts');

CREATE TABLE projections.delivery_facts (
    tenant_id         text COLLATE "C" NOT NULL,
    id                text COLLATE "C" NOT NULL,
    valid_from        bigint NOT NULL,
    valid_from_at     timestamptz NOT NULL,
    valid_to          bigint,
    valid_to_at       timestamptz,
    grn_id            text COLLATE "C" NOT NULL,
    purchase_order_id text COLLATE "C" NOT NULL,
    supplier_id       text COLLATE "C" NOT NULL,
    received_at       timestamptz NOT NULL,
    arrival           boolean NOT NULL,
    discrepant        boolean NOT NULL,
    completes_order   boolean NOT NULL,
    PRIMARY KEY (tenant_id, id, valid_from)
) WITH (fillfactor = 90);
CREATE INDEX delivery_facts_valid ON projections.delivery_facts (tenant_id, valid_to, valid_from);
COMMENT ON TABLE projections.delivery_facts IS 'A delivery came, or somebody decided about one.';
COMMENT ON COLUMN projections.delivery_facts.tenant_id IS 'Whose fact it is.';
COMMENT ON COLUMN projections.delivery_facts.id IS 'The position of the event.';
COMMENT ON COLUMN projections.delivery_facts.valid_from IS 'The position of the event that made it true.';
COMMENT ON COLUMN projections.delivery_facts.valid_from_at IS 'When that event happened, in the tenant''s time.';
COMMENT ON COLUMN projections.delivery_facts.valid_to IS 'The position of the event that ended it; null while it holds.';
COMMENT ON COLUMN projections.delivery_facts.valid_to_at IS 'When that event happened; null while it holds.';
COMMENT ON COLUMN projections.delivery_facts.grn_id IS 'The delivery.';
COMMENT ON COLUMN projections.delivery_facts.purchase_order_id IS 'The order.';
COMMENT ON COLUMN projections.delivery_facts.supplier_id IS 'Who delivered.';
COMMENT ON COLUMN projections.delivery_facts.received_at IS 'When the goods came.';
COMMENT ON COLUMN projections.delivery_facts.arrival IS 'Whether this is the delivery itself, and not what was decided about it.';
COMMENT ON COLUMN projections.delivery_facts.discrepant IS 'Whether it disagreed with the order.';
COMMENT ON COLUMN projections.delivery_facts.completes_order IS 'Whether nothing more is expected after it.';
GRANT SELECT, INSERT, UPDATE (valid_to, valid_to_at) ON projections.delivery_facts TO daybook_app;
SELECT daybook.isolate('projections.delivery_facts');
