"""The catalogue holds all that the domain can say, and nothing needs to be listed for it."""

import pkgutil
from pathlib import Path

import domain
from domain.audit.refusal.events import CommandRefused
from infrastructure.event_store.catalogue import domain_deciders, domain_events


def test_every_event_class_of_the_domain_is_found() -> None:
    registry = domain_events()
    assert registry.class_of("audit.command-refused") is CommandRefused
    declared = sum(
        path.read_text().count("event_type: ClassVar[str] =")
        for path in Path(domain.__path__[0]).rglob("events.py")
    )
    assert len(registry.classes) == declared


def test_every_machine_s_decider_is_found_under_its_stream_type() -> None:
    machines = [
        module.name
        for module in pkgutil.walk_packages(domain.__path__, "domain.")
        if module.name.endswith(".machine") and module.name != "domain.shared.machine"
    ]
    deciders = domain_deciders()
    assert len(deciders) == len(machines)
    assert all(kind == decider.stream_type for kind, decider in deciders.items())


def test_events_of_an_aggregate_are_named_after_its_stream_type() -> None:
    for kind, decider in domain_deciders().items():
        for event in decider.machine.events:
            assert event.event_type.startswith(f"{kind}."), event
