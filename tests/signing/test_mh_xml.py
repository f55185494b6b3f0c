"""MH's XML certificate: what is read, and every way it can be wrong."""

import re
from base64 import encodebytes
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_private_key,
    load_pem_private_key,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from facturaxpress import signing
from facturaxpress.signing import keys
from facturaxpress.signing.synthetic import MARK, make_mh_certificate
from tests.signing.conftest import NIT, NOT_AFTER, NOT_BEFORE, NOW, PASSWORD


def replaced(crt: bytes, tag: str, text: str, count: int = 1) -> bytes:
    """The certificate with the content of the first `tag` replaced."""
    new, n = re.subn(rf"<{tag}>.*?</{tag}>", lambda _: f"<{tag}>{text}</{tag}>", crt.decode(), count=count, flags=re.S)
    assert n == count
    return new.encode()


def private_element(der: bytes) -> str:
    return encodebytes(der).decode().strip()


def with_private(crt: bytes, der: bytes) -> bytes:
    head, tail = crt.decode().split("<privateKey>")
    return (head + "<privateKey>" + replaced(tail.encode(), "encodied", private_element(der)).decode()).encode()


def test_reads_mh_layout(mh: Path) -> None:
    folder = mh / "signing"
    cert = signing.load_certificate(
        (folder / "Certificado_06140101201013.synthetic.crt").read_bytes(), "Sintetica2026*Demo"
    )
    assert cert.nit == "06140101201013"
    assert cert.nombre == "EMPRESA EMISORA DEMO, S.A. DE C.V."
    assert cert.not_before == datetime(2026, 5, 28, 20, 26, 40, tzinfo=UTC)
    assert cert.not_after == datetime(2031, 5, 27, 20, 26, 40, tzinfo=UTC)
    assert cert.activo
    assert cert.format == "mh"
    expected = load_pem_private_key((folder / "synthetic_private_key.pem").read_bytes(), None)
    assert isinstance(expected, rsa.RSAPrivateKey)
    assert cert.private_key_der == keys.private_der(expected)
    assert cert.public_key_pem == (folder / "synthetic_public_key.pem").read_text()
    assert (
        signing.public_key_of((folder / "Certificado_06140101201013.synthetic.crt").read_bytes()) == cert.public_key_pem
    )


def test_reads_synthetic(crt: bytes, key: rsa.RSAPrivateKey) -> None:
    cert = signing.load_certificate(crt, PASSWORD)
    assert (cert.nit, cert.not_before, cert.not_after, cert.activo) == (NIT, NOT_BEFORE, NOT_AFTER, True)
    assert cert.private_key_der == keys.private_der(key)
    assert cert.fingerprint == keys.fingerprint(key.public_key())
    assert MARK.encode() in crt
    signing.check_certificate(cert, nit="0614-010120-101-3", at=NOW)


def test_synthetic_makes_a_fresh_key() -> None:
    made = [
        signing.load_certificate(
            make_mh_certificate("012345678", "Ñandú & <Hijos>", "x", not_before=NOT_BEFORE, not_after=NOT_AFTER), "x"
        )
        for _ in range(2)
    ]
    assert made[0].fingerprint != made[1].fingerprint
    assert made[0].nombre == "Ñandú & <Hijos>"
    assert made[0].nit == "012345678"
    key = load_der_private_key(made[0].private_key_der, None)
    assert isinstance(key, rsa.RSAPrivateKey)
    assert key.key_size == 2048


def test_synthetic_refuses_naive_dates() -> None:
    with pytest.raises(ValueError, match="aware"):
        make_mh_certificate(NIT, "x", "x", not_before=NOT_BEFORE.replace(tzinfo=None), not_after=NOT_AFTER)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("<nano>287000000</nano><epochSecond>1780000000</epochSecond>", datetime(2026, 5, 28, 20, 26, 40, 287000, UTC)),
        ("<epochSecond>1780000000</epochSecond>", datetime(2026, 5, 28, 20, 26, 40, tzinfo=UTC)),
        ("1780000000.287000000", datetime(2026, 5, 28, 20, 26, 40, 287000, UTC)),
        ("1780000000.5", datetime(2026, 5, 28, 20, 26, 40, 500000, UTC)),
        (" 1780000000\n", datetime(2026, 5, 28, 20, 26, 40, tzinfo=UTC)),
        ("0", datetime(1970, 1, 1, tzinfo=UTC)),
    ],
)
def test_dates_in_both_forms(crt: bytes, written: str, read: datetime) -> None:
    assert signing.load_certificate(replaced(crt, "notBefore", written), PASSWORD).not_before == read


