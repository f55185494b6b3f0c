"""What can be wrong with a certificate or a signature, in words a taxpayer can act on.

`code` is ours and stable. `firmador_code` is the code MH's own signer (svfe-api-firmador) gives for the same trouble,
None where that program does not look; the last three digits of our codes 801…812 are the same as its codes.

No text here ever holds a password, a key or a part of a file: only NITs, dates and sizes are put into messages.
"""

from typing import ClassVar


class CertificateError(ValueError):
    """A certificate that cannot be used.

    `message` and `fix` are Spanish, `message_en` and `fix_en` English. `facts` fill the placeholders of the texts.
    """

    code: ClassVar[str] = "CERT-804"
    firmador_code: ClassVar[str | None] = "804"
    texts: ClassVar[tuple[str, str, str, str]] = (
        "El certificado no se puede usar.",
        "The certificate cannot be used.",
        "Descargue de nuevo el certificado en el portal de Facturación Electrónica y vuelva a subirlo.",
        "Download the certificate from the Facturación Electrónica portal again and upload it once more.",
    )

    def __init__(self, **facts: object) -> None:
        message, message_en, fix, fix_en = (text.format(**facts) for text in self.texts)
        self.message: str = message
        self.message_en: str = message_en
        self.fix: str = fix
        self.fix_en: str = fix_en
        super().__init__(message)


class InactiveCertificate(CertificateError):
    code = "CERT-801"
    firmador_code = "801"
    texts = (
        "El certificado está dado de baja: no está activo.",
        "The certificate is not active.",
        "Genere y cargue un certificado nuevo en el portal de Facturación Electrónica.",
        "Generate and upload a new certificate at the Facturación Electrónica portal.",
    )


class NoActiveCertificate(CertificateError):
    code = "CERT-810"
    firmador_code = "801"
    texts = (
        "No hay un certificado activo para el ambiente {ambiente}.",
        "There is no active certificate for environment {ambiente}.",
        "Suba el certificado que el portal de Facturación Electrónica entrega para ese ambiente.",
        "Upload the certificate that the Facturación Electrónica portal hands out for that environment.",
    )


class MalformedCertificate(CertificateError):
    code = "CERT-802"
    firmador_code = "802"
    texts = (
        "El archivo no es un certificado que se pueda leer: {why}.",
        "The file is not a readable certificate ({why_en}).",
        "Suba el archivo tal como se descargó (.crt del MH, .p12/.pfx o .pem), sin guardarlo con otro programa.",
        "Upload the file as it was downloaded (MH's .crt, .p12/.pfx or .pem), not saved by another program.",
    )

    def __init__(self, why: str, why_en: str) -> None:
        super().__init__(why=why, why_en=why_en)


class CertificateTooLarge(CertificateError):
    code = "CERT-808"
    firmador_code = "808"
    texts = (
        "El archivo mide {size} bytes y un certificado no pasa de {limit}.",
        "The file has {size} bytes; a certificate has at most {limit}.",
        "Revise que el archivo elegido sea el certificado y no otro documento.",
        "Make sure that the file is the certificate and no other document.",
    )


class WrongPassword(CertificateError):
    code = "CERT-803"
    firmador_code = "803"
    texts = (
        "La contraseña no corresponde a la llave privada del certificado.",
        "The password does not match the certificate's private key.",
        "Escriba la contraseña de la llave privada, respetando mayúsculas y sin espacios al inicio o al final.",
        "Write the password of the private key, in its upper and lower case, without blanks at either end.",
    )


class PublicKeyPassword(WrongPassword):
    """The password given is the one of the public key; people mix them up because the portal asks for both on one
    form.
    """

    texts = (
        "La contraseña dada es la de la llave pública; para firmar hace falta la de la llave privada.",
        "The password given is that of the public key; signing needs that of the private key.",
        "Escriba la contraseña de la llave privada que se eligió al generar el certificado.",
        "Write the password of the private key that was chosen when the certificate was generated.",
    )


class PasswordRequired(CertificateError):
    code = "CERT-809"
    firmador_code = "809"
    texts = (
        "Falta la contraseña de la llave privada.",
        "The password of the private key is required.",
        "Escriba la contraseña de la llave privada que se eligió al generar el certificado.",
        "Write the password of the private key that was chosen when the certificate was generated.",
    )


