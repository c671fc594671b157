"""A file of users is checked at once and imported as a job, each row once, whatever is wrong with others."""

import codecs
from collections.abc import Iterator
from uuid import uuid4

import psycopg
import pytest

from tests.api.cli.command_line import until
from tests.api.http.company import PASSWORD, Company, Json, Person, refused, succeeded
from tests.api.http.importing import (
    HEADER,
    address,
    errors,
    file_of,
    imported,
    over,
    people,
    send,
)

_NO_FILES: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "NoRows"),
    "a header alone": (HEADER.encode(), "NoRows"),
    "an unknown column": (file_of("a@b.example,A,buyer,1", header="email,name,roles,salary"),
                          "HeaderNotUnderstood"),
    "a column twice": (file_of("a@b.example,A,buyer,A", header="email,name,roles,NAME"),
                       "HeaderNotUnderstood"),
    "no header": (file_of(header="ann@example.com,Ann,buyer,"), "HeaderNotUnderstood"),
    "utf-16": (file_of("a@b.example,A,buyer,").decode().encode("utf-16"), "FileNotReadable"),
    "latin-1": (file_of("a@b.example,J\u00fcrgen,buyer,").decode().encode("latin-1"),
                "FileNotReadable"),
    "nul": (file_of("a@b.example,A\0,buyer,"), "FileNotReadable"),
    "lone returns": (file_of("a@b.example,A,buyer,").replace(b"\n", b"\r"), "FileNotReadable"),
    "an open quote": (file_of('a@b.example,"A,buyer,'), "FileNotReadable"),
    "a cell of 10 MB": (file_of(f"a@b.example,{'A' * 10_000_000},buyer,"), "FileNotReadable"),
    "100,001 rows": (file_of(*["a@b.example,A,buyer,"] * 100_001), "TooManyRows"),
}  # fmt: skip


class TestTheFile:
    """What is no file of users is refused as a whole, at once."""

    @pytest.mark.parametrize(("content", "error"), _NO_FILES.values(), ids=_NO_FILES)
    def test_it_is_refused_before_anything_is_imported(
        self, company: Company, content: bytes, error: str
    ) -> None:
        problem = refused(send(company.admin, content), 422, error)
        assert len(problem["detail"]) < 200
        assert "ann@" not in str(problem)
        assert company.admin.see("/v1/jobs")["items"] == []

    def test_it_is_csv_in_utf_8_and_at_most_32_mib(self, company: Company) -> None:
        admin, content = company.admin, file_of(*people(1))
        for media_type in ("application/json", "text/csv; charset=latin-1", "text/plain"):
            answer = send(admin, content, **{"Content-Type": media_type})
            refused(answer, 415, "UnsupportedMediaType")
        answer = send(admin, content, **{"Content-Encoding": "gzip"})
        refused(answer, 415, "UnsupportedMediaType")
        refused(send(admin, content + b"x" * 32 * 1024 * 1024), 413, "RequestTooLarge")
        refused(admin.ask("POST", "/v1/users/import", {}), 415, "UnsupportedMediaType")

    def test_it_may_come_in_chunks_with_a_mark_semicolons_and_any_order(
        self, company: Company
    ) -> None:
        email = address()
        text = f'roles;Name;EMAIL\r\n"buyer;warehouse";J\u00fcrgen;{email}\r\n'.encode()
        content = codecs.BOM_UTF8 + text

        def chunks() -> Iterator[bytes]:
            yield from (content[at : at + 5] for at in range(0, len(content), 5))

        job = over(company.admin, succeeded(send(company.admin, chunks())))
        assert job["status"] == "Completed"
        until(lambda: bool(company.admin.see("/v1/users", q=email)["items"]))
        (user,) = company.admin.see("/v1/users", q=email)["items"]
        assert (user["name"], user["roles"]) == ("J\u00fcrgen", ["buyer", "warehouse"])

    @pytest.mark.parametrize(
        ("header", "status", "error"),
        [
            ({"Idempotency-Key": "two words"}, 400, "MalformedRequest"),
            ({"If-Match": "seven"}, 400, "MalformedRequest"),
            ({"If-Match": '"of-nobody"'}, 412, "PreconditionFailed"),
        ],
    )
    def test_nothing_is_kept_of_it_where_the_request_is_none(
        self, company: Company, header: dict[str, str], status: int, error: str
    ) -> None:
        refused(send(company.admin, file_of(*people(1)), **header), status, error)
        with psycopg.connect(company.house.database.administrator_dsn) as connection:
            kept = "SELECT FROM daybook.jobs WHERE tenant_id = %s"
            assert connection.execute(kept, (company.tenant,)).fetchall() == []

    def test_only_administrators_hand_files_in(self, company: Company) -> None:
        for role in ("manager", "auditor", "buyer"):
            answer = send(company.person(role), file_of(*people(1)))
            refused(answer, 403, "PermissionDenied")


