-- What analysts read: views with stable names, over the tables that the followers of the log keep. A view runs with the
-- rights of whoever asks (security_invoker), so that the policies of its table judge the analyst, and nobody else.
CREATE SCHEMA reporting;
COMMENT ON SCHEMA reporting IS 'For analysts: one view for each list and each kind of fact, of one''s own tenant.';
GRANT USAGE ON SCHEMA reporting, projections TO daybook_analyst;
GRANT USAGE ON SCHEMA reporting TO daybook_app;

CREATE FUNCTION daybook.open_to_analysts(named text, shown text[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    source regclass := format('projections.%I', named)::regclass;
    facts boolean := 'valid_from' = ANY (shown);
    made record;
BEGIN
    EXECUTE format('CREATE VIEW reporting.%I WITH (security_invoker = true) AS SELECT %s%s FROM %s', named, (
        SELECT string_agg(CASE WHEN kind = '' THEN format('%I', name)
                               ELSE format('%I::%s AS %I', name, kind, name) END, ', ' ORDER BY place)
        FROM unnest(shown) WITH ORDINALITY AS s (said, place),
             LATERAL (SELECT split_part(said, ' ', 1), substr(said, strpos(said || ' ', ' ') + 1)) AS c (name, kind)
    ), CASE WHEN facts THEN $known$,
        CASE WHEN valid_to_at < valid_from_at THEN 'empty'::tstzrange
             ELSE tstzrange(valid_from_at, valid_to_at) END AS known_during,
        int8range(valid_from, valid_to) AS known_at $known$ ELSE '' END, source);
    EXECUTE format('COMMENT ON VIEW reporting.%I IS %L', named, obj_description(source, 'pg_class'));
    FOR made IN
        SELECT a.attname AS name, coalesce(col_description(source, b.attnum), CASE a.attname
            WHEN 'known_during' THEN 'From when until when it was true: as we knew it at an instant is known_during @> instant.'
            WHEN 'known_at' THEN 'The same in positions of the log: exact, however many events an instant has.' END) AS said,
            b.attname IS NOT NULL AS of_table
        FROM pg_attribute AS a
        LEFT JOIN pg_attribute AS b ON b.attrelid = source AND b.attname = a.attname
        WHERE a.attrelid = format('reporting.%I', named)::regclass AND a.attnum > 0
    LOOP
        EXECUTE format('COMMENT ON COLUMN reporting.%I.%I IS %L', named, made.name, made.said);
        IF made.of_table THEN
            EXECUTE format('GRANT SELECT (%I) ON %s TO daybook_analyst', made.name, source);
        END IF;
    END LOOP;
    EXECUTE format('GRANT SELECT ON reporting.%I TO daybook_analyst, daybook_app', named);
    EXECUTE format('CREATE POLICY analysts_tenant ON %s FOR SELECT TO daybook_analyst
                    USING (tenant_id = (SELECT daybook.analyst_tenant()))', source);
END
$$;
COMMENT ON FUNCTION daybook.open_to_analysts(text, text[]) IS
    'Shows analysts these columns of a table of projections, each with its name or name and type, as a view.';
REVOKE EXECUTE ON FUNCTION daybook.open_to_analysts(text, text[]) FROM PUBLIC;

-- Money has at most 4 decimals, a quantity 6, a price after a discount 14: no cast below rounds anything. What is left
-- out is left out on purpose: addresses, tax numbers, accounts, texts to search in, and whole documents.
SELECT daybook.open_to_analysts('suppliers', '{id,version,position,created_at,updated_at,status,name,country,currency}'),
    daybook.open_to_analysts('branches', '{id,version,position,created_at,updated_at,status,name,code}'),
    daybook.open_to_analysts('requisitions', '{id,version,position,created_at,updated_at,status,created_by,approver,required_level,cost_center,branch_id,needed_by,currency,"total numeric(38,4)"}'),
    daybook.open_to_analysts('purchase_orders', '{id,version,position,created_at,updated_at,status,supplier_id,requisition_id,created_by,cost_center,branch_id,delivery_date,currency,"net numeric(38,4)","total numeric(38,4)",revision}'),
    daybook.open_to_analysts('expected_deliveries', '{id,version,position,created_at,expected,complete,purchase_order_id,supplier_id,branch_id,sku,delivery_date}'),
    daybook.open_to_analysts('goods_receipts', '{id,version,position,created_at,updated_at,status,purchase_order_id,supplier_id,received_by,received_at,lots}'),
    daybook.open_to_analysts('supplier_invoices', '{id,version,position,created_at,updated_at,status,purchase_order_id,supplier_id,registered_by,invoice_date,due_date,currency,"total numeric(38,4)","left_to_pay numeric(38,4)",held}'),
    daybook.open_to_analysts('credit_notes', '{id,version,position,created_at,updated_at,invoice_id,purchase_order_id,supplier_id,currency,"total numeric(38,4)"}'),
    daybook.open_to_analysts('match_exceptions', '{id,version,position,created_at,waiting,kind,purchase_order_id,supplier_id}'),
    daybook.open_to_analysts('payments', '{id,version,position,created_at,updated_at,status,supplier_id,invoice_id,purchase_order_id,payment_run_id,currency,"amount numeric(38,4)",due_on,discount_until,payable_now}'),
    daybook.open_to_analysts('payment_runs', '{id,version,position,created_at,updated_at,status,execution_date,message_id,transfer_count,proposed_by,approved_by}'),
    daybook.open_to_analysts('bank_reports', '{id,version,position,created_at,updated_at,status,message_id,original_message_id,made_at,puzzling,has_unknown}'),
    daybook.open_to_analysts('murabaha_contracts', '{id,version,position,created_at,updated_at,status,purchase_order_id,bank_id,currency,"price numeric(38,4)","outstanding numeric(38,4)",next_due_on}'),
    daybook.open_to_analysts('order_facts', '{id,valid_from,valid_from_at,valid_to,valid_to_at,supplier_id,branch_id,cost_center,requisition_id,currency,"net numeric(38,4)","gross numeric(38,4)",status,delivery_date,financed}'),
    daybook.open_to_analysts('order_line_facts', '{id,valid_from,valid_from_at,valid_to,valid_to_at,purchase_order_id,po_line,sku,category,unit,"ordered numeric(38,6)","price numeric(38,14)","net numeric(38,4)","accepted numeric(38,6)","invoiced numeric(38,6)","received_not_invoiced numeric(38,4)","invoiced_not_received numeric(38,4)","committed numeric(38,4)"}'),
    daybook.open_to_analysts('milestone_facts', '{id,valid_from,valid_from_at,valid_to,valid_to_at,document_id,document,milestone,branch_id}'),
    daybook.open_to_analysts('delivery_facts', '{id,valid_from,valid_from_at,valid_to,valid_to_at,grn_id,purchase_order_id,supplier_id,received_at,arrival,discrepant,completes_order}'),
    daybook.open_to_analysts('invoice_facts', '{id,valid_from,valid_from_at,valid_to,valid_to_at,purchase_order_id,supplier_id,supplier_invoice_number,invoice_date,due_date,currency,"net numeric(38,4)","gross numeric(38,4)","owed numeric(38,4)",status,held}'),
    daybook.open_to_analysts('invoice_line_facts', '{id,valid_from,valid_from_at,valid_to,valid_to_at,invoice_id,purchase_order_id,po_line,supplier_id,invoice_date,currency,"quantity numeric(38,6)","net numeric(38,4)"}'),
    daybook.open_to_analysts('match_facts', '{id,valid_from,valid_from_at,valid_to,valid_to_at,invoice_id,supplier_id,cause}'),
    daybook.open_to_analysts('payment_facts', '{id,valid_from,valid_from_at,valid_to,valid_to_at,supplier_id,invoice_id,currency,status,"amount numeric(38,4)",unpaid,collected,"leaves numeric(38,4)",leaves_on,discount_until,"discount_offered numeric(38,4)","discount_taken numeric(38,4)"}');

-- The log itself, as far as the role `analyst` of the API sees it: nothing of users, their access, and their erasure.
-- A kind of stream that is not named here is not shown.
CREATE VIEW reporting.events WITH (security_invoker = true) AS
SELECT position, event_id, stream_type, stream_id, version, event_type, schema_version, actor, occurred_at, recorded_at,
       payload
FROM daybook.events;
COMMENT ON VIEW reporting.events IS 'What happened, in order; personal values are sealed.';
COMMENT ON COLUMN reporting.events.position IS 'Place in the log: 1, 2, 3 ... in the order of commits; those that are not shown leave gaps.';
COMMENT ON COLUMN reporting.events.event_id IS 'Names the event for ever.';
COMMENT ON COLUMN reporting.events.stream_type IS 'The kind of document, for example purchasing.purchase-order.';
COMMENT ON COLUMN reporting.events.stream_id IS 'The document that it happened to.';
COMMENT ON COLUMN reporting.events.version IS 'Place in the document''s own history: 1, 2, 3 ... without gaps.';
COMMENT ON COLUMN reporting.events.event_type IS 'What happened, for example purchasing.purchase-order.approved.';
COMMENT ON COLUMN reporting.events.schema_version IS 'Which version of that event type''s payload this is.';
COMMENT ON COLUMN reporting.events.actor IS 'Who did it, by their id.';
COMMENT ON COLUMN reporting.events.occurred_at IS 'When it happened, in the tenant''s time.';
COMMENT ON COLUMN reporting.events.recorded_at IS 'When the store took it in, in real time.';
COMMENT ON COLUMN reporting.events.payload IS 'What the event says; camelCase names, money and quantities as text.';
GRANT SELECT ON reporting.events TO daybook_analyst, daybook_app;
GRANT SELECT (position, event_id, stream_type, stream_id, version, event_type, schema_version, actor, occurred_at,
              recorded_at, payload) ON daybook.events TO daybook_analyst;
CREATE POLICY analysts_tenant ON daybook.events FOR SELECT TO daybook_analyst
    USING (tenant_id = (SELECT daybook.analyst_tenant()) AND stream_type = ANY (ARRAY[
        'communication.notice', 'governance.policy', 'identity.branch', 'identity.service-account', 'identity.tenant',
        'integrity.claim', 'invoicing.credit-note', 'invoicing.supplier-invoice', 'murabaha.contract',
        'payments.bank-report', 'payments.payment', 'payments.payment-run', 'purchasing.delegation',
        'purchasing.purchase-order', 'purchasing.requisition', 'purchasing.supplier', 'receiving.goods-receipt']));
