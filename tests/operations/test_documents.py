"""Verifying signatures of MH's layout, and what is said of files that cannot be read."""

import base64
import re
from pathlib import Path

import pytest

from facturaxpress import dte
from facturaxpress.dte import FaultError
from facturaxpress.operations.documents import validate_file, verify_document
from facturaxpress.signing import public_key_of


@pytest.fixture(scope="module")
def key(mh: Path) -> str:
    return public_key_of((mh / "signing" / "Certificado_06140101201013.synthetic.crt").read_bytes())


@pytest.mark.parametrize("name", ["01_fe.compact.jws", "03_ccf.compact.jws", "01_fe.jackson_pretty.jws"])
def test_a_bare_jws_verifies(mh: Path, key: str, name: str) -> None:
    found = verify_document((mh / "signing" / name).read_bytes() + b"\n", [key])
    assert (found.form, found.signature, found.body, found.good) == ("jws", True, None, True)
    assert found.codigoGeneracion is not None
    assert "Firma válida." in found.lines()


@pytest.mark.parametrize("name", ["01_fe.archivo_dte.json", "03_ccf.archivo_dte.json"])
def test_an_archivo_dte_verifies_and_its_body_is_what_was_signed(mh: Path, key: str, name: str) -> None:
    found = verify_document((mh / "signing" / name).read_bytes(), [key])
    assert (found.form, found.signature, found.body, found.good) == ("archivo", True, True, True)
    assert "El cuerpo JSON es igual a lo firmado." in found.lines()


def test_a_body_that_was_changed_after_signing_is_told(mh: Path, key: str) -> None:
    document = dte.parse_json((mh / "signing" / "01_fe.archivo_dte.json").read_bytes())
    document["emisor"]["nombre"] = "OTRA EMPRESA"
    found = verify_document(dte.dump_json(document), [key])
    assert (found.signature, found.body, found.good) == (True, False, False)
    assert "El cuerpo JSON NO es igual a lo firmado." in found.lines()


def test_blanks_order_and_the_spelling_of_numbers_do_not_matter(mh: Path, key: str) -> None:
    document = dte.parse_json((mh / "signing" / "01_fe.archivo_dte.json").read_bytes())
    shuffled = dte.dump_json(dict(reversed(document.items()))).decode()
    spelled = re.sub(r"(?<=[:,\[])(\d+\.\d+)", r"  \g<1>0  ", shuffled)
    assert spelled != shuffled
    assert verify_document(spelled.encode(), [key]).good


def test_a_signature_of_another_key_is_told(mh: Path, key: str, other_key: str) -> None:
    raw = (mh / "signing" / "01_fe.archivo_dte.json").read_bytes()
    found = verify_document(raw, [other_key])
    assert (found.signature, found.body, found.good) == (False, None, False)
    assert found.lines()[0].startswith("Firma NO válida: ")
    assert verify_document(raw, [other_key, key]).good
    assert not verify_document(raw, []).good


@pytest.fixture(scope="module")
def other_key() -> str:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    public = rsa.generate_private_key(public_exponent=65537, key_size=2048).public_key()
    return public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()


def test_a_payload_that_was_changed_is_told(mh: Path, key: str) -> None:
    header, payload, signature = (mh / "signing" / "01_fe.compact.jws").read_text().strip().split(".")
    text = base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)).replace(b'"ambiente":"00"', b'"ambiente":"01"')
    forged = base64.urlsafe_b64encode(text).rstrip(b"=").decode()
    assert forged != payload
    assert not verify_document(f"{header}.{forged}.{signature}".encode(), [key]).good


def test_a_signature_over_something_else_than_json_verifies_and_names_nothing() -> None:
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import padding, rsa

    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    signed = b".".join(base64.urlsafe_b64encode(part).rstrip(b"=") for part in (b'{"alg":"RS512"}', b"hola"))
    signature = base64.urlsafe_b64encode(private.sign(signed, padding.PKCS1v15(), hashes.SHA512())).rstrip(b"=")
    public = private.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    found = verify_document(signed + b"." + signature, [public.decode()])
    assert (found.good, found.codigoGeneracion) == (True, None)


def test_a_document_without_signature_is_a_fault(mh: Path, key: str) -> None:
    with pytest.raises(FaultError, match="no lleva firma"):
        verify_document(b'{"identificacion": {}}', [key])


def test_neither_json_nor_jws_does_not_verify(key: str) -> None:
    assert not verify_document("¿qué es esto?".encode(), [key]).good
    with pytest.raises(FaultError):
        verify_document(b"{", [key])


def test_a_file_that_is_not_there_is_a_fault_of_that_file(tmp_path: Path) -> None:
    for path in (tmp_path / "falta.json", tmp_path):
        report = validate_file(path)
        assert [fault.code for fault in report.faults] == ["ARCHIVO-ILEGIBLE"]
        assert report.line() == f"FALLA  {path}  1 falta"


def test_a_file_that_is_no_document_is_a_fault_of_that_file(tmp_path: Path) -> None:
    for content in (b"", b"{", b"[]", b'{"a":1,"a":2}', b"\xff\xfe", b"null", b'{"identificacion": 3}'):
        path = tmp_path / "roto.json"
        path.write_bytes(content)
        report = validate_file(path)
        assert report.faults, content
        assert report.line().startswith("FALLA")
