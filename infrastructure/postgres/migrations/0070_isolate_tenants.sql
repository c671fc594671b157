-- Row-level security: a row belongs to a tenant, and a transaction reaches the rows of the tenants that it names,
-- of no others. Which these are is said by the setting `daybook.tenants`, ids with commas between them, for one
-- transaction only; while it is unset or empty no row is seen and none can be written.
CREATE FUNCTION daybook.tenants_in_reach() RETURNS text[] LANGUAGE sql STABLE PARALLEL SAFE
RETURN string_to_array(current_setting('daybook.tenants', true), ',');
COMMENT ON FUNCTION daybook.tenants_in_reach() IS 'The tenants whose rows this transaction sees and writes.';

CREATE FUNCTION daybook.reach(tenants text[]) RETURNS text[] LANGUAGE sql VOLATILE
RETURN CASE
    WHEN set_config('daybook.tenants', array_to_string(tenants, ','), true) IS NOT NULL THEN tenants
END;
COMMENT ON FUNCTION daybook.reach(text[]) IS
    'From here to the end of the transaction these tenants are in reach, and no others; answers them.';

-- A few questions are about all tenants: whose log has grown, who logs in with this address, which tenants there
-- are. A transaction asks one of them by the name of a door, and a table says which door it can be seen through.
-- No table with documents has one.
CREATE FUNCTION daybook.door() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
RETURN current_setting('daybook.door', true);
COMMENT ON FUNCTION daybook.door() IS 'The question about all tenants that this transaction asks, if it asks one.';

-- What every migration that creates a table of tenants' data calls for it. The array is read once for a
-- statement, not for every row, and an index that begins with the tenant serves the comparison.
CREATE FUNCTION daybook.isolate(named regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', named);
    EXECUTE format(
        'CREATE POLICY tenants_in_reach ON %s TO daybook_app
         USING (tenant_id = ANY ((SELECT daybook.tenants_in_reach())::text[]))', named);
END
$$;
COMMENT ON FUNCTION daybook.isolate(regclass) IS
    'Lets rows of this table be seen and written only by who has their tenant in reach, the owner too.';

CREATE FUNCTION daybook.open_door(door text, named regclass, command text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE POLICY %I ON %s FOR %s TO daybook_app USING ((SELECT daybook.door()) = %L)',
        'door_' || door, named, command, door);
END
$$;
COMMENT ON FUNCTION daybook.open_door(text, regclass, text) IS
    'Lets rows of all tenants be seen (SELECT) or also written (ALL) by who comes through this door.';
REVOKE EXECUTE ON FUNCTION daybook.isolate(regclass), daybook.open_door(text, regclass, text) FROM PUBLIC;

SELECT daybook.isolate(named::regclass) FROM unnest(ARRAY[
    'daybook.events', 'daybook.log_heads', 'daybook.idempotency_keys', 'daybook.snapshots',
    'daybook.library_tracking', 'daybook.library_snapshots',
    'daybook.checkpoints', 'daybook.skipped_events',
    'daybook.credentials', 'daybook.sessions',
    'projections.suppliers', 'projections.requisitions', 'projections.purchase_orders',
    'projections.delegations', 'projections.approval_inbox', 'projections.users', 'projections.refusals',
    'projections.tenants', 'projections.goods_receipts', 'projections.expected_deliveries',
    'projections.supplier_invoices', 'projections.credit_notes', 'projections.match_exceptions',
    'projections.payments', 'projections.payment_runs', 'projections.bank_reports',
    'projections.notices', 'projections.murabaha_contracts'
]) AS named;

-- A refresh token is its session's, and so its session's tenant's.
ALTER TABLE daybook.refresh_tokens ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY session_in_reach ON daybook.refresh_tokens TO daybook_app
    USING (EXISTS (SELECT FROM daybook.sessions AS s WHERE s.session_id = refresh_tokens.session_id));

-- log: how far each log and each subscriber is. people: whoever comes in says an address or a token, and no tenant.
-- platform: its list of tenants.
SELECT daybook.open_door('log', 'daybook.log_heads', 'SELECT'),
       daybook.open_door('log', 'daybook.checkpoints', 'SELECT'),
       daybook.open_door('people', 'daybook.credentials', 'ALL'),
       daybook.open_door('people', 'daybook.sessions', 'ALL'),
       daybook.open_door('platform', 'projections.tenants', 'SELECT');
