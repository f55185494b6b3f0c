"""What a tenant may set for itself: the readings of the law it issues under, and its limits.

Only what was set is stored, so that a default that changes reaches every tenant that did not choose otherwise.
"""

from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec

from facturaxpress.dte import Policy, Withholding, identity
from facturaxpress.dte.lawtable import BEGINNING, Setting
from facturaxpress.dte.readings import SPECS
from facturaxpress.tenants.reading import CORRECT, Reader, meant, nearest

_DAYS = {
    "fecEmi_dias_atras": ("fecemi_days_back", 365),
    "fecEmi_dias_adelante": ("fecemi_days_ahead", 5),
}
"""Name in the file, name in `Policy`, most. MH lets a document be dated five days ahead, so no tenant may say more."""

_FLAGS = tuple(field.name for field in msgspec.structs.fields(Withholding))

_CHOICES = {name: spec.values for name, spec in SPECS.items() if spec.sides}


def read(section: Reader | None) -> dict[str, Any]:
    """The section `ajustes` of a definition as `tenants.settings` stores it."""
    if section is None:
        return {}
    section.only(*_DAYS, "receptor_desde", "lecturas", "receptores")
    policy: dict[str, Any] = {}
    for name, (stored, most) in _DAYS.items():
        days = section.table.get(name)
        if days is None:
            continue
        if isinstance(days, bool) or not isinstance(days, int) or not 0 <= days <= most:
            section.refuse("AJUSTE", name, f"«{name}» es un número entero de 0 a {most}.")
        else:
            policy[stored] = days
    threshold: dict[str, str] = {}
    amount = section.table.get("receptor_desde")
    if amount is not None:
        text = "" if isinstance(amount, bool) or not isinstance(amount, int | Decimal) else format(Decimal(amount), "f")
        try:
            threshold["receptorDesde01"] = str(SPECS["receptorDesde01"].parse(text))
        except ValueError:
            section.refuse("AJUSTE", "receptor_desde", "«receptor_desde» es un monto en dólares, como 1095.00.")
    readings = _readings(section.inner("lecturas", required=False)) | threshold
    receptores = _receptores(section.inner("receptores", required=False))
    parts = (("policy", policy), ("readings", readings), ("receptores", receptores))
    return {name: value for name, value in parts if value}


def _receptores(section: Reader | None) -> dict[str, dict[str, bool]]:
    """Flags by the receptor's number; those that are false are not stored."""
    found: dict[str, dict[str, bool]] = {}
    for number in section.table if section is not None else ():
        record = section.inner(number) if section is not None else None
        if record is None:
            continue
        record.only(*_FLAGS)
        flags = {name: record.table[name] for name in _FLAGS if name in record.table}
        for name, value in flags.items():
            if not isinstance(value, bool):
                record.refuse("TIPO", name, f"«{name}» es true o false, sin comillas.")
        found[identity.compact(number)] = {name: True for name, value in flags.items() if value is True}
    return {number: flags for number, flags in found.items() if flags}


def _readings(section: Reader | None) -> dict[str, str]:
    if section is None:
        return {}
    section.only(*_CHOICES)
    chosen = {}
    for name, choices in _CHOICES.items():
        value = section.table.get(name)
        if value is None:
            continue
        if value not in choices:
            close = nearest(str(value), choices)
            section.refuse(
                "AJUSTE",
                name,
                f"«{value}» no es una lectura de {name}; hay {' y '.join(f'«{choice}»' for choice in choices)}.",
                meant(close) if close else CORRECT,
            )
        else:
            chosen[name] = value
    return chosen


def receptores(settings: dict[str, Any]) -> dict[str, Withholding]:
    """A tenant's own record of its receptors."""
    return msgspec.convert(settings.get("receptores") or {}, dict[str, Withholding])


def policy(settings: dict[str, Any], base: Policy) -> Policy:
    """A tenant's limits: what it set, and `base` for the rest. Names that are not known any more are left out."""
    own = {name: value for name, value in (settings.get("policy") or {}).items() if name in Policy.__struct_fields__}
    return msgspec.structs.replace(base, **own)


def law_settings(settings: dict[str, Any], tenant_id: UUID) -> list[Setting]:
    """A tenant's readings as rows of the law, which hold from the beginning until an operator's row goes before."""
    return [
        Setting(name, str(value), BEGINNING, tenant=str(tenant_id), note="ajustes.lecturas")
        for name, value in (settings.get("readings") or {}).items()
        if name in SPECS
    ]
