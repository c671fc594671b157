"""Checkpoints and proofs over HTTP, verified by the file that knows nothing of the product."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from domain.audit.access.events import DataExported
from infrastructure.audit.verifier.daybook_verify import (
    Checkpoint,
    Key,
    Tree,
    leaf_hash,
    root_of_inclusion,
    roots_of_consistency,
    verify,
)
from tests.api.http.company import Company, Json, refused


def signed(company: Company) -> Json:
    """The log as it ends now."""
    made: Json = company.admin.do("POST", "/v1/audit/checkpoints", {})
    return made


def keys(company: Company) -> list[Key]:
    """What the company's checkpoints are verified with."""
    return [Key(each["key"]) for each in company.admin.get("/v1/audit/keys").json()["keys"]]


@contextmanager
def out_of_place(company: Company) -> Iterator[None]:
    """The tiles of the company's tree are where nobody looks for them."""
    with psycopg.connect(company.house.database.administrator_dsn, autocommit=True) as ruler:
        _moved(ruler, company, 1000)
        try:
            yield
        finally:
            _moved(ruler, company, -1000)


def _moved(ruler: psycopg.Connection, company: Company, by: int) -> None:
    with ruler.transaction():
        ruler.execute("ALTER TABLE daybook.tree_tiles DISABLE TRIGGER tiles_only_grow")
        ruler.execute(
            "UPDATE daybook.tree_tiles SET number = number + %s WHERE tenant_id = %s",
            (by, company.tenant),
        )
        ruler.execute("ALTER TABLE daybook.tree_tiles ENABLE ALWAYS TRIGGER tiles_only_grow")


def octets(hashes: list[str]) -> list[bytes]:
    return [bytes.fromhex(each) for each in hashes]


def test_an_auditor_verifies_that_an_event_is_in_the_log(company: Company) -> None:
    auditor = company.person("auditor")
    made = signed(company)
    head = Checkpoint(made["note"], keys(company))
    assert (head.origin, head.size) == (f"daybook/{company.tenant}", made["size"])
    events = auditor.get("/v1/events").json()["items"]
    for event in events[: made["size"]]:
        position = event["position"]
        proof = auditor.get(f"/v1/audit/proofs/{position}?size={head.size}").json()
        assert proof["leafHash"] == event["leafHash"]
        leaf, hashes = bytes.fromhex(proof["leafHash"]), octets(proof["hashes"])
        assert root_of_inclusion(leaf, position - 1, head.size, hashes) == head.root


def test_an_auditor_verifies_that_the_log_only_grew_since_a_checkpoint(company: Company) -> None:
    kept = Checkpoint(signed(company)["note"], keys(company))
    company.person("buyer")
    now = Checkpoint(signed(company)["note"], keys(company))
    assert now.size > kept.size
    proof = company.admin.get(f"/v1/audit/consistency?from={kept.size}&to={now.size}").json()
    found = roots_of_consistency(kept.size, now.size, octets(proof["hashes"]), kept.root)
    assert found == (kept.root, now.root)
    assert company.admin.get("/v1/audit/checkpoint").json()["size"] == now.size


def test_checkpoints_are_listed_page_by_page(company: Company) -> None:
    sizes = [signed(company)["size"]]
    for _ in range(2):
        company.person("buyer")
        sizes.append(signed(company)["size"])
    page = company.admin.get("/v1/audit/checkpoints?limit=2").json()
    found = [each["size"] for each in page["items"]]
    assert found == sizes[:0:-1]
    rest = company.admin.get(f"/v1/audit/checkpoints?below={page['nextBelow']}").json()
    assert sizes[0] in [each["size"] for each in rest["items"]]


def test_signing_twice_gives_the_same_checkpoint(company: Company) -> None:
    assert signed(company)["note"] == signed(company)["note"]


def test_what_is_not_sealed_yet_is_said_so(company: Company) -> None:
    size = signed(company)["size"]
    for path in (
        f"/v1/audit/proofs/{size + 1}",
        f"/v1/audit/proofs/1?size={size + 1000}",
        f"/v1/audit/consistency?from=1&to={size + 1000}",
        f"/v1/audit/consistency?from={size + 1000}",
    ):
        answer = company.admin.get(path)
        assert (answer.status_code, answer.json()["error"]) == (404, "NotSealed"), path
    assert company.admin.get("/v1/audit/proofs/0").status_code == 422
    assert company.admin.get("/v1/audit/consistency").status_code == 422


