"""The three-way match of an order, read from the histories of all the documents that are in it."""

import asyncio
from itertools import chain
from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, Field

from api.http.answer import PRIVATE, VARIES, Answer, Header, etag, position
from api.http.headers import none_match
from api.http.past import PARAMETERS, Moment, Past
from api.http.querying import Querying
from api.http.withholding import shown
from application.documents.order_match import order_match
from application.documents.order_match_figures import Figures
from application.failures import DocumentNotFound
from application.ports.event_store import Upto
from application.ports.states import Folded
from domain.purchasing.purchase_order.machine import PURCHASE_ORDER
from domain.shared.ids import PurchaseOrderId

PURCHASE_ORDERS = "purchase-orders"


class AsOf(BaseModel):
    """All the documents as they were; today without it."""

    model_config = PARAMETERS

    as_of: Moment | None = Field(
        default=None,
        description="An instant (RFC 3339, with offset) or a log position: the match as it was then.",
        json_schema_extra={"examples": ["2025-03-31T23:59:59Z"]},
    )

    @property
    def upto(self) -> Upto | None:
        """How far histories are read; None for all that there is."""
        return Past(as_of=self.as_of).upto


AsOfQuery = Annotated[AsOf, Query()]


async def match_of(asking: Querying, order_id: PurchaseOrderId, wanted: AsOf) -> Answer:
    """The match of an order, today or as it was."""
    heard = await asking.heard()
    tenant, store = asking.caller.tenant, asking.services.store
    upto = wanted.upto or Upto(position=await store.head(tenant))
    order = await store.stream(tenant, order_id, upto=upto)
    folded = Folded(order_id, PURCHASE_ORDER.initial).after(PURCHASE_ORDER, order)
    if not order or not await asking.sees(PURCHASE_ORDER, folded):
        raise DocumentNotFound(f"there is no purchase-order {order_id}", id=order_id)
    named = Figures()
    for recorded in order:
        named.take(recorded)
    others = chain(named.goods_receipts, named.invoices)
    histories = await asyncio.gather(
        *(store.stream(tenant, stream_id, upto=upto) for stream_id in others)
    )
    document = order_match(order_id, (order, *histories))
    headers: list[Header] = [etag(document.position), PRIVATE, VARIES, position(heard)]
    if none_match(asking.exchange, str(document.position)):
        return Answer(304, headers=headers)
    body = shown(asking.exchange.reach, PURCHASE_ORDERS, document.model_dump_json().encode())
    return Answer(200, body, headers)
