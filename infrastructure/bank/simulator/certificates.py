"""A certificate authority of the bank's own, so that HTTPS can be tried without buying anything."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

_LIFE = timedelta(days=365)
_LEEWAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Certificates:
    """Files: whom customers trust (`ca`), and what the server shows (`chain`) and keeps secret (`key`)."""

    ca: Path
    chain: Path
    key: Path

    @classmethod
    def in_folder(cls, folder: Path) -> "Certificates":
        """Those that were made in the folder before, or new ones when there are none or they ran out."""
        found = cls(folder / "ca.pem", folder / "server.pem", folder / "server.key")
        if not found._are_good():
            found._make()
        return found

    def _are_good(self) -> bool:
        if not (self.ca.exists() and self.chain.exists() and self.key.exists()):
            return False
        shown = x509.load_pem_x509_certificate(self.chain.read_bytes())
        return datetime.now(UTC) + _LEEWAY < shown.not_valid_after_utc

    def _make(self) -> None:
        """The authority's own key signs this once and is not kept."""
        authority_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
        authority = _authority(authority_key)
        server = _server(key.public_key(), authority, authority_key)
        self.key.touch(mode=0o600)
        self.key.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        self.chain.write_bytes(server.public_bytes(Encoding.PEM))
        self.ca.write_bytes(authority.public_bytes(Encoding.PEM))


def _authority(key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    name = _named("Bank simulator authority")
    usage = x509.KeyUsage(
        digital_signature=False,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=True,
        crl_sign=True,
        encipher_only=False,
        decipher_only=False,
    )
    made = _began(name, name, key.public_key())
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    return made.add_extension(usage, critical=True).sign(key, SHA256())


def _server(
    key: ec.EllipticCurvePublicKey, issuer: x509.Certificate, issuer_key: ec.EllipticCurvePrivateKey
) -> x509.Certificate:
    here = [x509.IPAddress(ip_address(host)) for host in ("127.0.0.1", "::1")]
    names = x509.SubjectAlternativeName([x509.DNSName("localhost"), *here])
    known_by = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key())
    made = _began(_named("Bank simulator"), issuer.subject, key)
    made = made.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    made = made.add_extension(names, critical=False).add_extension(known_by, critical=False)
    purpose = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
    return made.add_extension(purpose, critical=False).sign(issuer_key, SHA256())


def _began(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _LEEWAY)
        .not_valid_after(now + _LIFE)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
