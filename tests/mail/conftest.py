"""A certificate that nobody but the test trusts."""

import ssl
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.authority import Authority
from tests.mail.letters import MONDAY
from tests.mail.postman import Pigeonholes, Postman


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with a key for 127.0.0.1 and the certificate that it signed itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(MONDAY - timedelta(days=3650))
        .not_valid_after(MONDAY + timedelta(days=3650))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("certificate") / "self-signed.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path.write_bytes(private + signed.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture
def server_side(certificate: Path) -> ssl.SSLContext:
    """What a mail server with that certificate encrypts by."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


@pytest.fixture
def trusting(certificate: Path) -> ssl.SSLContext:
    """What a machine encrypts by whose list of authorities holds that certificate."""
    return ssl.create_default_context(cafile=str(certificate))


@pytest.fixture
def carrier() -> Pigeonholes:
    """Where letters end up."""
    return Pigeonholes()


@pytest.fixture
def post(authority: Authority, carrier: Pigeonholes) -> Postman:
    """The post office of the small authority, which looks after one child."""
    authority.takes_in()
    return Postman(authority, carrier)