class TestTheJob:
    """It says what became of every row."""

    def test_an_import_is_answered_with_its_job(self, company: Company) -> None:
        answer = send(company.admin, file_of(*people(3)))
        assert answer.status_code == 202
        assert answer.headers["Location"] == f"/v1/jobs/{answer.json()['jobId']}"
        assert answer.json()["rows"]["total"] == 3
        job = over(company.admin, answer.json())
        assert job["status"] == "Completed"
        assert job["rows"] == {"total": 3, "done": 3, "imported": 3, "skipped": 0, "failed": 0}
        assert job["startedAt"] <= job["finishedAt"]
        assert errors(company.admin, job) == []

    def test_who_was_imported_gets_in_with_a_password(self, company: Company) -> None:
        email = address()
        imported(company.admin, f"{email},Ben,approver,L2")
        login = {"email": email, "password": PASSWORD}
        refused(company.house.http.post("/v1/auth/login", json=login), 401, "InvalidCredentials")
        events = company.admin.see("/v1/events", type="identity.user.registered")["items"]
        ben = events[-1]["streamId"]
        given = company.admin.ask("PATCH", f"/v1/users/{ben}/set-password", {"password": PASSWORD})
        assert given.status_code == 204
        assert company.house.http.post("/v1/auth/login", json=login).status_code == 200

    def test_good_rows_are_imported_and_each_bad_one_is_told(self, company: Company) -> None:
        stranger, ours = address(), address()
        Company.opened(company.house).admin.do("POST", "/v1/users", _user(stranger))
        company.admin.do("POST", "/v1/users", _user(ours))
        good = address()
        job = imported(
            company.admin,
            f"{good},Good,buyer,",
            f"{good.upper()},Again,buyer,",
            f"{stranger},Stranger,buyer,",
            f"{ours},Somebody,buyer,",
            f"{address()},Level,buyer,L1",
            f"{address()},Platform,platform_admin,",
            f"{address()},Supplier,supplier,",
            f"{address()},=cmd|' /C calc'!A0,buyer,",
            f"{address()},Short,buyer",
        )
        assert job["status"] == "CompletedWithErrors"
        assert job["rows"] == {"total": 9, "done": 9, "imported": 1, "skipped": 0, "failed": 8}
        told = [
            (each["line"], each["column"], each["error"]) for each in errors(company.admin, job)
        ]
        assert told == [
            (3, "email", "RepeatedAddress"),
            (4, "email", "EmailTaken"),
            (5, "email", "UserDiffers"),
            (6, "approvalLevel", "LevelWithoutApprovingRole"),
            (7, "roles", "PlatformRoleOutsidePlatform"),
            (8, "supplierId", "SupplierUserMismatch"),
            (9, "name", "FormulaRefused"),
            (10, "", "RaggedRow"),
        ]

    def test_a_user_of_a_supplier_needs_one_that_is_there(self, company: Company) -> None:
        supplier = company.supplier(company.person("buyer"))
        other = Company.opened(company.house)
        foreign = other.supplier(other.person("buyer"))
        job = imported(
            company.admin,
            f"{address()},Sue,supplier,{supplier}",
            f"{address()},Sam,supplier,{foreign}",
            header="email,name,roles,supplierId",
        )
        assert job["rows"]["imported"] == 1
        (problem,) = errors(company.admin, job)
        assert (problem["line"], problem["column"]) == (3, "supplierId")
        assert problem["error"] == "DocumentNotFound"

    def test_the_errors_come_page_by_page_and_as_csv(self, company: Company) -> None:
        job = imported(company.admin, *['x,"\'=1+1",king,'] * 3)
        path = f"/v1/jobs/{job['jobId']}/errors"
        first = company.admin.see(path, limit=4)
        rest = company.admin.see(path, limit=4, cursor=first["nextCursor"])
        assert "nextCursor" not in rest
        lines = [each["line"] for each in (*first["items"], *rest["items"])]
        assert lines == [2, 2, 3, 3, 4, 4]
        table = company.admin.get(path, {"Accept": "text/csv"}).text.splitlines()
        assert table[0] == "line,column,error,sentence,value"
        assert len(table) == 7
        refused(company.admin.get(path, params={"cursor": "7"}), 422, "InvalidRequest")
        refused(company.person("buyer").get(path), 403, "PermissionDenied")
        other = Company.opened(company.house).admin
        refused(other.get(path), 404, "DocumentNotFound")
        refused(other.get(f"/v1/jobs/{job['jobId']}"), 404, "DocumentNotFound")