@pytest.mark.parametrize("written", ["", "NaN", "1e400", "-5", "99999999999999", "2026-01-01", "1780000000.0000000001"])
def test_dates_that_are_none(crt: bytes, written: str) -> None:
    with pytest.raises(signing.MalformedCertificate) as caught:
        signing.load_certificate(replaced(crt, "notAfter", written), PASSWORD)
    assert "validity/notAfter" in caught.value.message


def test_wrong_password(crt: bytes) -> None:
    with pytest.raises(signing.WrongPassword) as caught:
        signing.load_certificate(crt, PASSWORD + "x")
    error = caught.value
    assert not isinstance(error, signing.PublicKeyPassword)
    assert (error.code, error.firmador_code) == ("CERT-803", "803")
    assert PASSWORD not in repr(error) + str(error) + error.fix


def test_password_of_the_public_key_is_told_apart(crt: bytes) -> None:
    with pytest.raises(signing.PublicKeyPassword) as caught:
        signing.load_certificate(crt, PASSWORD + ".publica")
    assert "llave pública" in caught.value.message
    assert caught.value.code == "CERT-803"


def test_no_password(crt: bytes) -> None:
    with pytest.raises(signing.PasswordRequired):
        signing.load_certificate(crt, "")


def test_upper_case_digest_is_the_same_password(crt: bytes) -> None:
    head, tail = crt.decode().split("<privateKey>")
    upper = re.sub(r"<clave>(\w+)</clave>", lambda m: f"<clave>{m[1].upper()}</clave>", tail, count=1)
    assert signing.load_certificate(f"{head}<privateKey>{upper}".encode(), PASSWORD).nit == NIT


def test_bom_and_declaration_are_taken(crt: bytes) -> None:
    assert signing.load_certificate(b"\xef\xbb\xbf<?xml version='1.0' encoding='UTF-8'?>\n" + crt, PASSWORD).nit == NIT


def test_nit_of_the_subject_where_there_is_no_other(crt: bytes) -> None:
    assert signing.load_certificate(replaced(crt, "nit", ""), PASSWORD).nit == NIT


def test_nit_that_is_none(crt: bytes) -> None:
    with pytest.raises(signing.MalformedCertificate, match="NIT"):
        signing.load_certificate(replaced(crt, "nit", "12345"), PASSWORD)


def test_keys_of_two_certificates(crt: bytes, other_key: rsa.RSAPrivateKey) -> None:
    with pytest.raises(signing.KeyMismatch):
        signing.load_certificate(with_private(crt, keys.private_der(other_key)), PASSWORD)


def test_no_private_key(crt: bytes) -> None:
    with pytest.raises(signing.NoPrivateKey):
        signing.load_certificate(with_private(crt, b""), PASSWORD)


def test_weak_key() -> None:
    weak = rsa.generate_private_key(public_exponent=65537, key_size=1024)  # noqa: S505 - it is there to be refused
    crt = make_mh_certificate(NIT, "x", "x", not_before=NOT_BEFORE, not_after=NOT_AFTER, key=weak)
    with pytest.raises(signing.WeakKey, match="1024"):
        signing.load_certificate(crt, "x")


def test_elliptic_key(crt: bytes) -> None:
    curve = ec.generate_private_key(ec.SECP256R1())
    der = curve.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    with pytest.raises(signing.UnusableKey):
        signing.load_certificate(with_private(crt, der), PASSWORD)
    spki = curve.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    with pytest.raises(signing.MalformedCertificate):
        signing.load_certificate(replaced(crt, "encodied", private_element(spki)), PASSWORD)


def test_key_whose_numbers_are_wrong(crt: bytes, key: rsa.RSAPrivateKey) -> None:
    der = bytearray(keys.private_der(key))
    position = bytes(der).index(key.private_numbers().d.to_bytes(256).lstrip(b"\0")[:16])
    der[position + 8] ^= 1
    with pytest.raises(signing.CertificateError):
        signing.load_certificate(with_private(crt, bytes(der)), PASSWORD)


def test_inactive(crt: bytes) -> None:
    cert = signing.load_certificate(replaced(crt, "activo", "false"), PASSWORD)
    with pytest.raises(signing.InactiveCertificate) as caught:
        signing.check_certificate(cert, nit=NIT, at=NOW)
    assert caught.value.firmador_code == "801"


def test_foreign(crt: bytes) -> None:
    with pytest.raises(signing.ForeignCertificate) as caught:
        signing.check_certificate(signing.load_certificate(crt, PASSWORD), nit="06141507901028", at=NOW)
    assert NIT in caught.value.message
    assert "06141507901028" in caught.value.message


