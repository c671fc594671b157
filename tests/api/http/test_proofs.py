"""Checkpoints and proofs over HTTP, verified by the file that knows nothing of the product."""

from infrastructure.audit.verifier.daybook_verify import (
    Checkpoint,
    Key,
    root_of_inclusion,
    roots_of_consistency,
)
from tests.api.http.company import Company, Json


def signed(company: Company) -> Json:
    """The log as it ends now."""
    made: Json = company.admin.do("POST", "/v1/audit/checkpoints", {})
    return made


def keys(company: Company) -> list[Key]:
    """What the company's checkpoints are verified with."""
    return [Key(each["key"]) for each in company.admin.get("/v1/audit/keys").json()["keys"]]


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