class NoPrivateKey(CertificateError):
    code = "CERT-812"
    firmador_code = "812"
    texts = (
        "El archivo no contiene una llave privada, así que no sirve para firmar.",
        "The file holds no private key, so it cannot sign.",
        "Suba el archivo que contiene la llave privada: el .crt completo del MH, un .p12/.pfx, o un .pem con la llave.",
        "Upload the file that holds the private key: MH's complete .crt, a .p12/.pfx, or a .pem with the key.",
    )


class KeyMismatch(CertificateError):
    code = "CERT-821"
    firmador_code = None
    texts = (
        "La llave privada y la llave pública del archivo no forman pareja.",
        "The private key and the public key in the file do not belong together.",
        "El archivo mezcla dos certificados; descárguelo de nuevo en el portal de Facturación Electrónica.",
        "The file mixes two certificates; download it from the Facturación Electrónica portal again.",
    )


class WeakKey(CertificateError):
    code = "CERT-822"
    firmador_code = None
    texts = (
        "La llave es RSA de {bits} bits; se requieren al menos {minimum}.",
        "The key is RSA with {bits} bits; at least {minimum} are required.",
        "Genere un certificado nuevo en el portal de Facturación Electrónica, que entrega llaves RSA de 2048 bits.",
        "Generate a new certificate at the Facturación Electrónica portal, which hands out RSA keys of 2048 bits.",
    )


class UnusableKey(CertificateError):
    code = "CERT-823"
    firmador_code = None
    texts = (
        "La llave privada no sirve para firmar con RS512: {why}.",
        "The private key cannot sign with RS512 ({why_en}).",
        "Use el certificado con llave RSA de 2048 bits que entrega el portal de Facturación Electrónica.",
        "Use the certificate with an RSA key of 2048 bits that the Facturación Electrónica portal hands out.",
    )

    def __init__(self, why: str, why_en: str) -> None:
        super().__init__(why=why, why_en=why_en)


class ForeignCertificate(CertificateError):
    code = "CERT-824"
    firmador_code = None
    texts = (
        "El certificado pertenece al NIT {found} y el emisor tiene el NIT {expected}.",
        "The certificate belongs to NIT {found}, the issuer has NIT {expected}.",
        "Suba el certificado del propio emisor.",
        "Upload the issuer's own certificate.",
    )


class NitNotConfirmed(CertificateError):
    code = "CERT-825"
    firmador_code = None
    texts = (
        "El archivo no dice a qué NIT pertenece, así que no se puede confirmar que sea del emisor {expected}.",
        "The file names no NIT, so it cannot be confirmed that it belongs to issuer {expected}.",
        "Suba el .crt del MH, que lleva el NIT, o confirme expresamente que la llave es del emisor.",
        "Upload MH's .crt, which holds the NIT, or confirm expressly that the key is the issuer's.",
    )


class ExpiredCertificate(CertificateError):
    code = "CERT-826"
    firmador_code = None
    texts = (
        "El certificado venció el {not_after}.",
        "The certificate expired on {not_after}.",
        "Genere y cargue un certificado nuevo en el portal de Facturación Electrónica.",
        "Generate and upload a new certificate at the Facturación Electrónica portal.",
    )


class NotYetValidCertificate(CertificateError):
    code = "CERT-827"
    firmador_code = None
    texts = (
        "El certificado todavía no es válido; lo será a partir del {not_before}.",
        "The certificate is not valid before {not_before}.",
        "Espere a esa fecha o revise el reloj del sistema.",
        "Wait until that date, or check the system's clock.",
    )


class ValidityUnknown(CertificateError):
    code = "CERT-828"
    firmador_code = None
    texts = (
        "El archivo trae la llave pero no el certificado, así que no dice hasta cuándo es válida.",
        "The file holds the key but no certificate, so it does not say until when it is valid.",
        "Suba el .crt del MH, un .p12/.pfx, o un .pem con la llave y su certificado.",
        "Upload MH's .crt, a .p12/.pfx, or a .pem with the key and its certificate.",
    )


class SignatureError(ValueError):
    """A JWS that does not verify.

    `reason`: "size" | "form" | "header" | "algorithm" | "key" | "signature". The message is Spanish.
    """

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason: str = reason
        self.message: str = message


class SigningError(RuntimeError):
    """The signer could not sign one text; it says nothing about the others."""


class SignerClosed(SigningError):
    """The signer has been closed, or is closing, and takes no more texts."""