def test_validity_in_time(crt: bytes) -> None:
    cert = signing.load_certificate(crt, PASSWORD)
    for at in (NOT_BEFORE, NOT_AFTER):
        signing.check_certificate(cert, nit=NIT, at=at)
    second = timedelta(seconds=1)
    with pytest.raises(signing.ExpiredCertificate, match="31/12/2030"):
        signing.check_certificate(cert, nit=NIT, at=NOT_AFTER + second)
    with pytest.raises(signing.NotYetValidCertificate, match="01/01/2026"):
        signing.check_certificate(cert, nit=NIT, at=NOT_BEFORE - second)
    with pytest.raises(ValueError, match="aware"):
        signing.check_certificate(cert, nit=NIT, at=datetime(2026, 6, 1))  # noqa: DTZ001


def test_every_truncation_is_told(crt: bytes) -> None:
    for size in range(0, len(crt), 97):
        with pytest.raises(signing.MalformedCertificate):
            signing.load_certificate(crt[:size], PASSWORD)


BOMB = b"""<?xml version="1.0"?>
<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;">]>
<CertificadoMH><nit>&c;</nit></CertificadoMH>"""


@pytest.mark.parametrize(
    "data",
    [
        BOMB,
        b'<!DOCTYPE x SYSTEM "file:///etc/hostname"><CertificadoMH/>',
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]><CertificadoMH><nit>&a;</nit></CertificadoMH>',
        b"<CertificadoMH/>",
        b"<otra/>",
        b"<CertificadoMH>" + b"<a>" * 20000,
        b'<?xml version="1.0" encoding="klingon"?><CertificadoMH/>',
        b'<?xml version="1.0" encoding="UTF-32"?><CertificadoMH/>',
        b"<",
        b"{}",
        b"",
        b"   ",
        b"\x00" * 100,
    ],
)
def test_what_is_no_certificate(data: bytes) -> None:
    with pytest.raises((signing.MalformedCertificate, signing.NoPrivateKey)):
        signing.load_certificate(data, PASSWORD)


def test_bomb_names_its_trouble() -> None:
    with pytest.raises(signing.MalformedCertificate, match="DTD"):
        signing.load_certificate(BOMB, PASSWORD)


def test_ten_megabytes() -> None:
    with pytest.raises(signing.CertificateTooLarge, match="10000000"):
        signing.load_certificate(b"<" * 10_000_000, PASSWORD)


def test_repeated_element(crt: bytes) -> None:
    twice = crt.replace(b"<activo>", b"<activo>false</activo><activo>")
    with pytest.raises(signing.MalformedCertificate, match="repite"):
        signing.load_certificate(twice, PASSWORD)


@pytest.mark.parametrize("tag", ["clave", "encodied", "activo", "notBefore", "notAfter"])
def test_missing_parts(crt: bytes, tag: str) -> None:
    with pytest.raises(signing.CertificateError):
        signing.load_certificate(re.sub(rf"<{tag}>.*?</{tag}>", "", crt.decode(), flags=re.S).encode(), PASSWORD)


def test_not_base64(crt: bytes) -> None:
    with pytest.raises(signing.MalformedCertificate, match="base64"):
        signing.load_certificate(replaced(crt, "encodied", "*not base64*"), PASSWORD)


def test_secrets_stay_out_of_repr(crt: bytes) -> None:
    cert = signing.load_certificate(crt, PASSWORD)
    shown = repr(cert) + str(cert)
    assert "private" not in shown
    assert repr(cert.private_key_der)[2:40] not in shown


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_give_a_certificate_error(data: bytes) -> None:
    for prefix in (b"", b"<CertificadoMH>", b"-----BEGIN PRIVATE KEY-----\n", b"0\x82\x01\x00\x02\x01\x03"):
        with pytest.raises(signing.CertificateError):
            signing.load_certificate(prefix + data, "x")


def test_every_error_has_its_own_code_and_texts() -> None:
    def below(kind: type[signing.CertificateError]) -> list[type[signing.CertificateError]]:
        return [kind, *(deeper for sub in kind.__subclasses__() for deeper in below(sub))]

    kinds = below(signing.CertificateError)
    codes = [kind.code for kind in kinds if kind is not signing.PublicKeyPassword]
    assert len(set(codes)) == len(codes)
    for kind in kinds:
        assert all(text.strip().endswith(".") for text in kind.texts)
        assert len(set(kind.texts)) == len(kind.texts)
        assert kind.firmador_code is None or kind.firmador_code.isdigit()
