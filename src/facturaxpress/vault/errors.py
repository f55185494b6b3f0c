"""What can go wrong with secrets at rest. No text holds a key, a secret or a sealed value."""

from typing import ClassVar


class VaultError(Exception):
    """`message` and `fix` are Spanish, `message_en` English."""

    code: ClassVar[str] = "VAULT-00"

    def __init__(self, message: str, message_en: str, fix: str) -> None:
        super().__init__(message)
        self.message: str = message
        self.message_en: str = message_en
        self.fix: str = fix


class KeyFileError(VaultError):
    """The key file cannot be made, read or trusted."""

    code = "VAULT-01"


class SealError(VaultError):
    """A sealed value does not open: another key, another context, or it was changed."""

    code = "VAULT-02"


class CertificateNotFoundError(VaultError):
    """No active certificate with that id is within the tenant's scope."""

    code = "VAULT-03"
