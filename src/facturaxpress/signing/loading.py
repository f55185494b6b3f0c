"""From a file as uploaded to a certificate that can sign."""

from facturaxpress.signing import containers, keys, mh_xml
from facturaxpress.signing.certificates import Certificate
from facturaxpress.signing.errors import CertificateTooLarge, MalformedCertificate

MAXIMUM_SIZE = 64 * 1024
"""Bytes. MH's file has 6 kB; a PKCS#12 with a long chain stays below 20 kB."""

_BOM = b"\xef\xbb\xbf"


def load_certificate(data: bytes, password: str) -> Certificate:
    """Read MH's `.crt`, a PKCS#12 or a PEM; the format is told by the content, not by a name.

    Checks form, password, that the keys are RSA of 2048 to 4096 bits and belong together. Whose it is and when it is
    valid is for `check_certificate`. Costs 30 to 100 ms of processor: not for an event loop's own thread.

    Raises a subclass of CertificateError; none of its texts holds anything of the file or the password.
    """
    form = _form(data)
    if form == "xml":
        return mh_xml.read(data.removeprefix(_BOM).lstrip(), password)
    if form == "pem":
        return containers.read_pem(data, password)
    return containers.read_pkcs12(data, password)


def public_key_of(data: bytes, password: str = "") -> str:
    """The public key, as PEM, of any file `load_certificate` reads, of an X.509 certificate (PEM or DER), or of a
    public key's PEM.

    A password is needed for PKCS#12 alone. Raises a subclass of CertificateError.
    """
    form = _form(data)
    if form == "xml":
        return keys.public_pem(mh_xml.read_public_key(data.removeprefix(_BOM).lstrip()))
    if form == "pem":
        if b"PRIVATE KEY-----" in data and b"-----BEGIN CERTIFICATE" not in data and b"-----BEGIN PUBLIC" not in data:
            return containers.read_pem(data, password).public_key_pem
        return keys.public_pem(containers.read_pem_public_key(data))
    try:
        return keys.public_pem(containers.read_der_public_key(data))
    except MalformedCertificate:
        return containers.read_pkcs12(data, password).public_key_pem


def _form(data: bytes) -> str:
    if len(data) > MAXIMUM_SIZE:
        raise CertificateTooLarge(size=len(data), limit=MAXIMUM_SIZE)
    head = data.removeprefix(_BOM).lstrip()
    if not head:
        raise MalformedCertificate("está vacío", "it is empty")
    if head.startswith(b"<"):
        return "xml"
    if b"-----BEGIN " in data:
        return "pem"
    if data.startswith(b"0"):
        return "der"
    raise MalformedCertificate(
        "no es el XML del MH, ni PKCS#12, ni PEM", "it is neither MH's XML, nor PKCS#12, nor PEM"
    )
