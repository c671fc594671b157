"""Who gets in, for how long, and what a token has to prove."""

import base64
import json
from uuid import uuid4

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from api.http.app import operations
from tests.api.http.company import PASSWORD, Company, Json, refused, succeeded
from tests.api.http.house import House

OPERATIONS = sorted(operations(), key=lambda each: each.name)


def login(house: House, email: str, password: str) -> httpx.Response:
    return house.http.post("/v1/auth/login", json={"email": email, "password": password})


def with_token(house: House, token: str) -> httpx.Response:
    return house.http.get("/v1/users/me", headers={"Authorization": f"Bearer {token}"})


@pytest.fixture
def ann(company: Company) -> Json:
    """Somebody who can log in."""
    email = f"ann-{uuid4().hex[:8]}@example.com"
    body = {"email": email, "name": "Ann", "roles": ["buyer"], "password": PASSWORD}
    return company.admin.do("POST", "/v1/users", body)


class TestLoggingIn:
    """A password lets somebody in once; tokens carry them on until they leave."""

    def test_a_password_gets_tokens_that_say_who_one_is(self, company: Company, ann: Json) -> None:
        answer = login(company.house, ann["email"].upper(), PASSWORD)
        tokens = succeeded(answer)
        assert answer.headers["Cache-Control"] == "no-store"
        assert (tokens["tokenType"], tokens["expiresIn"]) == ("Bearer", 900)
        me = succeeded(with_token(company.house, tokens["accessToken"]))
        assert (me["userId"], me["roles"]) == (ann["userId"], ["buyer"])

    def test_wrong_credentials_are_answered_alike(self, company: Company, ann: Json) -> None:
        answers = [
            login(company.house, ann["email"], "not the password at all"),
            login(company.house, f"{uuid4().hex}@example.com", PASSWORD),
            login(company.house, "no address", PASSWORD),
        ]
        problems = [refused(answer, 401, "InvalidCredentials") for answer in answers]
        for problem in problems:
            del problem["requestId"]
        assert problems[0] == problems[1] == problems[2]

    def test_a_refresh_token_works_once(self, company: Company, ann: Json) -> None:
        house = company.house
        first = succeeded(login(house, ann["email"], PASSWORD))
        body = {"refreshToken": first["refreshToken"]}
        second = succeeded(house.http.post("/v1/auth/refresh", json=body))
        assert with_token(house, second["accessToken"]).status_code == 200
        refused(house.http.post("/v1/auth/refresh", json=body), 401, "InvalidCredentials")
        stolen = {"refreshToken": second["refreshToken"]}
        refused(house.http.post("/v1/auth/refresh", json=stolen), 401, "InvalidCredentials")

    def test_whoever_leaves_is_not_carried_on(self, company: Company, ann: Json) -> None:
        house = company.house
        tokens = succeeded(login(house, ann["email"], PASSWORD))
        headers = {"Authorization": f"Bearer {tokens['accessToken']}"}
        left = house.http.post("/v1/auth/logout", json={}, headers=headers)
        assert (left.status_code, left.content) == (204, b"")
        body = {"refreshToken": tokens["refreshToken"]}
        refused(house.http.post("/v1/auth/refresh", json=body), 401, "InvalidCredentials")

    def test_somebody_who_is_kept_out_stays_out(self, company: Company, ann: Json) -> None:
        tokens = succeeded(login(company.house, ann["email"], PASSWORD))
        path = f"/v1/users/{ann['userId']}"
        company.admin.do("PATCH", f"{path}/deactivate", {"reason": "Has left."})
        answer = login(company.house, ann["email"], PASSWORD)
        refused(answer, 401, "InvalidCredentials")
        body = {"refreshToken": tokens["refreshToken"]}
        answer = company.house.http.post("/v1/auth/refresh", json=body)
        refused(answer, 401, "InvalidCredentials")
        company.admin.do("PATCH", f"{path}/reactivate", {})
        assert login(company.house, ann["email"], PASSWORD).status_code == 200

    def test_a_new_password_replaces_the_old_one(self, company: Company, ann: Json) -> None:
        new = "another long enough password"
        path = f"/v1/users/{ann['userId']}/set-password"
        assert company.admin.ask("PATCH", path, {"password": new}).status_code == 204
        answer = login(company.house, ann["email"], PASSWORD)
        refused(answer, 401, "InvalidCredentials")
        assert login(company.house, ann["email"], new).status_code == 200
        weak = company.admin.ask("PATCH", path, {"password": "password1234"})
        refused(weak, 422, "PasswordRefused")

    def test_an_e_mail_address_is_one_person(self, company: Company, ann: Json) -> None:
        body = {"email": ann["email"], "name": "Other", "roles": ["buyer"]}
        refused(company.admin.ask("POST", "/v1/users", body), 409, "EmailTaken")
        other = Company.opened(company.house)
        refused(other.admin.ask("POST", "/v1/users", body), 409, "EmailTaken")

    def test_others_can_verify_our_tokens_by_the_published_keys(
        self, company: Company, ann: Json
    ) -> None:
        tokens = succeeded(login(company.house, ann["email"], PASSWORD))
        keys = jwt.PyJWKSet.from_dict(succeeded(company.house.http.get("/.well-known/jwks.json")))
        kid = jwt.get_unverified_header(tokens["accessToken"])["kid"]
        claims = jwt.decode(
            tokens["accessToken"], keys[kid], algorithms=["EdDSA"], audience="daybook-api"
        )
        assert claims["sub"] == ann["userId"]


def forged(claims: Json) -> str:
    return jwt.encode(claims, Ed25519PrivateKey.generate(), algorithm="EdDSA")


def unsigned(token: str) -> str:
    head = base64.urlsafe_b64encode(json.dumps({"alg": "none", "typ": "at+jwt"}).encode())
    return f"{head.rstrip(b'=').decode()}.{token.split('.')[1]}."


class TestTokens:
    """A token that proves nothing is refused with one and the same body."""

    def test_whatever_is_wrong_with_a_token_the_answer_is_the_same(self, company: Company) -> None:
        good = company.admin.token
        claims = jwt.decode(good, options={"verify_signature": False})
        head, payload, _ = good.split(".")
        bad = [
            None,
            "",
            "Bearer",
            "Bearer x",
            f"bearer {good[:-2]}",
            f"Basic {good}",
            f"Bearer {good[:-4]}AAAA",
            f"Bearer {head}.{payload}.",
            f"Bearer {head}.{payload}",
            f"Bearer {unsigned(good)}",
            f"Bearer {forged(claims)}",
            "Bearer " + "A" * 7000,
            f"Bearer {good} {good}",
        ]
        problems = []
        for authorization in bad:
            headers = {} if authorization is None else {"Authorization": authorization}
            answer = company.house.http.get("/v1/users/me", headers=headers)
            problem = refused(answer, 401, "InvalidToken")
            assert answer.headers["WWW-Authenticate"].startswith("Bearer")
            del problem["requestId"]
            problems.append(problem)
        assert all(problem == problems[0] for problem in problems)

    @pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
    def test_the_scheme_may_be_written_in_capitals_or_small_letters(
        self, company: Company, scheme: str
    ) -> None:
        headers = {"Authorization": f"{scheme} {company.admin.token}"}
        assert company.house.http.get("/v1/users/me", headers=headers).status_code == 200

    def test_nobody_learns_which_documents_or_rules_there_are_without_a_token(
        self, company: Company
    ) -> None:
        http = company.house.http
        for body in (b"{", b"{}", b"x" * 2_000_000):
            answer = http.post("/v1/suppliers", content=body)
            refused(answer, 401, "InvalidToken")
