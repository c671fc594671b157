"""What a policy asks for is done once, however often the event comes, and says what caused it."""

from collections.abc import Sequence

import pytest

from application.policy_reactor import PolicyReactor
from application.ports.event_store import LogQuery, RecordedEvent, StoreOverloaded
from application.ports.subscriber import Unavailable
from application.purchasing.supplier import activate_supplier, block_supplier, register_supplier
from application.reaction import Reaction
from domain.purchasing.supplier.commands import Activate, Block, Register
from domain.purchasing.supplier.events import SupplierRegistered
from domain.shared.context import SYSTEM
from domain.shared.ids import SupplierId
from domain.shared.refusal import ContentRefused
from tests.application.stage import Stage


class Activation:
    """Activates every supplier that is registered."""

    name = "activation"
    event_types = frozenset({SupplierRegistered.event_type})

    def __init__(self, failure: Exception | None = None) -> None:
        self.failure = failure

    async def react(self, recorded: RecordedEvent) -> Sequence[Reaction]:
        """One task per supplier."""
        if self.failure is not None:
            raise self.failure
        task = activate_supplier(SupplierId(recorded.stream_id), Activate())
        return [Reaction(task, f"{self.name}:{recorded.event_id}")]


async def registered(stage: Stage) -> RecordedEvent:
    """The event of a new supplier."""
    admin = await stage.opened()
    command = Register.model_validate(
        {"name": "Bolts", "country": "DE", "currency": "EUR", "payment_terms": "NET30"}
    )
    await stage.do(admin, register_supplier(command))
    return (await stage.history())[-1]


async def test_an_event_that_comes_twice_has_its_effect_once(stage: Stage):
    event = await registered(stage)
    reactor = PolicyReactor(Activation(), stage.desk)
    for _ in range(3):
        await reactor.handle(event)
    types = await stage.types()
    assert types.count("purchasing.supplier.activated") == 1


async def test_the_effect_names_the_system_and_the_event_that_caused_it(stage: Stage):
    event = await registered(stage)
    await PolicyReactor(Activation(), stage.desk).handle(event)
    (effect,) = await stage.store.log(stage.tenant, LogQuery(after=event.position))
    assert effect.metadata == {
        "actor": SYSTEM,
        "causationId": str(event.event_id),
        "correlationId": str(event.event_id),
        "idempotencyKey": f"activation:{event.event_id}",
    }


async def test_a_document_that_has_moved_on_needs_no_reaction_any_more(stage: Stage):
    event = await registered(stage)
    supplier = SupplierId(event.stream_id)
    await stage.do(SYSTEM, activate_supplier(supplier, Activate()))
    await stage.do(SYSTEM, block_supplier(supplier, Block(reason="By hand")))
    before = await stage.types()
    await PolicyReactor(Activation(), stage.desk).handle(event)
    assert await stage.types() == before


async def test_any_other_refusal_is_reported(stage: Stage):
    event = await registered(stage)
    refused = ContentRefused("no")
    with pytest.raises(ContentRefused):
        await PolicyReactor(Activation(refused), stage.desk).handle(event)


@pytest.mark.parametrize("failure", [TimeoutError("not there yet"), StoreOverloaded(1.0)])
async def test_trouble_with_the_surroundings_is_told_from_a_bad_event(stage: Stage, failure):
    event = await registered(stage)
    with pytest.raises(Unavailable):
        await PolicyReactor(Activation(failure), stage.desk).handle(event)


def test_a_reactor_follows_what_its_policy_wants(stage: Stage):
    reactor = PolicyReactor(Activation(), stage.desk)
    assert (reactor.name, reactor.event_types) == ("activation", Activation.event_types)
