"""The log for process mining over HTTP, and what follows what, as figures and as a picture."""

import sqlite3
from contextlib import closing
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest

from tests.api.cli.command_line import until
from tests.api.http.company import Company, refused, succeeded
from tests.api.http.payables import Payables, billed

LOG, FOLLOWS = "/v1/process/log", "/v1/process/directly-follows"
SQLITE, PICTURE = "application/vnd.sqlite3", "image/svg+xml"


@pytest.fixture
def ap(company: Company) -> Payables:
    made = Payables(company)
    made.matched(made.delivered())
    made.disputed(made.delivered(), billed(price="11"))
    return made


def test_the_log_comes_in_both_forms_and_taking_it_is_on_record(
    ap: Payables, tmp_path: Path
) -> None:
    analyst, auditor = ap.company.person("analyst"), ap.company.person("auditor")
    answer = analyst.get(LOG)
    log = succeeded(answer)
    reached = answer.headers["Consistency-Token"]
    named = f'attachment; filename="process-log-{reached}.json"'
    assert answer.headers["content-disposition"] == named
    assert {"purchase-order", "supplier-invoice", "goods-receipt", "supplier"} <= {
        each["type"] for each in log["objects"]
    }
    assert "Stuhlwerk" not in answer.text, "nobody is named in it"
    same = {"asOf": reached}
    assert analyst.get(LOG, params=same).content == answer.content
    head = analyst.ask("HEAD", LOG, params=same)
    assert (int(head.headers["content-length"]), head.content) == (len(answer.content), b"")
    file = analyst.get(LOG, {"Accept": SQLITE}, params=same)
    assert file.headers["content-type"] == SQLITE
    path = tmp_path / "log.sqlite"
    path.write_bytes(file.content)
    with closing(sqlite3.connect(path)) as opened:
        assert opened.execute("SELECT count(*) FROM event").fetchone() == (len(log["events"]),)

    def takers() -> list[str]:
        exports = auditor.see("/v1/audit/access", kind="export")["items"]
        return [one["actor"] for one in exports]

    until(lambda: len(takers()) == 3)
    assert takers() == [analyst.user] * 3


def test_only_what_happened_by_then_is_in_it(ap: Payables) -> None:
    analyst = ap.company.person("analyst")
    whole = succeeded(analyst.get(LOG))["events"]
    third = next(each["value"] for each in whole[2]["attributes"] if each["name"] == "position")
    early = succeeded(analyst.get(LOG, params={"asOf": str(third)}))["events"]
    assert early == whole[:3]


def test_what_follows_what_is_told_as_figures_and_as_a_picture(ap: Payables) -> None:
    analyst = ap.company.person("analyst")
    asked = {"objectType": "supplier-invoice", "asOf": "100000"}
    answer = analyst.get(FOLLOWS, params={"objectType": "supplier-invoice"})
    told = succeeded(answer)
    assert (told["objectType"], told["objects"]) == ("supplier-invoice", 2)
    arcs = {(each["from"], each["to"]): each["times"] for each in told["follows"]}
    assert arcs["registered", "matched"] == arcs["registered", "disputed"] == 1
    registered = told["activities"][0]
    assert (registered["name"], registered["begins"]) == ("registered", 2)
    pinned = {**asked, "asOf": str(told["position"])}
    again = analyst.get(FOLLOWS, {"If-None-Match": answer.headers["etag"]}, params=pinned)
    assert again.status_code == 304
    drawn = analyst.get(FOLLOWS, {"Accept": PICTURE}, params=pinned)
    assert drawn.headers["content-type"] == PICTURE
    assert "style-src 'sha256-" in drawn.headers["content-security-policy"]
    assert fromstring(drawn.content).tag == "{http://www.w3.org/2000/svg}svg"
    assert analyst.get(FOLLOWS, {"Accept": PICTURE}, params=pinned).content == drawn.content
    assert succeeded(analyst.get(FOLLOWS))["objectType"] == "purchase-order"


def test_what_is_not_theirs_or_no_type_is_refused(company: Company) -> None:
    buyer, analyst = company.person("buyer"), company.person("analyst")
    refused(buyer.get(LOG), 403, "PermissionDenied")
    refused(buyer.get(FOLLOWS), 403, "PermissionDenied")
    refused(analyst.get(FOLLOWS, params={"objectType": "user"}), 422, "InvalidRequest")
    refused(analyst.get(LOG, params={"asOf": "0"}), 422, "InvalidRequest")
    refused(analyst.get(LOG, {"Accept": "text/csv"}), 406, "NotAcceptable")
