"""The bank's certificates are good where they are used, and made again before they run out."""

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509

from infrastructure.bank.simulator import certificates
from infrastructure.bank.simulator.certificates import Certificates


def test_the_authority_vouches_for_servers_on_this_machine_and_can_make_no_other(
    tmp_path: Path,
) -> None:
    made = Certificates.in_folder(tmp_path)
    authority = x509.load_pem_x509_certificate(made.ca.read_bytes())
    server = x509.load_pem_x509_certificate(made.chain.read_bytes())
    server.verify_directly_issued_by(authority)
    names = server.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["localhost"]
    assert [str(each) for each in names.get_values_for_type(x509.IPAddress)] == ["127.0.0.1", "::1"]
    assert {path.name for path in tmp_path.iterdir()} == {"ca.pem", "server.pem", "server.key"}
    ssl.create_default_context(cafile=made.ca)


def test_certificates_stay_until_they_run_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = Certificates.in_folder(tmp_path).chain.read_bytes()
    assert Certificates.in_folder(tmp_path).chain.read_bytes() == first
    monkeypatch.setattr(certificates, "_LEEWAY", timedelta(days=400))
    renewed = Certificates.in_folder(tmp_path).chain.read_bytes()
    assert renewed != first
    until = x509.load_pem_x509_certificate(renewed).not_valid_after_utc
    assert until > datetime.now(UTC) + timedelta(days=300)
