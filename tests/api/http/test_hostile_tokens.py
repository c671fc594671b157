"""Whatever is shown that proves nothing, the answer is the same to the byte."""

import re
import time
from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from api.bootstrap import Daybook
from application.ports.tokens import Bearer
from domain.shared.ids import ApiKeyId
from infrastructure.security.api_key_text import ApiKeyText
from infrastructure.security.key_set import KeySet
from tests.api.http.company import Company, Person
from tests.api.http.house import House
from tests.api.http.test_service_accounts import let_in, machine_of
from tests.api.http.trusting import ROLES, Outside
from tests.infrastructure.security.forging import Forge, by_hand, segment
from tests.infrastructure.security.issuer import PrivateKey, claims_of, jwk_of, keys_of, sign
from tests.infrastructure.security.test_hostile_tokens import forge_of, hostile_to_us

NO_HEADER_CAN_SAY_THIS = {"with a line break", "with a space in front", "a lone surrogate"}
"""A header ends at a line break, is read without the space around it, and has no surrogates."""

ASKED = {"X-Request-Id": "the-same-for-all"}
PATH = "/v1/users/me"


def answers(house: House, shown: Mapping[str, str]) -> dict[str, tuple[int, bytes]]:
    """What each token is answered: status and body."""
    found = {}
    for name, token in shown.items():
        if name in NO_HEADER_CAN_SAY_THIS:
            continue
        headers = [("Authorization", f"Bearer {token}".rstrip().encode()), *ASKED.items()]
        answer = house.http.get(PATH, headers=headers)  # type: ignore[arg-type]
        found[name] = (answer.status_code, _without_request_id(answer.content))
    return found


def nobody(house: House) -> tuple[int, bytes]:
    """What somebody is answered who shows nothing at all."""
    answer = house.http.get(PATH, headers=ASKED)
    assert answer.status_code == 401
    assert answer.json()["error"] == "InvalidToken"
    return answer.status_code, _without_request_id(answer.content)


def _without_request_id(body: bytes) -> bytes:
    """Everything else, to the byte; a token that is cut off has shown us no request id to repeat."""
    return re.sub(rb'"requestId":"[^"]*"', b"", body)


def unlike(house: House, shown: Mapping[str, str]) -> dict[str, tuple[int, bytes]]:
    """Those that are answered in another way than nobody."""
    usual = nobody(house)
    return {name: got for name, got in answers(house, shown).items() if got != usual}


def ours(house: House, person: Person) -> Forge:
    """What can be made around the tokens of the house, by whoever has its key."""

    async def verified(daybook: Daybook) -> Bearer:
        return daybook.tokens.verify(person.token)

    async def forge(daybook: Daybook) -> Forge:
        key = KeySet.in_folder(house.home / "keys").newest
        return forge_of(daybook.tokens, key, bearer)

    bearer = house.inside(verified)
    return house.inside(forge)


def theirs(outside: Outside, algorithm: str = "RS256") -> Forge:
    """What can be made around the tokens of an issuer, by whoever has its keys."""
    keys = keys_of(outside.issuer.folder)
    first, second = (
        sign(
            outside.issuer.folder,
            algorithm,
            claims_of(outside.issuer.url, outside.email, jti=each, **ROLES),
        )
        for each in ("1", "2")
    )
    kind = {"RS256": "rsa", "ES256": "ec", "EdDSA": "ed"}[algorithm]
    key_id = max((each for each in keys if each.startswith(kind)), key=_generation)
    key = keys[key_id]
    public = key.public_key()
    return Forge(
        genuine=first,
        another=second,
        sign=lambda octets: _signature(key, octets),
        public={
            "PEM": public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
            "DER": public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo),
        },
        jwk=jwk_of(key_id, key),
        algorithm=algorithm,
        type="JWT",
    )


def _generation(key_id: str) -> int:
    return int(key_id.rpartition("-")[2])


def _signature(key: PrivateKey, octets: bytes) -> bytes:
    assert isinstance(key, RSAPrivateKey)
    return key.sign(octets, PKCS1v15(), SHA256())


def hostile_to_trust(outside: Outside) -> Mapping[str, str]:
    """What is wrong with a token of a trusted issuer, and with those of anybody."""
    forge, now = theirs(outside), int(time.time())
    generation = _generation(str(forge.jwk["kid"]))
    es256 = sign(outside.issuer.folder, "ES256", forge.claims()).rpartition(".")[0]
    return {
        **forge.hostile(),
        "of an issuer that nobody trusts but everybody reaches": forge.saying(
            iss="https://accounts.google.com"
        ),
        "of ourselves": forge.saying(iss="daybook", aud="daybook-api"),
        "PS256 over a signature of the older kind": forge.with_header(alg="PS256"),
        "RS256 with the key of another kind": forge.with_header(kid=f"ec-{generation}"),
        "ES256 with a signature of zeros": f"{es256}.{segment(bytes(64))}",
        "ES256 with a signature of ones": f"{es256}.{segment(bytes([0] * 31 + [1]) * 2)}",
        "HS256 with a secret that the issuer published": by_hand(
            forge.header(alg="HS256", kid="secret"), forge.claims(), _hmac_of_published_secret
        ),
        "good for a month": forge.saying(exp=now + 30 * 86_400),
        "address missing": forge.without("email"),
        "address a list": forge.saying(email=[outside.email]),
        "address of nobody": forge.saying(email="nobody@example.com"),
        "no address at all": forge.saying(email="ann"),
        "address not verified": forge.saying(email_verified=False),
        "address verified in words": forge.saying(email_verified="true"),
        "verified missing": forge.without("email_verified"),
        **{f"without {name}": forge.without(name) for name in ("iss", "aud", "sub", "exp", "iat")},
    }


