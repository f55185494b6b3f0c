"""PKCS#12 and PEM, made at run time."""

from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates
from cryptography.x509.oid import NameOID

from facturaxpress import signing
from facturaxpress.signing import keys
from tests.signing.conftest import NIT, NOT_AFTER, NOT_BEFORE, NOW, PASSWORD

PW = PASSWORD.encode()


def x509_for(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey, *subject: tuple[x509.ObjectIdentifier, str]):
    name = x509.Name([x509.NameAttribute(oid, value) for oid, value in subject])
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOT_BEFORE)
        .not_valid_after(NOT_AFTER)
        .sign(key, SHA256())
    )


def private_pem(
    key: PrivateKeyTypes,
    encryption: KeySerializationEncryption | None = None,
    form: PrivateFormat = PrivateFormat.PKCS8,
) -> bytes:
    return key.private_bytes(Encoding.PEM, form, encryption or NoEncryption())


@pytest.fixture(scope="module")
def found(key: rsa.RSAPrivateKey) -> x509.Certificate:
    return x509_for(
        key,
        (NameOID.ORGANIZATION_NAME, "EMPRESA DE PRUEBA"),
        (NameOID.COMMON_NAME, "prueba"),
        (NameOID.ORGANIZATION_IDENTIFIER, f"VATSV{NIT}"),
    )


@pytest.fixture(scope="module")
def p12(key: rsa.RSAPrivateKey, other_key: rsa.RSAPrivateKey, found: x509.Certificate) -> bytes:
    chain = [x509_for(other_key, (NameOID.COMMON_NAME, "raíz de prueba"))]
    return serialize_key_and_certificates(b"prueba", key, found, chain, BestAvailableEncryption(PW))


def test_pkcs12(p12: bytes, key: rsa.RSAPrivateKey) -> None:
    cert = signing.load_certificate(p12, PASSWORD)
    assert cert.format == "pkcs12"
    assert (cert.nit, cert.nombre) == (NIT, "EMPRESA DE PRUEBA")
    assert (cert.not_before, cert.not_after) == (NOT_BEFORE, NOT_AFTER)
    assert cert.private_key_der == keys.private_der(key)
    signing.check_certificate(cert, nit=NIT, at=NOW)
    assert signing.public_key_of(p12, PASSWORD) == cert.public_key_pem


def test_pkcs12_wrong_password(p12: bytes) -> None:
    with pytest.raises(signing.WrongPassword):
        signing.load_certificate(p12, PASSWORD + "x")
    with pytest.raises(signing.PasswordRequired):
        signing.load_certificate(p12, "")
    with pytest.raises(signing.PasswordRequired):
        signing.public_key_of(p12)


def test_pkcs12_without_password(key: rsa.RSAPrivateKey, found: x509.Certificate) -> None:
    assert (
        signing.load_certificate(serialize_key_and_certificates(None, key, found, None, NoEncryption()), "").nit == NIT
    )


def test_pkcs12_every_truncation_is_told(p12: bytes) -> None:
    for size in range(1, len(p12), 41):
        with pytest.raises(signing.MalformedCertificate):
            signing.load_certificate(p12[:size], PASSWORD)


def test_pkcs12_without_key(found: x509.Certificate) -> None:
    data = serialize_key_and_certificates(None, None, found, None, BestAvailableEncryption(PW))
    with pytest.raises(signing.NoPrivateKey):
        signing.load_certificate(data, PASSWORD)


def test_pkcs12_with_elliptic_key() -> None:
    curve = ec.generate_private_key(ec.SECP256R1())
    data = serialize_key_and_certificates(
        None, curve, x509_for(curve, (NameOID.COMMON_NAME, "x")), None, BestAvailableEncryption(PW)
    )
    with pytest.raises(signing.UnusableKey):
        signing.load_certificate(data, PASSWORD)


def test_der_certificate_alone_has_no_key(found: x509.Certificate) -> None:
    der = found.public_bytes(Encoding.DER)
    with pytest.raises(signing.NoPrivateKey):
        signing.load_certificate(der, PASSWORD)
    assert "BEGIN PUBLIC KEY" in signing.public_key_of(der)


@pytest.mark.parametrize("form", [PrivateFormat.PKCS8, PrivateFormat.TraditionalOpenSSL])
@pytest.mark.parametrize("encrypted", [True, False])
def test_pem(key: rsa.RSAPrivateKey, found: x509.Certificate, form: PrivateFormat, encrypted: bool) -> None:
    text = private_pem(key, BestAvailableEncryption(PW) if encrypted else None, form)
    data = b"Bag Attributes\n    friendlyName: prueba\n" + found.public_bytes(Encoding.PEM) + text
    cert = signing.load_certificate(data, PASSWORD)
    assert cert.format == "pem"
    assert (cert.nit, cert.not_after) == (NIT, NOT_AFTER)
    assert cert.private_key_der == keys.private_der(key)
    if encrypted:
        with pytest.raises(signing.WrongPassword):
            signing.load_certificate(data, PASSWORD + "x")
        with pytest.raises(signing.PasswordRequired):
            signing.load_certificate(data, "")
    else:
        assert signing.load_certificate(data, "").fingerprint == cert.fingerprint


