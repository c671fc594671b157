"""What is missing or wrong in an application's environment is named before anything is opened."""

import pytest
from eventsourcing.utils import Environment

from infrastructure.eventsourcing_recorders.options import POOL_SIZE, TENANT, read_options

ONE = "ten_3f2504e0-4f89-41d3-9a0c-0305e82c3301"
OTHER = "ten_3f2504e0-4f89-41d3-9a0c-0305e82c3302"


def test_an_application_without_a_tenant_is_refused() -> None:
    with pytest.raises(OSError, match=TENANT):
        read_options(Environment("shop", {}))


@pytest.mark.parametrize("tenant", ["", "acme", "usr_3f2504e0-4f89-41d3-9a0c-0305e82c3301"])
def test_a_tenant_that_is_none_is_refused(tenant: str) -> None:
    with pytest.raises(OSError, match=TENANT):
        read_options(Environment("shop", {TENANT: tenant}))


@pytest.mark.parametrize("size", ["0", "-1", "many"])
def test_a_pool_size_that_is_none_is_refused(size: str) -> None:
    with pytest.raises(OSError, match=POOL_SIZE):
        read_options(Environment("shop", {TENANT: ONE, POOL_SIZE: size}))


def test_the_application_s_own_tenant_wins_over_the_common_one() -> None:
    env = {TENANT: ONE, f"SHOP_{TENANT}": OTHER}
    assert read_options(Environment("shop", env)).tenant == OTHER
    assert read_options(Environment("bank", env)).tenant == ONE


def test_connections_of_an_application_have_the_rights_of_the_product_and_no_others() -> None:
    env = {TENANT: ONE, "DATABASE_URL": "postgresql://anna@localhost/shop"}
    options = read_options(Environment("shop", env))
    assert options.dsn is not None
    assert "role=daybook_app" in options.dsn
    assert "localhost" not in repr(options)
