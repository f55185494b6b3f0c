"""A row for every table, written as the administrator, who is above tenants."""

import hashlib
from uuid import UUID, uuid4

import psycopg

CODIGO = "AAAAAAAA-AAAA-4AAA-8AAA-{:012X}"
SELLO = "2026" + "A" * 36


def add_tenant(connection: psycopg.Connection, slug: str) -> UUID:
    """A tenant with one row in every table that belongs to tenants."""
    tenant, dte = uuid4(), uuid4()
    connection.execute(
        "INSERT INTO tenants (id, slug, nombre, nit, emisor) VALUES (%s, %s, %s, '06140101001013', '{}')",
        (tenant, slug, f"Empresa {slug}"),
    )
    connection.execute("INSERT INTO establecimientos (tenant_id, codigo) VALUES (%s, 'M001')", (tenant,))
    connection.execute(
        "INSERT INTO puntos_venta (tenant_id, establecimiento, codigo) VALUES (%s, 'M001', 'P001')", (tenant,)
    )
    connection.execute(
        "INSERT INTO api_tokens (tenant_id, role, token_sha256) VALUES (%s, 'tenant_admin', %s)",
        (tenant, hashlib.sha256(slug.encode()).digest()),
    )
    connection.execute(
        """
        INSERT INTO tenant_certificates (tenant_id, ambiente, nit, certificado_encriptado, fingerprint, public_key_pem,
            not_before, not_after)
        VALUES (%s, '00', '06140101001013', 'sealed', %s, 'pem', now(), now() + interval '1 year')
        """,
        (tenant, "0" * 64),
    )
    connection.execute(
        """
        INSERT INTO tenant_mh_credentials (tenant_id, ambiente, usuario, clave_encriptada) VALUES (%s, '00', 'u', 's')
        """,
        (tenant,),
    )
    connection.execute(
        """
        INSERT INTO number_series (tenant_id, ambiente, tipo_dte, establecimiento, punto_venta, anio, ultimo)
        VALUES (%s, '00', '01', 'M001', 'P001', 2026, 1)
        """,
        (tenant,),
    )
    add_dte(connection, tenant, dte)
    connection.execute(
        "INSERT INTO dte_transmisiones (tenant_id, dte_id, n, kind) VALUES (%s, %s, 1, 'envio')", (tenant, dte)
    )
    connection.execute(
        "INSERT INTO dte_relaciones (tenant_id, dte_id, codigo_generacion) VALUES (%s, %s, %s)",
        (tenant, dte, "4BA1AEB5-2A77-4B5E-8C8B-CE195EC5DC88"),
    )
    connection.execute(
        """
        INSERT INTO idempotency_keys (tenant_id, key, body_sha256, dte_id, lease_until)
        VALUES (%s, 'k', sha256('b'), %s, now())
        """,
        (tenant, dte),
    )
    connection.execute(
        """
        INSERT INTO law_settings (name, value, since, tenant_id, motivo, quien)
        VALUES ('noGravado', 'suma', '2026-12-01', %s, 'm', 'q')
        """,
        (tenant,),
    )
    return tenant


def add_dte(connection: psycopg.Connection, tenant: UUID, dte: UUID, number: int = 1, **changes: object) -> None:
    """A signed document without an answer yet; `changes` by column."""
    row: dict[str, object] = {
        "id": dte,
        "tenant_id": tenant,
        "codigo_generacion": str(dte).upper(),
        "numero_control": f"DTE-01-M001P001-{number:015d}",
        "tipo_dte": "01",
        "version": 2,
        "ambiente": "00",
        "estado": "FIRMADO",
        "fec_emi": "2026-11-24",
        "hor_emi": "10:00:00",
        "total": "761.20",
        "documento": '{"identificacion":{}}',
        "jws": "a.b.c",
        **changes,
    }
    names = ", ".join(row)
    connection.execute(
        f"INSERT INTO dtes ({names}) VALUES ({', '.join(f'%({name})s' for name in row)})",  # type: ignore[arg-type]
        row,
    )
