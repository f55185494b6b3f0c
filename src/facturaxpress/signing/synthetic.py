"""Certificates in MH's layout for the demo and the tests. They are not issued by MH and say so inside."""

import hashlib
from base64 import encodebytes
from collections.abc import Mapping
from datetime import datetime
from xml.etree.ElementTree import Element, SubElement, tostring  # only writes

from cryptography.hazmat.primitives.asymmetric import rsa

from facturaxpress.signing import keys

MARK = "CERTIFICADO SINTETICO, NO EMITIDO POR EL MINISTERIO DE HACIENDA"
"""Stands where MH's certificates name their issuer."""

Tree = Mapping[str, "str | Tree"]


def make_mh_certificate(
    nit: str,
    nombre: str,
    password: str,
    *,
    not_before: datetime,
    not_after: datetime,
    key: rsa.RSAPrivateKey | None = None,
) -> bytes:
    """A `.crt` as MH lays it out, with a fresh RSA-2048 key unless one is given. The dates are aware.

    `nit` has 9 or 14 digits. The password of the public key is `password` with `.publica` after it, so that the two
    differ as they do in real files.
    """
    key = key or rsa.generate_private_key(public_exponent=65537, key_size=2048)
    public = _base64(keys.spki_der(key.public_key()))
    tree: Tree = {
        "_id": keys.fingerprint(key.public_key())[:24],
        "nit": nit,
        "publicKey": {
            "keyType": "PUBLIC",
            "algorithm": "RSA",
            "encodied": public,
            "format": "X.509",
            "clave": _sha512(f"{password}.publica"),
        },
        "privateKey": {
            "keyType": "PRIVATE",
            "algorithm": "RSA",
            "encodied": _base64(keys.private_der(key)),
            "format": "PKCS#8",
            "clave": _sha512(password),
        },
        "activo": "true",
        "certificado": {
            "basicEstructure": {
                "issuer": {"countryName": "SV", "commonName": MARK},
                "validity": {"notBefore": _instant(not_before), "notAfter": _instant(not_after)},
                "subject": {
                    "countryName": "SV",
                    "organizationName": nombre,
                    "organizationIdentifier": f"VATSV{nit}",
                    "commonName": nombre,
                    "description": MARK,
                },
                "subjectPublicKeyInfo": {"algorithmIdenitifier": {"algorithm": "RSA"}, "subjectPublicKey": public},
            }
        },
        "clavePub": "",
        "clavePri": "",
    }
    root = Element("CertificadoMH")
    _fill(root, tree)
    data: bytes = tostring(root, encoding="utf-8")
    return data


def _fill(parent: Element, tree: Tree) -> None:
    for tag, value in tree.items():
        element = SubElement(parent, tag)
        if isinstance(value, str):
            element.text = value
        else:
            _fill(element, value)


def _base64(data: bytes) -> str:
    return encodebytes(data).decode("ascii").rstrip("\n")


def _sha512(text: str) -> str:
    return hashlib.sha512(text.encode("utf-8")).hexdigest()


def _instant(moment: datetime) -> Tree:
    if moment.tzinfo is None:
        raise ValueError("the dates must be aware")
    return {"nano": str(moment.microsecond * 1000), "epochSecond": str(int(moment.replace(microsecond=0).timestamp()))}
