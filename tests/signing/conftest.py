"""Keys and certificates made at run time; nothing secret is in the repository."""

from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from facturaxpress.signing import keys
from facturaxpress.signing.synthetic import make_mh_certificate

NIT = "06140101201013"
PASSWORD = "Clave-de-prueba 2026 ñ"
NOT_BEFORE = datetime(2026, 1, 1, tzinfo=UTC)
NOT_AFTER = datetime(2030, 12, 31, 23, 59, 59, tzinfo=UTC)
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture(scope="session")
def key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture(scope="session")
def other_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture(scope="session")
def pem(key: rsa.RSAPrivateKey) -> str:
    return keys.public_pem(key.public_key())


@pytest.fixture(scope="session")
def crt(key: rsa.RSAPrivateKey) -> bytes:
    return make_mh_certificate(
        NIT, "EMPRESA DE PRUEBA, S.A. DE C.V.", PASSWORD, not_before=NOT_BEFORE, not_after=NOT_AFTER, key=key
    )