def _hmac_of_published_secret(octets: bytes) -> bytes:
    import hmac

    return hmac.digest(bytes(3), octets, "sha256")


def hostile_keys(house: House) -> Mapping[str, str]:
    """Keys that were never issued, are spelt wrongly, or are good no more."""
    texts = ApiKeyText()
    machine = machine_of(Company.opened(house, sandbox=True))
    genuine, key_id = machine.by_key.token, ApiKeyId(machine.key_id)
    revoked, expired = machine.issue(), machine.issue(days=1)
    assert all(let_in(machine.with_key(each["key"])) for each in (revoked, expired))
    machine.owner.do("DELETE", f"{machine.path}/keys/{revoked['keyId']}")
    made = {
        "mark alone": "dbk_",
        "truncated": genuine[:-1],
        "longer": f"{genuine}a",
        "in capitals": genuine.upper(),
        "another secret": texts.make(key_id),
        "another key's id": texts.make(ApiKeyId(f"key_{machine.owner.user[4:]}")),
        "checksum changed": genuine[:-1] + ("a" if genuine[-1] != "a" else "b"),
        "the id of the key": machine.key_id,
        "the account": machine.account,
        "marked token": f"dbk_{machine.owner.token}",
        "a megabyte": "dbk_" + "a" * 2**20,
        "SQL": "dbk_' OR 1=1 --",
        "not ASCII": genuine[:-1] + "\N{LATIN SMALL LETTER E WITH ACUTE}",
        "revoked": revoked["key"],
    }
    advance = {"advanceTo": _in_two_days()}
    machine.company.admin.do("POST", "/v1/sandbox/clock", advance)
    assert let_in(machine.by_key)
    return {
        **made,
        "expired": expired["key"],
        "disabled": _disabled(house),
        "ownerless": _left(house),
    }


def _in_two_days() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 2 * 86_400))


def _disabled(house: House) -> str:
    machine = machine_of(Company.opened(house))
    machine.company.admin.do("PATCH", f"{machine.path}/disable", {})
    return machine.by_key.token


def _left(house: House) -> str:
    machine = machine_of(Company.opened(house))
    machine.company.admin.do("PATCH", f"/v1/users/{machine.owner.user}/deactivate", {})
    return machine.by_key.token


def test_every_hostile_token_of_ours_is_answered_like_nobody(house: House) -> None:
    person = Company.opened(house).person("buyer")
    forge = ours(house, person)
    usual, genuine = nobody(house), answers(house, {"genuine": forge.genuine})
    assert genuine["genuine"][0] == 200
    assert usual[0] == 401
    assert unlike(house, hostile_to_us(forge)) == {}


def test_every_hostile_token_of_a_trusted_issuer_is_answered_like_nobody(outside: Outside) -> None:
    house, shown = outside.company.house, hostile_to_trust(outside)
    good = {"genuine": theirs(outside).genuine, "by hand": theirs(outside).saying(jti="3")}
    assert {status for status, _ in answers(house, good).values()} == {200}
    assert unlike(house, shown) == {}
    assert unlike(house, hostile_to_us(ours(house, outside.buyer))) == {}


def test_every_hostile_key_is_answered_like_nobody(house: House) -> None:
    assert unlike(house, hostile_keys(house)) == {}


def test_the_matrix_is_as_large_as_it_says(house: House, outside: Outside) -> None:
    person = Company.opened(house).person("buyer")
    walked = [
        {*hostile_to_us(ours(house, person))} - NO_HEADER_CAN_SAY_THIS,
        {*hostile_to_trust(outside)} - NO_HEADER_CAN_SAY_THIS,
    ]
    assert min(len(each) for each in walked) >= 60


def test_other_schemes_and_doubled_headers_let_nobody_in(house: House) -> None:
    token = Company.opened(house).person("buyer").token
    shown: list[Any] = [
        f"Basic {token}",
        f"Bearer{token}",
        token,
        "Bearer",
        f"DPoP {token}",
        f"Bearer {token}, Bearer {token}",
    ]
    for each in shown:
        answer = house.http.get(PATH, headers={"Authorization": each, **ASKED})
        assert answer.status_code == 401, each
        assert _without_request_id(answer.content) == nobody(house)[1], each
