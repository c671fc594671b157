"""Nobody overwrites what they have not seen, and of two who decide at once one wins."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import httpx
import pytest

from tests.api.http.company import Company, Person, line, refused, succeeded


@pytest.fixture
def buyer(company: Company) -> Person:
    return company.person("buyer")


def test_a_stale_if_match_is_refused_and_nothing_is_stored(company: Company, buyer: Person) -> None:
    order = company.order(buyer)["purchaseOrderId"]
    path = f"/v1/purchase-orders/{order}"
    seen = buyer.get(path).headers["ETag"]
    assert seen == '"1"'
    buyer.do("PATCH", f"{path}/edit", {"lines": [line(quantity="11")]})
    stale = buyer.ask("PATCH", f"{path}/submit", {}, {"If-Match": seen})
    problem = refused(stale, 412, "PreconditionFailed")
    assert (problem["expectedVersion"], problem["currentVersion"]) == (1, 2)
    assert buyer.see(path)["status"] == "Draft"
    answer = buyer.ask("PATCH", f"{path}/submit", {}, {"If-Match": '"2"'})
    assert answer.headers["ETag"] == '"3"'


@pytest.mark.parametrize("tag", ['W/"1"', '"other"', '"99"'])
def test_a_tag_that_cannot_match_is_refused(company: Company, buyer: Person, tag: str) -> None:
    order = company.order(buyer)["purchaseOrderId"]
    path = f"/v1/purchase-orders/{order}/submit"
    refused(buyer.ask("PATCH", path, {}, {"If-Match": tag}), 412, "PreconditionFailed")
    assert succeeded(buyer.ask("PATCH", path, {}, {"If-Match": "*"}))["version"] == 2


def at_once(*requests: "tuple[Person, str, object]") -> list[httpx.Response]:
    """The answers to commands that are sent at the same moment."""
    start = Barrier(len(requests))

    def send(request: "tuple[Person, str, object]") -> httpx.Response:
        person, path, body = request
        start.wait()
        return person.ask("PATCH", path, body)

    with ThreadPoolExecutor(len(requests)) as pool:
        return list(pool.map(send, requests))


def test_of_two_approvals_at_once_one_wins(company: Company, buyer: Person) -> None:
    approvers = [company.person("approver", level="L3") for _ in range(2)]
    for _ in range(5):
        order = company.submitted_order(buyer)
        path = f"/v1/purchase-orders/{order}/approve"
        answers = at_once(*((approver, path, {}) for approver in approvers))
        won = [answer for answer in answers if answer.is_success]
        (lost,) = (answer for answer in answers if not answer.is_success)
        assert len(won) == 1
        refused(lost, 409, "InvalidStateTransition")
        document = buyer.see(f"/v1/purchase-orders/{order}")
        assert document["version"] == 3
        (signature,) = document["approval"]["approvals"]
        assert signature["approver"] == won[0].json()["approval"]["approvals"][0]["approver"]


def test_without_if_match_every_writer_is_decided_on_the_newest_state(
    company: Company, buyer: Person
) -> None:
    order = company.order(buyer)["purchaseOrderId"]
    path = f"/v1/purchase-orders/{order}/edit"
    bodies = [{"lines": [line(quantity=str(number))]} for number in range(1, 9)]
    answers = at_once(*((buyer, path, body) for body in bodies))
    assert sorted(succeeded(answer)["version"] for answer in answers) == list(range(2, 10))


def test_of_two_submissions_with_the_same_if_match_one_wins(
    company: Company, buyer: Person
) -> None:
    order = company.order(buyer)["purchaseOrderId"]
    path = f"/v1/purchase-orders/{order}/submit"

    def send(_: int) -> httpx.Response:
        return buyer.ask("PATCH", path, {}, {"If-Match": '"1"'})

    with ThreadPoolExecutor(8) as pool:
        statuses = sorted(answer.status_code for answer in pool.map(send, range(8)))
    assert statuses == [200] + [412] * 7
