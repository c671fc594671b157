ALTER TABLE projections.purchase_orders ADD COLUMN shown_to text COLLATE "C";
COMMENT ON COLUMN projections.purchase_orders.shown_to IS 'The supplier that sees the order, from issue on.';

-- The orders of all tenants, whoever owns the tables; nobody else gets past row-level security meanwhile.
ALTER TABLE projections.purchase_orders NO FORCE ROW LEVEL SECURITY;
UPDATE projections.purchase_orders SET shown_to = supplier_id
WHERE document ->> 'issuedRevision' IS NOT NULL
  AND status NOT IN ('Draft', 'AwaitingApproval', 'Approved');
ALTER TABLE projections.purchase_orders FORCE ROW LEVEL SECURITY;

CREATE INDEX purchase_orders_shown_to ON projections.purchase_orders (tenant_id, shown_to, created_at, id)
    WHERE shown_to IS NOT NULL;
