"""Nobody takes more than their share: beyond it the answer is 429, with when to come again."""

from collections.abc import Iterator

import pytest

from tests.api.http.company import Company, refused
from tests.api.http.house import House
from tests.cluster import TestCluster


@pytest.fixture
def strict(cluster: TestCluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house that lets a user ask six times at once, and an address twelve times."""
    database = cluster.clone()
    limits = {"user_requests_per_minute": 36, "address_requests_per_minute": 72}
    with House(database, tmp_path_factory.mktemp("strict"), limits).open() as opened:
        yield opened
    cluster.drop(database)


def test_a_user_who_asks_too_fast_is_told_to_wait(strict: House) -> None:
    company = Company.opened(strict)
    buyer, other = company.person("buyer"), company.person("buyer")
    for left in range(5, -1, -1):
        answer = buyer.get("/v1/suppliers")
        assert answer.headers["RateLimit"].startswith(f'"user";r={left};t=')
        assert answer.headers["RateLimit-Policy"] == '"user";q=6;w=10'
    answer = buyer.get("/v1/suppliers")
    problem = refused(answer, 429, "TooManyRequests")
    assert problem["limit"] == "user"
    assert 1 <= int(answer.headers["Retry-After"]) <= 3
    assert other.get("/v1/suppliers").status_code == 200


def test_guessing_passwords_from_one_address_is_slowed_down(strict: House) -> None:
    body = {"email": "ann@example.com", "password": "guess guess guess"}
    statuses = [strict.http.post("/v1/auth/login", json=body).status_code for _ in range(15)]
    assert 429 in statuses
    assert set(statuses) == {401, 429}
