"""Who is told what: the right people once each, however often an event comes, and nobody else."""

import random
from collections.abc import Sequence

import pytest

from application.communication.policies import ApproverNotices, SupplierNotices
from application.invoicing.supplier_invoice import register_invoice
from application.policy_reactor import PolicyReactor
from application.ports.event_store import RecordedEvent
from application.ports.states import Folded
from application.purchasing import purchase_order as orders
from application.purchasing import requisition as requisitions
from application.purchasing import supplier as suppliers
from application.purchasing.facts import plain_context
from application.work import Work
from domain.communication.notice.events import NoticeQueued
from domain.communication.notice.letter import Letter, RecipientKind
from domain.invoicing.supplier_invoice.commands import Register
from domain.purchasing.lines import AmendedLine, OrderedLine
from domain.purchasing.purchase_order import commands as order
from domain.purchasing.purchase_order.machine import PURCHASE_ORDER
from domain.purchasing.purchase_order.state import PurchaseOrder
from domain.purchasing.supplier import commands as supplier
from domain.shared.context import SYSTEM
from domain.shared.country import Country
from domain.shared.email_address import EmailAddress
from domain.shared.ids import PurchaseOrderId, SupplierId
from domain.shared.payment_terms import PaymentTerms
from tests.application.purchasing.buying import EUR, Buying, begin_buying, ordered
from tests.application.stage import Stage


@pytest.fixture
async def buying(stage: Stage) -> Buying:
    """A tenant that buys."""
    return await begin_buying(stage)


def reactors(buying: Buying) -> tuple[PolicyReactor, ...]:
    """The policies, as a process runs them."""
    desk = buying.stage.desk
    policies = (ApproverNotices(), SupplierNotices(buying.stage.store))
    return tuple(PolicyReactor(policy, desk) for policy in policies)


async def deliver(buying: Buying, seed: int = 7) -> None:
    """Every event so far three times and in any order."""
    events: list[RecordedEvent] = [*await buying.stage.history()] * 3
    random.Random(seed).shuffle(events)
    for reactor in reactors(buying):
        for recorded in events:
            if recorded.event_type in reactor.event_types:
                await reactor.handle(recorded)


async def queued(buying: Buying) -> list[Letter]:
    """Everything that anybody is to be told, by the order of the events that made it necessary."""
    history = await buying.stage.history()
    places = {recorded.event_id: recorded.position for recorded in history}
    letters = [one.event.letter for one in history if isinstance(one.event, NoticeQueued)]
    return sorted(letters, key=lambda letter: (places[letter.because_of], letter.recipient.id))


async def told(buying: Buying, seed: int = 7) -> list[Letter]:
    """What the policies make of the events so far."""
    await deliver(buying, seed)
    return await queued(buying)


async def globex(buying: Buying) -> SupplierId:
    """Another supplier, with an e-mail address."""
    command = supplier.Register(
        name="Globex",
        email=EmailAddress("sales@globex.example"),
        country=Country("DE"),
        currency=EUR,
        payment_terms=PaymentTerms("NET30"),
    )
    done = await buying.stage.do(buying.ben, suppliers.register_supplier(command))
    assert done.folded is not None
    made = SupplierId(done.folded.stream_id)
    await buying.stage.do(buying.ben, suppliers.activate_supplier(made, supplier.Activate()))
    return made


def changed(*lines: OrderedLine) -> tuple[AmendedLine, ...]:
    """The lines of an amendment."""
    return tuple(AmendedLine.model_validate(line.model_dump()) for line in lines)


async def amend(
    buying: Buying, order_id: PurchaseOrderId, price: str, supplier_id: SupplierId | None = None
) -> None:
    """Ben changes the price."""
    lines = changed(ordered(price=price))
    command = order.Amend(lines=lines, reason="A new price", supplier_id=supplier_id)
    await buying.stage.do(buying.ben, orders.amend_order(order_id, command))


