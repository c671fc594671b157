"""Tables over HTTP are files of one moment, for whoever may read history, and on record."""

import base64
import csv
import hashlib
import io
import json

import httpx
import pytest
from pyarrow import BufferReader, parquet

from application.ports.table_snapshots import EVENTS
from tests.api.http.access_rows import listed
from tests.api.http.company import Company, Person, refused
from tests.api.http.house import House
from tests.api.http.payables import Payables, billed

PARQUET, CSV, LINES = "application/vnd.apache.parquet", "text/csv", "application/x-ndjson"


@pytest.fixture(scope="module")
def company(house: House) -> Company:
    """It has an order, a delivery and an invoice that matches."""
    payables = Payables(Company.opened(house))
    payables.matched(payables.delivered(), billed("40"))
    return payables.company


@pytest.fixture(scope="module")
def analyst(company: Company) -> Person:
    """Who asks and does nothing else."""
    return company.person("analyst")


@pytest.fixture(scope="module")
def auditor(company: Company) -> Person:
    """Who may see everything."""
    return company.person("auditor")


def taken(by: Person, name: str, form: str = LINES) -> httpx.Response:
    """A table that must be told, with everything that happened so far."""
    head = by.house.inside(lambda daybook: daybook.storage.store.head(by.tenant))
    answer = by.get(f"/v1/exports/{name}", {"Accept": form, "Consistency-Token": str(head)})
    assert answer.is_success, answer.text
    return answer


def test_a_table_is_the_same_in_every_form(analyst: Person) -> None:
    forms = {form: taken(analyst, "invoice_facts", form) for form in (PARQUET, CSV, LINES)}
    table = parquet.read_table(BufferReader(forms[PARQUET].content)).to_pylist()
    of_csv = list(csv.DictReader(io.StringIO(forms[CSV].text)))
    of_lines = [json.loads(line) for line in forms[LINES].text.splitlines()]
    assert len(table) >= 2
    ids = [(row["id"], row["valid_from"]) for row in table]
    assert ids == [(row["id"], int(row["valid_from"])) for row in of_csv]
    assert ids == [(row["id"], row["valid_from"]) for row in of_lines]
    assert {str(row["owed"]) for row in table} == {row["owed"] for row in of_lines}
    for form, answer in forms.items():
        assert answer.headers["content-type"].partition(";")[0] == form
        digest = base64.b64encode(hashlib.sha256(answer.content).digest()).decode()
        assert answer.headers["repr-digest"] == f"sha-256=:{digest}:"
        assert int(answer.headers["content-length"]) == len(answer.content)
        assert int(answer.headers["consistency-token"]) > 0


def test_everything_that_is_listed_can_be_taken(analyst: Person) -> None:
    names = [each["name"] for each in analyst.get("/v1/exports").json()["items"]]
    assert EVENTS in names
    for name in names:
        assert taken(analyst, name).headers["content-disposition"].startswith("attachment")


def test_nobody_takes_events_that_they_may_not_read(analyst: Person, auditor: Person) -> None:
    seen, all_of_them = (
        {json.loads(line)["event_type"] for line in taken(by, EVENTS).text.splitlines()}
        for by in (analyst, auditor)
    )
    assert {each for each in all_of_them if each.startswith("identity.user.")}
    assert not {each for each in seen if each.startswith(("identity.user.", "audit."))}
    assert seen < all_of_them


def test_a_table_shows_one_company(analyst: Person, house: House) -> None:
    other = Company.opened(house)
    other.supplier(other.person("buyer"))
    ours, theirs = (
        {json.loads(line)["id"] for line in taken(by, "suppliers").text.splitlines()}
        for by in (analyst, other.person("analyst"))
    )
    assert ours
    assert theirs
    assert not ours & theirs


def test_what_was_taken_along_is_on_record(analyst: Person, auditor: Person) -> None:
    answer = taken(analyst, "payment_facts", CSV)
    row, *_ = listed(auditor, kind="export", subject="payment_facts")
    assert row["actor"] == analyst.user
    assert row["facts"]["format"] == CSV
    assert row["facts"]["rows"] == len(answer.text.splitlines()) - 1
    assert row["facts"]["filters"] == {"position": answer.headers["consistency-token"]}


@pytest.mark.parametrize("name", ["users", "projections.users", "credentials", "pg_authid"])
def test_tables_with_personal_data_are_not_there(auditor: Person, name: str) -> None:
    refused(auditor.get(f"/v1/exports/{name}"), 404, "DocumentNotFound")
