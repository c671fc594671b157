"""An OpenID Connect issuer as a process of its own: discovery, key set, token endpoint, key rotation.

Its keys lie in a folder, where a test that forges tokens finds them too.
"""

import base64
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import jwt
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key as generate_rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

AUDIENCE = "daybook-client"
PrivateKey = RSAPrivateKey | EllipticCurvePrivateKey | Ed25519PrivateKey
_KINDS: dict[str, type[Any]] = {
    "RS256": RSAPrivateKey,
    "PS256": RSAPrivateKey,
    "ES256": EllipticCurvePrivateKey,
    "EdDSA": Ed25519PrivateKey,
}


def write_keys(folder: Path, generation: int) -> None:
    """A key of each kind, named by its generation."""
    made: dict[str, PrivateKey] = {
        "rsa": generate_rsa(65537, 2048),
        "ec": generate_private_key(SECP256R1()),
        "ed": Ed25519PrivateKey.generate(),
    }
    for name, key in made.items():
        pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        (folder / f"{name}-{generation}.pem").write_bytes(pem)


def keys_of(folder: Path) -> dict[str, PrivateKey]:
    """Every private key of the issuer, by its id."""
    return {
        path.stem: load_pem_private_key(path.read_bytes(), None)  # type: ignore[misc]
        for path in sorted(folder.glob("*.pem"))
    }


def jwk_of(key_id: str, key: PrivateKey) -> dict[str, Any]:
    """The public half as the key set shows it."""
    public = key.public_key()
    if isinstance(key, RSAPrivateKey):
        numbers = key.public_key().public_numbers()
        said = {"kty": "RSA", "n": _number(numbers.n), "e": _number(numbers.e)}
    elif isinstance(key, EllipticCurvePrivateKey):
        point = key.public_key().public_numbers()
        said = {"kty": "EC", "crv": "P-256", "x": _number(point.x, 32), "y": _number(point.y, 32)}
    else:
        raw = public.public_bytes(Encoding.Raw, PublicFormat.Raw)
        said = {"kty": "OKP", "crv": "Ed25519", "x": _text(raw)}
    return {**said, "kid": key_id, "use": "sig"}


def claims_of(issuer: str, email: str, **changed: Any) -> dict[str, Any]:
    """What the issuer says of somebody."""
    now = int(time.time())
    said = {
        "iss": issuer,
        "aud": [AUDIENCE, "account"],
        "sub": "f:1:ann",
        "iat": now,
        "exp": now + 300,
        "jti": "1",
        "email": email,
        "email_verified": True,
    }
    return {**said, **changed}


def sign(folder: Path, algorithm: str, claims: dict[str, Any]) -> str:
    """A token by the newest key that fits."""
    fitting = {
        key_id: key for key_id, key in keys_of(folder).items() if isinstance(key, _KINDS[algorithm])
    }
    key_id = max(fitting, key=lambda name: int(name.rpartition("-")[2]))
    return jwt.encode(claims, fitting[key_id], algorithm, headers={"kid": key_id})


def _number(value: int, length: int | None = None) -> str:
    return _text(value.to_bytes(length or (value.bit_length() + 7) // 8, "big"))


def _text(octets: bytes) -> str:
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


@dataclass
class RunningIssuer:
    """Where the issuer answers, and its process."""

    url: str
    folder: Path
    process: "subprocess.Popen[str]"

    def token(self, email: str, algorithm: str = "RS256", **claims: Any) -> str:
        """A token for somebody, from the token endpoint."""
        said = {"email": email, "algorithm": algorithm, "claims": claims}
        return str(self._post("token", said)["access_token"])

    def rotate(self) -> None:
        """Sign with new keys, and publish those alone."""
        self._post("rotate", {})

    def asked(self) -> int:
        """How often somebody fetched the key set."""
        return int(self._post("asked", {})["times"])

    @contextmanager
    def down(self) -> Iterator[None]:
        """Be down for a while, and come back at the same address with the same keys."""
        self.process.kill()
        self.process.wait()
        try:
            yield
        finally:
            self.process = _started(self.folder, self.url.rpartition(":")[2])
            _ready(self.process)

    def _post(self, what: str, body: dict[str, Any]) -> dict[str, Any]:
        answer = httpx.post(f"{self.url}/{what}", json=body, trust_env=False)
        answer.raise_for_status()
        return dict(answer.json())


@contextmanager
def running_issuer(folder: Path) -> Iterator[RunningIssuer]:
    """An issuer in a process of its own."""
    process = _started(folder, "0")
    issuer = RunningIssuer(_ready(process), folder, process)
    try:
        yield issuer
    finally:
        issuer.process.kill()
        issuer.process.wait()


def _started(folder: Path, port: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", __name__, str(folder), port]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def _ready(process: "subprocess.Popen[str]") -> str:
    """Where it answers, once it does."""
    assert process.stdout is not None
    return process.stdout.readline().strip()


class _Issuer(BaseHTTPRequestHandler):
    folder: Path
    url: str
    generation = 1
    times = 0

    def do_GET(self) -> None:
        """Discovery and key set."""
        if self.path == "/.well-known/openid-configuration":
            self._answer({"issuer": self.url, "jwks_uri": f"{self.url}/keys"})
        elif self.path == "/keys":
            type(self).times += 1
            newest = f"-{self.generation}"
            keys = keys_of(self.folder).items()
            published = [jwk_of(name, key) for name, key in keys if name.endswith(newest)]
            self._answer({"keys": [*published, {"kty": "oct", "kid": "secret", "k": "AAAA"}]})
        else:
            self.send_error(404)

    def do_POST(self) -> None:
        """Tokens and rotation."""
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        if self.path == "/token":
            claims = claims_of(self.url, body["email"], **body["claims"])
            self._answer({"access_token": sign(self.folder, body["algorithm"], claims)})
        elif self.path == "/rotate":
            type(self).generation += 1
            write_keys(self.folder, self.generation)
            self._answer({})
        else:
            self._answer({"times": self.times})

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def _answer(self, said: dict[str, Any]) -> None:
        content = json.dumps(said).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


def _serve(folder: Path, port: int) -> None:
    _Issuer.generation = max((int(each.rpartition("-")[2]) for each in keys_of(folder)), default=0)
    if not _Issuer.generation:
        _Issuer.generation = 1
        write_keys(folder, 1)
    server = ThreadingHTTPServer(("127.0.0.1", port), _Issuer)
    _Issuer.folder, _Issuer.url = folder, f"http://127.0.0.1:{server.server_port}"
    print(_Issuer.url, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    _serve(Path(sys.argv[1]), int(sys.argv[2]))