async def approve_and_issue(buying: Buying, order_id: PurchaseOrderId) -> None:
    """Dan agrees to the amendment, and Ben sends it."""
    await buying.stage.do(buying.dan, orders.approve_order(order_id, order.Approve()))
    await buying.stage.do(buying.ben, orders.issue_order(order_id, order.Issue()))


async def cancel(buying: Buying, order_id: PurchaseOrderId) -> None:
    """Ben calls the order off."""
    command = order.Cancel(reason="We moved")
    await buying.stage.do(buying.ben, orders.cancel_order(order_id, command))


def subjects(letters: Sequence[Letter]) -> list[str]:
    """The first lines."""
    return [letter.subject for letter in letters]


async def test_the_approver_is_told_when_a_requisition_is_routed_to_them(buying: Buying) -> None:
    requisition_id = await buying.requisition()
    assert await told(buying) == []
    await buying.stage.do(buying.ben, requisitions.ask_approver(requisition_id, buying.cleo))
    (letter,) = await told(buying)
    assert (letter.recipient.kind, letter.recipient.id) == (RecipientKind.USER, buying.cleo)
    assert letter.recipient.email == "cleo@example.com"
    assert (letter.about.document_id, letter.about.version) == (requisition_id, 3)
    assert letter.subject == f"Please decide on requisition {requisition_id}"
    assert letter.text.startswith("ann asks for 1 line that comes to 500.00 EUR net.")
    assert "The shelf is empty" in letter.text


async def test_the_supplier_is_told_of_an_order_once_with_every_line(buying: Buying) -> None:
    order_id = await buying.acknowledged(ordered("10", "50"), ordered("3", "7"))
    (letter,) = await told(buying)
    assert (letter.recipient.kind, letter.recipient.id) == (RecipientKind.SUPPLIER, buying.acme)
    assert (letter.recipient.name, letter.recipient.email) == ("Acme", None)
    assert letter.subject == f"Purchase order {order_id}"
    assert "1. 10 EA BOLT-M8 at 50.00 EUR each: 500.00 EUR" in letter.text
    assert "2. 3 EA BOLT-M8 at 7.00 EUR each: 21.00 EUR" in letter.text
    assert "Net 521.00 EUR, tax 0.00 EUR, total 521.00 EUR." in letter.text
    assert await told(buying, seed=8) == [letter]


async def test_a_long_order_is_told_by_its_first_lines(buying: Buying) -> None:
    await buying.acknowledged(*[ordered()] * 41)
    (letter,) = await told(buying)
    assert "\n40. 10 EA" in letter.text
    assert "\n41. 10 EA" not in letter.text
    assert "and 1 more, as in the order." in letter.text


async def test_nobody_is_told_of_what_was_never_issued(buying: Buying) -> None:
    await cancel(buying, await buying.submitted())
    assert await told(buying) == []


async def test_a_cancelled_order_is_told(buying: Buying) -> None:
    order_id = await buying.submitted()
    await approve_and_issue(buying, order_id)
    await cancel(buying, order_id)
    letters = await told(buying)
    assert subjects(letters)[1:] == [f"Cancellation of purchase order {order_id}"]
    assert "Reason: We moved" in letters[1].text


async def test_an_amendment_that_needs_no_approval_is_told_at_once(buying: Buying) -> None:
    order_id = await buying.acknowledged()
    await amend(buying, order_id, "40")
    letters = await told(buying)
    assert subjects(letters)[1:] == [f"Change of purchase order {order_id}, revision 2"]
    assert "was to come to 500.00 EUR" in letters[1].text
    assert "total 400.00 EUR" in letters[1].text


async def test_an_amendment_that_needs_approval_is_told_when_it_is_issued(buying: Buying) -> None:
    order_id = await buying.acknowledged()
    await amend(buying, order_id, "60")
    assert len(await told(buying)) == 1
    await approve_and_issue(buying, order_id)
    letters = await told(buying)
    assert subjects(letters)[1:] == [f"Purchase order {order_id}, revision 2"]
    assert "takes the place" in letters[1].text


