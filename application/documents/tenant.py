"""A tenant as the API shows it."""

from datetime import datetime

from application.ports.states import Folded
from domain.identity.tenant.machine import Tenant
from domain.shared.country import Country
from domain.shared.currency import Currency
from domain.shared.ids import TenantId
from domain.shared.message import Message


class TenantDocument(Message):
    """What a tenant is; `clockLeadSeconds` is how far a sandbox is ahead of the real time."""

    id: TenantId
    tenant_id: TenantId
    status: str
    version: int
    name: str
    base_currency: Currency | None
    country: Country | None
    time_zone: str
    sandbox: bool
    clock_lead_seconds: int
    created_at: datetime | None
    updated_at: datetime | None


def document(folded: Folded[Tenant]) -> TenantDocument:
    """What a folded tenant looks like."""
    tenant, tenant_id = folded.state, TenantId(folded.stream_id)
    return TenantDocument(
        id=tenant_id,
        tenant_id=tenant_id,
        status=tenant.status or "",
        version=folded.version,
        name=tenant.name,
        base_currency=tenant.base_currency,
        country=tenant.country,
        time_zone=tenant.time_zone,
        sandbox=tenant.sandbox,
        clock_lead_seconds=int(tenant.clock_lead.total_seconds()),
        created_at=folded.created_at,
        updated_at=folded.updated_at,
    )


def render(folded: Folded[Tenant]) -> bytes:
    """The document as JSON."""
    return document(folded).model_dump_json().encode()