def test_bare_key_cannot_name_its_owner(key: rsa.RSAPrivateKey) -> None:
    cert = signing.load_certificate(private_pem(key), "")
    assert (cert.nit, cert.not_before, cert.not_after) == (None, None, None)
    with pytest.raises(signing.NitNotConfirmed, match=NIT):
        signing.check_certificate(cert, nit=NIT, at=NOW)
    signing.check_certificate(cert, nit=NIT, at=NOW, allow_unconfirmed_nit=True)
    assert signing.public_key_of(private_pem(key)) == cert.public_key_pem


@pytest.mark.parametrize(
    ("oid", "value", "nit"),
    [
        (NameOID.ORGANIZATION_IDENTIFIER, "VATSV06140101201013", NIT),
        (NameOID.ORGANIZATION_IDENTIFIER, "VATSV-0614-010120-101-3", NIT),
        (NameOID.SERIAL_NUMBER, "0614-010120-101-3", NIT),
        (NameOID.SERIAL_NUMBER, "IDCSV-012345678", "012345678"),
        (NameOID.SERIAL_NUMBER, "A-77", None),
        (NameOID.COMMON_NAME, NIT, None),
    ],
)
def test_nit_in_the_subject(key: rsa.RSAPrivateKey, oid: x509.ObjectIdentifier, value: str, nit: str | None) -> None:
    data = private_pem(key) + x509_for(key, (oid, value)).public_bytes(Encoding.PEM)
    assert signing.load_certificate(data, "").nit == nit


def test_certificate_of_the_key_is_found_in_its_chain(
    key: rsa.RSAPrivateKey, other_key: rsa.RSAPrivateKey, found: x509.Certificate
) -> None:
    foreign = x509_for(other_key, (NameOID.ORGANIZATION_IDENTIFIER, "VATSV06141507901028")).public_bytes(Encoding.PEM)
    cert = signing.load_certificate(foreign + private_pem(key) + found.public_bytes(Encoding.PEM), "")
    assert cert.nit == NIT
    with pytest.raises(signing.KeyMismatch):
        signing.load_certificate(foreign + private_pem(key), "")


def test_pem_without_key(found: x509.Certificate) -> None:
    with pytest.raises(signing.NoPrivateKey):
        signing.load_certificate(found.public_bytes(Encoding.PEM), PASSWORD)


def test_pem_with_two_keys(key: rsa.RSAPrivateKey, other_key: rsa.RSAPrivateKey) -> None:
    with pytest.raises(signing.MalformedCertificate, match="más de una"):
        signing.load_certificate(private_pem(key) + private_pem(other_key), "")


def test_pem_elliptic_and_weak_keys() -> None:
    with pytest.raises(signing.UnusableKey):
        signing.load_certificate(private_pem(ec.generate_private_key(ec.SECP384R1())), "")
    weak = rsa.generate_private_key(public_exponent=65537, key_size=1024)  # noqa: S505 - it is there to be refused
    with pytest.raises(signing.WeakKey, match="1024"):
        signing.load_certificate(private_pem(weak), "")


def test_pem_key_too_large_is_refused_before_it_is_checked() -> None:
    p, q = 2**4096 - 1, 2**4096 - 3
    d = pow(65537, -1, (p - 1) * (q - 1) + 1) | 1
    numbers = rsa.RSAPrivateNumbers(
        p, q, d, d % (p - 1), d % (q - 1), pow(q, -1, p), rsa.RSAPublicNumbers(65537, p * q)
    )
    key = numbers.private_key(unsafe_skip_rsa_key_validation=True)
    with pytest.raises(signing.UnusableKey, match="4096"):
        signing.load_certificate(private_pem(key), "")


def test_pem_every_truncation_is_told(key: rsa.RSAPrivateKey) -> None:
    data = private_pem(key)
    for size in range(12, len(data) - 30, 53):
        with pytest.raises(signing.MalformedCertificate):
            signing.load_certificate(data[:size], "")


def test_pem_damaged_inside(key: rsa.RSAPrivateKey) -> None:
    lines = private_pem(key).splitlines(keepends=True)
    with pytest.raises(signing.MalformedCertificate):
        signing.load_certificate(b"".join([*lines[:5], *lines[7:]]), "")


def test_public_keys_of_public_files(key: rsa.RSAPrivateKey, pem: str, found: x509.Certificate) -> None:
    assert signing.public_key_of(pem.encode()) == pem
    assert signing.public_key_of(found.public_bytes(Encoding.PEM)) == pem
    curve = ec.generate_private_key(ec.SECP256R1()).public_key()
    with pytest.raises(signing.MalformedCertificate):
        signing.public_key_of(curve.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))


def test_pkcs12_expired(p12: bytes) -> None:
    cert = signing.load_certificate(p12, PASSWORD)
    with pytest.raises(signing.ExpiredCertificate):
        signing.check_certificate(cert, nit=NIT, at=datetime(2031, 1, 1, tzinfo=UTC) + timedelta(days=1))
