"""Documents and lists: conditional, consistent with what was written, as they are and as they were."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from tests.api.http.company import Company, Json, Person, line, refused, succeeded


@pytest.fixture
def buyer(company: Company) -> Person:
    return company.person("buyer")


def without_advice(document: Json) -> Json:
    return {name: value for name, value in document.items() if name != "allowedCommands"}


class TestConditionalGet:
    """A document or list that has not changed is not sent again."""

    def test_a_document_that_is_known_is_not_sent_again(
        self, company: Company, buyer: Person
    ) -> None:
        path = f"/v1/purchase-orders/{company.order(buyer)['purchaseOrderId']}"
        tag = buyer.get(path).headers["ETag"]
        for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
            for _ in range(2):  # the second one is answered from memory
                answer = buyer.get(path, {"If-None-Match": known})
                assert (answer.status_code, answer.content) == (304, b"")
                assert answer.headers["ETag"] == tag
        buyer.do("PATCH", f"{path}/submit", {})
        answer = buyer.get(path, {"If-None-Match": tag})
        assert (answer.status_code, answer.headers["ETag"]) == (200, '"2"')

    def test_a_list_that_is_known_is_not_sent_again(self, company: Company, buyer: Person) -> None:
        written = buyer.ask(
            "POST",
            "/v1/suppliers",
            {"name": "One", "country": "DE", "currency": "EUR", "paymentTerms": "NET30"},
        )
        token = {"Consistency-Token": written.headers["Consistency-Token"]}
        first = buyer.get("/v1/suppliers", token)
        known = {"If-None-Match": first.headers["ETag"]}
        assert buyer.get("/v1/suppliers", known).status_code == 304
        more = buyer.ask(
            "POST",
            "/v1/suppliers",
            {"name": "Two", "country": "DE", "currency": "EUR", "paymentTerms": "NET30"},
        )
        token = {"Consistency-Token": more.headers["Consistency-Token"]}
        assert buyer.get("/v1/suppliers", {**known, **token}).status_code == 200


class TestReadYourWrites:
    """Whoever sends the token of a command back sees what it wrote."""

    def test_a_list_shows_what_was_just_written(self, company: Company, buyer: Person) -> None:
        supplier = company.supplier(buyer)
        body = {"supplierId": supplier, "currency": "EUR", "lines": [line()]}
        for count in range(1, 11):
            written = buyer.ask("POST", "/v1/purchase-orders", body)
            listed = buyer.see("/v1/purchase-orders", after=written, include="total")
            assert listed["total"] == count

    def test_every_query_says_which_position_it_reflects(
        self, company: Company, buyer: Person
    ) -> None:
        written = buyer.ask(
            "POST",
            "/v1/suppliers",
            {"name": "One", "country": "DE", "currency": "EUR", "paymentTerms": "NET30"},
        )
        position = int(written.headers["Consistency-Token"])
        token = {"Consistency-Token": str(position)}
        auditor = company.person("auditor")
        for path in (
            written.headers["Location"],
            f"{written.headers['Location']}?version=1",
            "/v1/suppliers",
            "/v1/events",
            f"/v1/streams/{written.json()['id']}/events",
        ):
            answer = auditor.get(path, token)
            assert int(answer.headers["Consistency-Token"]) >= position, path

    def test_a_position_that_is_never_reached_is_waited_for_two_seconds(
        self, company: Company, buyer: Person
    ) -> None:
        path = f"/v1/purchase-orders/{company.order(buyer)['purchaseOrderId']}"
        for asked in (path, "/v1/purchase-orders"):
            before = time.monotonic()
            answer = buyer.get(asked, {"Consistency-Token": "999999"})
            assert 1.9 <= time.monotonic() - before < 10
            refused(answer, 503, "ProjectionLagging")
            assert answer.headers["Retry-After"] == "1"


class TestTimeTravel:
    """Every version of a document can be seen as it was, by version, position and instant."""

    @pytest.fixture
    def history(self, company: Company, buyer: Person) -> list[Json]:
        """The answers to a row of commands, each with the position and the time after it."""
        answers = [
            buyer.ask(
                "POST",
                "/v1/purchase-orders",
                {"supplierId": company.supplier(buyer), "currency": "EUR", "lines": [line()]},
            )
        ]
        path = f"/v1/purchase-orders/{answers[0].json()['id']}"
        answers.append(buyer.ask("PATCH", f"{path}/edit", {"lines": [line(quantity="2")]}))
        answers.append(buyer.ask("PATCH", f"{path}/submit", {}))
        manager = company.person("manager", level="L3")
        answers.append(manager.ask("PATCH", f"{path}/approve", {}))
        return [
            {
                "document": without_advice(succeeded(answer)),
                "position": int(answer.headers["Consistency-Token"]),
                "at": answer.json()["updatedAt"],
            }
            for answer in answers
        ]

    def test_a_document_is_shown_as_it_was(self, buyer: Person, history: list[Json]) -> None:
        path = f"/v1/purchase-orders/{history[0]['document']['id']}"
        for version, then in enumerate(history, start=1):
            for when in ({"version": version}, {"asOf": then["position"]}, {"asOf": then["at"]}):
                answer = buyer.get(path, params=when)
                assert without_advice(succeeded(answer)) == then["document"], when
                assert answer.json()["allowedCommands"] == []
                assert answer.headers["ETag"] == f'"{version}"'

    def test_before_its_creation_there_is_no_document(
        self, buyer: Person, history: list[Json]
    ) -> None:
        path = f"/v1/purchase-orders/{history[0]['document']['id']}"
        first = history[0]
        before = datetime.fromisoformat(first["at"]) - timedelta(microseconds=1)
        for when in (
            {"asOf": first["position"] - 1},
            {"asOf": "0"},
            {"asOf": before.astimezone(UTC).isoformat()},
            {"version": len(history) + 1},
            {"version": 10**18 - 1},
        ):
            refused(buyer.get(path, params=when), 404, "DocumentNotFound")

    @pytest.mark.parametrize(
        "query",
        [
            "version=1&asOf=1",
            "version=0",
            "version=-1",
            "version=1.0",
            "version=x",
            "asOf=2025-01-01",
            "asOf=2025-01-01T00:00:00",
            "asOf=yesterday",
            "asOf=-1",
            "asOf=",
            "asOf=2025-13-01T00:00:00Z",
            "asOf=99999999999999999999",
        ],
    )
    def test_a_time_that_is_none_is_refused(
        self, buyer: Person, history: list[Json], query: str
    ) -> None:
        path = f"/v1/purchase-orders/{history[0]['document']['id']}?{query}"
        refused(buyer.get(path), 422, "InvalidRequest")

    def test_what_changed_between_two_versions_is_told(
        self, buyer: Person, history: list[Json]
    ) -> None:
        order = history[0]["document"]["id"]
        diff = buyer.see(f"/v1/streams/{order}/diff?from=1&to=2")
        changed = {change["path"]: change for change in diff["changes"]}
        assert changed["/lines/0/quantity"] == {
            "path": "/lines/0/quantity",
            "from": "10",
            "to": "2",
        }
        assert changed["/version"]["to"] == 2
        whole = buyer.see(f"/v1/streams/{order}/diff?from=0&to=1")
        assert {change["path"] for change in whole["changes"]} == {
            f"/{name}" for name in history[0]["document"]
        }
        assert buyer.see(f"/v1/streams/{order}/diff?from=2&to=2")["changes"] == []
        for never in (99, 2**31, 10**18 - 1):
            missing = buyer.get(f"/v1/streams/{order}/diff?from=1&to={never}")
            refused(missing, 404, "DocumentNotFound")


class TestAllowedCommands:
    """A document says what its reader could do next, by the table, the guards and the roles."""

    def test_each_reader_sees_their_own_possibilities(
        self, company: Company, buyer: Person
    ) -> None:
        order = company.submitted_order(buyer, line("5000.00", quantity="1"))
        path = f"/v1/purchase-orders/{order}"

        def offered(person: Person) -> dict[str, list[str]]:
            document = person.see(path)
            return {each["name"]: each["refusedBy"] for each in document["allowedCommands"]}

        manager = company.person("manager", level="L2")
        assert offered(manager) == {"approve": [], "reject": [], "cancel": []}
        junior = company.person("approver", level="L1")
        assert offered(junior)["approve"] == [
            "level_of_approver_suffices",
            "authority_is_not_borrowed_from_them",
        ]
        assert offered(junior)["cancel"] == ["caller_has_permission"]
        assert "approver_had_no_hand_in_it" in offered(buyer)["approve"]
        assert offered(buyer)["cancel"] == []
        auditor = company.person("auditor")
        assert all("caller_has_permission" in rules for rules in offered(auditor).values())

    def test_what_is_offered_follows_policy_people_and_delegations_at_once(
        self, company: Company, buyer: Person
    ) -> None:
        order = company.submitted_order(buyer, line("5000.00", quantity="1"))
        path = f"/v1/purchase-orders/{order}"
        clerk = company.person("approver", level="L1")

        def refusing() -> list[str]:
            (approve,) = (
                each for each in clerk.see(path)["allowedCommands"] if each["name"] == "approve"
            )
            return list(approve["refusedBy"])

        assert refusing()
        manager = company.person("manager", level="L3")
        days = {"firstDay": "2020-01-01", "lastDay": "2999-12-31"}
        granted = manager.do("POST", "/v1/delegations", {"delegate": clerk.user, **days})
        assert refusing() == []
        manager.do("PATCH", f"/v1/delegations/{granted['id']}/revoke", {"number": 1})
        assert refusing()
        company.admin.do(
            "PATCH", f"/v1/users/{clerk.user}/change-approval-level", {"approvalLevel": "L2"}
        )
        assert refusing() == []

    def test_a_delegation_ends_with_its_day(self, company: Company) -> None:
        sandbox = Company.opened(company.house, sandbox=True)
        buyer = sandbox.person("buyer")
        order = sandbox.submitted_order(buyer, line("5000.00", quantity="1"))
        manager = sandbox.person("manager", level="L3")
        deputy = sandbox.person("approver")
        today = datetime.now(UTC).date()
        days = {"firstDay": str(today), "lastDay": str(today)}
        manager.do("POST", "/v1/delegations", {"delegate": deputy.user, **days})

        def refusing() -> list[str]:
            document = deputy.see(f"/v1/purchase-orders/{order}")
            (approve,) = (e for e in document["allowedCommands"] if e["name"] == "approve")
            return list(approve["refusedBy"])

        assert refusing() == []
        tomorrow = (datetime.now(UTC) + timedelta(days=1)).isoformat()
        sandbox.admin.do("POST", "/v1/sandbox/clock", {"advanceTo": tomorrow})
        assert refusing()
        answer = deputy.ask("PATCH", f"/v1/purchase-orders/{order}/approve", {})
        refused(answer, 403, "InsufficientApprovalAuthority")