def test_nothing_is_proved_from_a_tree_whose_tiles_are_gone(company: Company) -> None:
    supplier = company.supplier(company.person("buyer"))
    size = signed(company)["size"]
    with out_of_place(company):
        for path in (
            f"proofs/1?size={size}",
            f"consistency?from=1&to={size}",
            f"evidence/{supplier}?upto={size}",
        ):
            refused(company.admin.get(f"/v1/audit/{path}"), 409, "LogDamaged")
    assert company.admin.get(f"/v1/audit/proofs/1?size={size}").status_code == 200


def test_the_document_says_of_each_proof_that_it_may_not_be_there_yet_or_any_more(
    company: Company,
) -> None:
    paths = company.house.http.get("/openapi.json").json()["paths"]
    for path in ("consistency", "proofs/{position}", "evidence/{stream_id}"):
        answers = paths[f"/v1/audit/{path}"]["get"]["responses"]
        assert answers.keys() >= {"404", "409"}, path
    assert "404" in paths["/v1/audit/checkpoint"]["get"]["responses"]


def test_nobody_is_proved_anything_about_another_tenants_log(company: Company) -> None:
    other = Company.opened(company.house)
    company.person("buyer")
    ours, theirs = signed(company), signed(other)
    assert ours["root"] != theirs["root"]
    assert ours["size"] > theirs["size"]
    proof = other.admin.get("/v1/audit/proofs/1").json()
    assert proof["checkpoint"]["note"] == theirs["note"]
    assert other.admin.get(f"/v1/audit/proofs/{ours['size']}").status_code == 404
    for each in other.admin.get("/v1/audit/checkpoints").json()["items"]:
        assert each["note"].startswith(f"daybook/{other.tenant}\n")
    assert all(key.name == f"daybook/{other.tenant}" for key in keys(other))


def test_the_log_is_taken_along_as_it_was_hashed(company: Company) -> None:
    auditor = company.person("auditor")
    head = Checkpoint(signed(company)["note"], keys(company))
    answer = auditor.get(f"/v1/audit/log?upto={head.size}")
    assert answer.headers["content-type"] == "application/x-ndjson"
    tree = Tree()
    for line in answer.content.splitlines():
        tree.add(leaf_hash(line))
    assert (tree.size, tree.root()) == (head.size, head.root)
    refused(company.person("analyst").get("/v1/audit/log"), 403, "PermissionDenied")
    exports = [
        event
        for event in auditor.get("/v1/events").json()["items"]
        if event["type"] == DataExported.event_type
    ]
    assert [(each["payload"]["what"], each["metadata"]["actor"]) for each in exports] == [
        ("log", auditor.user)
    ]


def test_the_evidence_for_a_document_is_the_same_bytes_and_verifies(
    company: Company, tmp_path: Path
) -> None:
    buyer = company.person("buyer")
    supplier, pack = company.supplier(buyer), tmp_path / "evidence.zip"
    first = company.admin.get(f"/v1/audit/evidence/{supplier}")
    assert (first.status_code, first.headers["content-type"]) == (200, "application/zip")
    company.supplier(buyer)
    assert company.admin.get(f"/v1/audit/evidence/{supplier}").content == first.content
    pack.write_bytes(first.content)
    known = company.admin.get("/v1/audit/keys").json()["keys"][0]["key"]
    assert verify(pack, [known], []).startswith("2 events of ")
    other = Company.opened(company.house)
    refused(other.admin.get(f"/v1/audit/evidence/{supplier}"), 404, "DocumentNotFound")


def test_a_verification_tells_how_far_it_is_and_what_it_found(company: Company) -> None:
    size = signed(company)["size"]
    told = company.person("auditor").get("/v1/audit/verification").content.splitlines()
    *progress, found = map(json.loads, told)
    assert progress
    assert progress[-1]["events"] == progress[-1]["of"]
    assert (found["verified"], found["findings"]) == (True, [])
    assert found["sealed"] >= size
