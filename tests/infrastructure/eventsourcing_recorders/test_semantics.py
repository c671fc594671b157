"""Where our log promises more than the library asks for, and where it refuses what the library would take."""

from uuid import UUID, uuid4

import psycopg
import pytest
from eventsourcing.persistence import IntegrityError, StoredEvent, Tracking
from eventsourcing.utils import Environment

from domain.shared.ids import TenantId
from infrastructure.eventsourcing_recorders import Factory
from infrastructure.eventsourcing_recorders.options import TENANT
from tests.cluster import Database
from tests.infrastructure.eventsourcing_recorders.environments import environment


def stored(originator: UUID | str, version: int, state: bytes = b'{"a": "1"}') -> StoredEvent:
    return StoredEvent(originator, version, "shop:Order.Noted", state)


def test_a_gap_in_the_versions_of_an_aggregate_is_refused(factory: Factory) -> None:
    recorder = factory.application_recorder()
    order = uuid4()
    recorder.insert_events([stored(order, 1)])
    with pytest.raises(IntegrityError):
        recorder.insert_events([stored(order, 3)])
    with pytest.raises(IntegrityError):
        recorder.insert_events([stored(order, 2), stored(order, 4)])
    assert [event.originator_version for event in recorder.select_events(order)] == [1]


def test_an_aggregate_may_begin_with_version_zero(factory: Factory) -> None:
    recorder = factory.application_recorder()
    order = uuid4()
    assert recorder.insert_events([stored(order, 0), stored(order, 1)]) == [1, 2]
    assert recorder.insert_events([stored(order, 2)]) == [3]
    with pytest.raises(IntegrityError):
        recorder.insert_events([stored(order, 0)])
    versions = [event.originator_version for event in recorder.select_events(order, desc=True)]
    assert versions == [2, 1, 0]
    assert [event.originator_version for event in recorder.select_events(order, gt=0)] == [1, 2]
    assert [event.originator_version for event in recorder.select_events(order, limit=1)] == [0]


def test_each_event_is_told_its_own_position_when_aggregates_are_mixed(factory: Factory) -> None:
    recorder = factory.application_recorder()
    one, other = uuid4(), "order-2"
    mixed = [stored(one, 1), stored(other, 1), stored(one, 2), stored(other, 2)]
    positions = recorder.insert_events(mixed)
    assert positions == [1, 3, 2, 4]
    found = {
        (notification.originator_id, notification.originator_version): notification.id
        for notification in recorder.select_notifications(start=None, limit=10)
    }
    told = zip(mixed, positions, strict=True)
    assert found == {(e.originator_id, e.originator_version): at for e, at in told}


def test_a_refused_insert_leaves_no_gap_in_the_sequence(factory: Factory) -> None:
    recorder = factory.application_recorder()
    order = uuid4()
    recorder.insert_events([stored(order, 1)])
    for _ in range(3):
        with pytest.raises(IntegrityError):
            recorder.insert_events([stored(order, 1)])
    assert recorder.insert_events([stored(order, 2)]) == [2]


def test_applications_with_tenants_of_their_own_share_nothing(database: Database) -> None:
    variables = environment(database, "Shop", "Bank")
    order = uuid4()
    with (
        Factory(Environment("Shop", variables)) as shop,
        Factory(Environment("Bank", variables)) as bank,
    ):
        shop.application_recorder().insert_events([stored(order, 1)])
        assert bank.application_recorder().max_notification_id() is None
        assert bank.application_recorder().select_events(order) == []
        assert bank.application_recorder().insert_events([stored(order, 1)]) == [1]


def test_stored_events_are_events_of_our_log_hashed_and_readable_in_sql(
    factory: Factory, database: Database, variables: dict[str, str]
) -> None:
    factory.application_recorder().insert_events([stored("order-1", 1, b'{"amount": "12.50"}')])
    with psycopg.connect(database.administrator_dsn) as connection:
        row = connection.execute(
            "SELECT tenant_id, event_type, (payload->>'state')::jsonb->>'amount', metadata->>'client', "
            "octet_length(leaf_hash) FROM daybook.events"
        ).fetchone()
    assert row == (
        variables[TENANT],
        "eventsourcing.stored-event",
        "12.50",
        "eventsourcing:shop",
        32,
    )


def test_a_notification_processed_twice_leaves_neither_events_nor_tracking(
    factory: Factory,
) -> None:
    recorder = factory.process_recorder()
    order = uuid4()
    assert recorder.insert_events([stored(order, 1)], tracking=Tracking("bank", 7)) == [1]
    with pytest.raises(IntegrityError):
        recorder.insert_events([stored(uuid4(), 1)], tracking=Tracking("bank", 7))
    with pytest.raises(IntegrityError):
        recorder.insert_events([stored(order, 1)], tracking=Tracking("bank", 8))
    assert recorder.max_notification_id() == 1
    assert recorder.max_tracking_id("bank") == 7


def test_two_followers_of_one_tenant_keep_their_own_tracking(variables: dict[str, str]) -> None:
    with (
        Factory(Environment("stock", variables)) as stock,
        Factory(Environment("mail", variables)) as mail,
    ):
        stock.tracking_recorder().insert_tracking(Tracking("shop", 5))
        assert mail.tracking_recorder().max_tracking_id("shop") is None


def test_a_follower_sees_events_of_the_product_by_their_type_and_payload(
    factory: Factory, database: Database, variables: dict[str, str]
) -> None:
    recorder = factory.application_recorder()
    recorder.insert_events([stored(uuid4(), 1)])
    _record_a_refusal(database, TenantId(variables[TENANT]))
    (notification,) = recorder.select_notifications(1, 10, topics=["audit.command-refused"])
    assert notification.id == 2
    assert notification.originator_id == "rfs_3f2504e0-4f89-41d3-9a0c-0305e82c3301"
    assert b'"rule": "approver_is_not_requester"' in notification.state
    assert recorder.insert_events([stored(uuid4(), 1)]) == [3]


def _record_a_refusal(database: Database, tenant: TenantId) -> None:
    """An event of the product itself, as its own store would have put it there."""
    with psycopg.connect(database.administrator_dsn) as connection:
        connection.execute(
            "INSERT INTO daybook.events VALUES (%s, 2, 'rfs_3f2504e0-4f89-41d3-9a0c-0305e82c3301', "
            "'audit.refusal', 1, gen_random_uuid(), 'audit.command-refused', 1, "
            "'{\"rule\": \"approver_is_not_requester\"}', '{}', now(), now(), sha256(''))",
            (tenant,),
        )
        connection.execute(
            "UPDATE daybook.log_heads SET position = 2 WHERE tenant_id = %s", (tenant,)
        )