async def test_an_order_that_goes_elsewhere_is_withdrawn_from_whoever_had_it(
    buying: Buying,
) -> None:
    order_id, other = await buying.acknowledged(), await globex(buying)
    await amend(buying, order_id, "50", supplier_id=other)
    assert len(await told(buying)) == 1
    await approve_and_issue(buying, order_id)
    _, *letters = await told(buying)
    by_recipient = {letter.recipient.id: letter for letter in letters}
    assert set(by_recipient) == {buying.acme, other}
    assert by_recipient[buying.acme].subject == f"Withdrawal of purchase order {order_id}"
    assert by_recipient[other].subject == f"Purchase order {order_id}, revision 2"
    assert by_recipient[other].recipient.email == "sales@globex.example"


async def test_a_cancellation_is_told_to_whoever_has_the_order_not_to_whoever_would_get_it(
    buying: Buying,
) -> None:
    order_id, other = await buying.acknowledged(), await globex(buying)
    await amend(buying, order_id, "50", supplier_id=other)
    await cancel(buying, order_id)
    letters = await told(buying)
    assert [letter.recipient.id for letter in letters] == [buying.acme, buying.acme]
    assert letters[1].subject == f"Cancellation of purchase order {order_id}"


async def test_a_notice_names_the_system_and_the_event_that_caused_it(buying: Buying) -> None:
    await buying.acknowledged()
    (letter,) = await told(buying)
    recorded = (await buying.stage.history())[-1]
    assert recorded.metadata["actor"] == SYSTEM
    assert recorded.metadata["causationId"] == str(letter.because_of)


async def test_even_without_its_idempotency_key_a_notice_is_queued_once(buying: Buying) -> None:
    await buying.acknowledged()
    policy = SupplierNotices(buying.stage.store)
    history = await buying.stage.history()
    (issued,) = (one for one in history if one.event_type.endswith("order.issued"))
    for _ in range(2):
        (reaction,) = await policy.react(issued)
        await buying.stage.do(SYSTEM, reaction.task)
    assert len(await queued(buying)) == 1


async def disputed(buying: Buying) -> PurchaseOrderId:
    """Acme delivered 10 at 50.00 and bills 12 at 55.00."""
    order_id = await buying.acknowledged()
    received = order.FullReceive.model_validate(
        {
            "grn_id": "grn_3f2504e0-4f89-41d3-9a0c-0305e82c3301",
            "accepted": [{"po_line": 1, "quantity": "10"}],
        }
    )

    async def receive(work: Work) -> Folded[PurchaseOrder]:
        found = await work.load(PURCHASE_ORDER, order_id)
        return work.decide(found, received, plain_context(work))

    await buying.stage.do(buying.ben, receive)
    price = {"amount": "55.00", "currency": "EUR"}
    line = {"po_line": 1, "sku": "BOLT-M8", "quantity": "12", "unit_price": price}
    invoice = Register.model_validate(
        {
            "purchase_order_id": order_id,
            "supplier_invoice_number": "RE-7",
            "invoice_date": "2026-03-01",
            "amount": {"amount": "660.00", "currency": "EUR"},
            "lines": [line],
        }
    )
    await buying.stage.do(buying.ben, register_invoice(invoice))
    return order_id


async def test_a_disputed_invoice_is_told_with_what_does_not_agree(buying: Buying) -> None:
    order_id = await disputed(buying)
    _, letter = await told(buying)
    assert letter.recipient.id == buying.acme
    assert letter.subject == "Your invoice RE-7 is disputed"
    assert f"over 660.00 EUR for purchase order {order_id}" in letter.text
    assert "the net amount would be 500.00 EUR; it is 660.00 EUR." in letter.text
    assert (
        "Line 1, BOLT-M8: 12 billed, of 10 accepted and 0 billed before; "
        "the ordered price is 50; the value is more than was ordered." in letter.text
    )
    assert await told(buying, seed=8) == [*(await queued(buying))[:1], letter]