class TestAgain:
    """Nothing is imported twice, and nobody is changed."""

    def test_a_repeated_request_is_answered_as_the_first_was(self, company: Company) -> None:
        content, key = file_of(*people(2)), {"Idempotency-Key": str(uuid4())}
        first = send(company.admin, content, **key)
        second = send(company.admin, content, **key)
        assert (second.content, second.headers["Idempotency-Replayed"]) == (first.content, "true")
        answer = send(company.admin, file_of(*people(2)), **key)
        refused(answer, 422, "IdempotencyKeyReused")
        over(company.admin, first.json())
        assert len(company.admin.see("/v1/jobs", first)["items"]) == 1

    def test_the_same_file_imports_nothing_twice(self, company: Company) -> None:
        rows = people(3)
        imported(company.admin, *rows)
        again = imported(company.admin, *rows)
        assert again["status"] == "Completed"
        assert (again["rows"]["imported"], again["rows"]["skipped"]) == (0, 3)
        more = imported(company.admin, *reversed(rows), *people(1))
        assert (more["rows"]["imported"], more["rows"]["skipped"]) == (1, 3)

    def test_a_user_who_was_changed_since_is_told_and_left_alone(self, company: Company) -> None:
        email = address()
        row = f"{email},Ben,buyer,"
        imported(company.admin, row)
        events = company.admin.see("/v1/events", type="identity.user.registered")["items"]
        path = f"/v1/users/{events[-1]['streamId']}"
        company.admin.do("PATCH", f"{path}/change-roles", {"roles": ["warehouse"]})
        again = imported(company.admin, row)
        (problem,) = errors(company.admin, again)
        assert (problem["error"], problem["line"]) == ("UserDiffers", 2)
        assert company.admin.see(path)["roles"] == ["warehouse"]

    def test_whoever_was_erased_since_does_not_come_back_and_nor_does_the_address(
        self, company: Company
    ) -> None:
        admin, email = company.admin, address()
        row = f"{email},Ben,buyer,"
        imported(admin, row)
        user = admin.see("/v1/events", type="identity.user.registered")["items"][-1]["streamId"]
        admin.do("PATCH", f"/v1/users/{user}/deactivate", {})
        wanted = {"subjectId": user, "reason": "They asked for it."}
        erasure = admin.do("POST", "/v1/privacy/erasures", wanted)["id"]
        path = f"/v1/privacy/erasures/{erasure}"
        until(lambda: admin.see(path)["status"] == "Completed")
        (problem,) = errors(admin, imported(admin, row))
        assert (problem["error"], problem["line"]) == ("UserErased", 2)
        with psycopg.connect(company.house.database.administrator_dsn) as connection:
            kept = connection.execute("SELECT FROM daybook.credentials WHERE email = %s", (email,))
            assert kept.fetchone() is None

    def test_a_job_is_cancelled_once(self, company: Company) -> None:
        job = succeeded(send(company.admin, file_of(*people(2000))))
        path = f"/v1/jobs/{job['jobId']}"
        cancelled = company.admin.do("PATCH", f"{path}/cancel", {"reason": "Wrong file."})
        assert (cancelled["status"], cancelled["reason"]) == ("Cancelled", "Wrong file.")
        problem = refused(
            company.admin.ask("PATCH", f"{path}/cancel", {}), 409, "InvalidStateTransition"
        )
        assert problem["currentState"] == "Cancelled"
        assert over(company.admin, job)["rows"]["done"] < 2000


def test_the_log_tells_who_had_it_done_and_what_came_of_it(company: Company) -> None:
    job = imported(company.admin, *people(1), "wrong,row,,")
    stream = company.admin.see(f"/v1/streams/{job['jobId']}/events")["items"]
    queued, started, completed = stream
    assert queued["payload"]["queuedBy"] == company.admin.user
    assert started["type"] == "jobs.job.started"
    assert completed["payload"]["tally"] == {"succeeded": 1, "skipped": 0, "failed": 1}
    (*_, registered) = company.admin.see("/v1/events", type="identity.user.registered")["items"]
    assert registered["metadata"]["actor"] == company.admin.user
    assert registered["metadata"]["correlationId"] == job["jobId"]


def _user(email: str) -> Json:
    return {"email": email, "name": "Somebody else", "roles": ["buyer"]}


def test_auditors_and_managers_see_jobs_and_stop_none(company: Company) -> None:
    job = imported(company.admin, *people(1))
    for role in ("auditor", "manager"):
        person: Person = company.person(role)
        assert person.see(f"/v1/jobs/{job['jobId']}")["status"] == "Completed"
        answer = person.ask("PATCH", f"/v1/jobs/{job['jobId']}/cancel", {})
        refused(answer, 403, "PermissionDenied")
