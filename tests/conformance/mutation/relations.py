"""What is forbidden of a document by the one it acts on, which the issuer holds.

A sample names a document that no sample is; one is made of a sample of that type: right in all that the two say of the
same thing, and large enough.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import msgspec
from tests.conformance.mutation.edit import MISSING, Mutation, changed, get
from tests.conformance.samples import Sample

from facturaxpress import dte

D = Decimal
OTHER_NIT = "06142803901121"
OTHER_CODE = "0A1B2C3D-4E5F-4A6B-8C7D-9E0F1A2B3C4D"
SEAL = "2026B2C3D4E5F6A1B2C3D4E5F6A1B2C3D4E5F6A1"
LARGE = D("90000.00")
COLUMNS = ("totalNoSuj", "totalExenta", "totalGravada", "totalCompra", "subTotalVentas", "subTotal")
Change = tuple[str, dict[str, Any], dict[str, Any], tuple[str, ...]]
"""The path that is wrong, what changes in the sample, what changes of what is held, and where else it may be told."""


class Case(msgspec.Struct, frozen=True):
    """A sample with the document that it acts on."""

    sample: Sample
    code: str
    held: dte.Held

    def mutations(self) -> Iterator[Mutation]:
        for kind, source, warned, changes in self._kinds():
            for path, in_sample, of_held, also in changes:
                held = msgspec.structs.replace(self.held, **of_held)
                yield Mutation(
                    kind=kind,
                    path=path,
                    value=in_sample.get(path, "…"),
                    document=changed(self.sample.document, in_sample),
                    source=source,
                    also=also,
                    warned=warned,
                    held={self.code: held},
                )

    def _kinds(self) -> Iterator[tuple[str, str, bool, list[Change]]]:
        tipo = self.sample.tipo
        if tipo in ("05", "06"):
            yield from _of_notes(self)
        elif tipo == "18":
            yield from _of_returns(self)
        elif tipo == "invalidacion":
            yield from _of_invalidations(self)
        else:
            yield from _of_listings(self)


def models(samples: Iterable[Sample]) -> dict[tuple[str, str], Sample]:
    """A sample of each type and regime, in which somebody receives."""
    found: dict[tuple[str, str], Sample] = {}
    for sample in samples:
        if any(sample.document.get(name) for name in ("receptor", "sujetoExcluido", "donante", "documento")):
            found.setdefault((sample.tipo, sample.regime), sample)
    return found


def cases(sample: Sample, models: dict[tuple[str, str], Sample]) -> Iterator[Case]:
    """The sample with what it acts on, where it says all of that."""
    document = sample.document
    match sample.tipo:
        case "05" | "06":
            one = document["documentoRelacionado"][0]
            if len(document["documentoRelacionado"]) == 1 and one["tipoGeneracion"] == 2:
                model = models[one["tipoDocumento"], sample.regime].document
                whose = _receiver(document["receptor"])
                yield _case(sample, model, one["numeroDocumento"], one["fechaEmision"], whose, document)
        case "18":
            one = document["documentoRelacionado"][0]
            model = models[one["tipoDocumento"], "2.0"].document
            yield _case(sample, model, one["codigoGeneracion"], one["fechaEmision"], document["documento"], document)
        case "invalidacion":
            own = document["documento"]
            model = models[own["tipoDte"], sample.regime].document
            yield _case(sample, model, own["codigoGeneracion"], own["fecEmi"], own, document)
        case "07" | "08" if sample.regime == "2.0":
            line = document["cuerpoDocumento"][0]
            if len(document["cuerpoDocumento"]) == 1 and line["tipoGeneracion"] == 2:
                yield _listed(sample, models[line["tipoDte"], "2.0"].document, line)


def _receiver(section: dict[str, Any]) -> dict[str, Any]:
    number = section.get("numDocumento") or section.get("nit")
    names = ("nombre", "telefono", "correo")
    return {"tipoDocumento": "36", "numDocumento": number} | {name: section.get(name) for name in names}


def _case(
    sample: Sample, model: dict[str, Any], code: str, day: str, whose: dict[str, Any], document: dict[str, Any]
) -> Case:
    place = "documento" if "documento" in model and "receptor" not in model else "receptor"
    changes: dict[str, Any] = {
        "identificacion.codigoGeneracion": code,
        "identificacion.fecEmi": day,
        "emisor.nit": document["identificacion"].get("fusion") or document["emisor"]["nit"],
        "ventaTercero": document.get("ventaTercero"),
    }
    own = document.get("documento", {})
    if own.get("numeroControl"):
        changes["identificacion.numeroControl"] = own["numeroControl"]
    for name in ("tipoDocumento", "numDocumento", "nombre", "telefono", "correo"):
        if name in model[place]:
            changes[f"{place}.{name}"] = whose[name]
    if "nit" in model[place]:
        changes[f"{place}.nit"] = whose["numDocumento"]
        changes[f"{place}.nombre"] = whose["nombre"]
        changes |= {f"{place}.{name}": whose[name] for name in ("telefono", "correo") if name in model[place]}
    if sample.tipo != "invalidacion":
        changes |= {f"resumen.{name}": LARGE for name in COLUMNS if name in model["resumen"]}
    if "ventaTercero" not in model:
        del changes["ventaTercero"]
    held = dte.Held(
        document=changed(model, changes),
        selloRecibido=own.get("selloRecibido") or SEAL,
        sealed=datetime.fromisoformat(f"{day}T18:00:00+00:00").astimezone(UTC),
    )
    return Case(sample, code, held)


def _listed(sample: Sample, model: dict[str, Any], line: dict[str, Any]) -> Case:
    document = sample.document
    mine, theirs = document["emisor"]["nit"], document["receptor"]["numDocumento"]
    mine = document["identificacion"].get("fusion") or mine
    number = "nit" if "nit" in model["receptor"] else "numDocumento"
    changes: dict[str, Any] = {
        "identificacion.codigoGeneracion": line["numeroDocumento"],
        "identificacion.fecEmi": line["fechaEmision"],
        "emisor.nit": theirs if sample.tipo == "07" else mine,
    }
    gross = D("1.13") if line["tipoDte"] == "01" else D(1)
    changes |= {f"resumen.{name}": D(0) for name in ("totalNoSuj", "totalExenta", "descuGravada")}
    if sample.tipo == "07":
        changes[f"receptor.{number}"] = mine
        if number == "numDocumento":
            changes["receptor.tipoDocumento"] = "36"
        base = line["montoSujetoGrav"]
    else:
        changes["ventaTercero"] = {"nit": theirs, "nombre": document["receptor"]["nombre"], "codDomiciliado": 1}
        base = line["ventaGravada"]
    changes["resumen.totalGravada"] = (base * gross).quantize(D("0.01"))
    changes = {path: value for path, value in changes.items() if not path.startswith("resumen") or has(model, path)}
    held = dte.Held(document=changed(model, changes), selloRecibido=SEAL, sealed=datetime(2026, 9, 5, 18, tzinfo=UTC))
    return Case(sample, line["numeroDocumento"], held)


def has(document: dict[str, Any], path: str) -> bool:
    return get(document, path) is not MISSING


Kinds = Iterator[tuple[str, str, bool, list[Change]]]


def _state(path: str) -> list[Change]:
    return [(path, {}, {"selloRecibido": None, "sealed": None}, ()), (path, {}, {"invalidated": True}, ())]


def _with(case: Case, **summary: Any) -> dict[str, Any]:
    """What is held with other figures."""
    changes = {f"resumen.{name}": value for name, value in summary.items() if name in case.held.document["resumen"]}
    return {"document": changed(case.held.document, changes)}


def _of_notes(case: Case) -> Kinds:
    document = case.sample.document
    number = "receptor.nit" if "nit" in document["receptor"] else "receptor.numDocumento"
    place = "documentoRelacionado[0]"
    # With a merger, one of the three may be another.
    parties: list[Change] = []
    if not document["identificacion"].get("fusion"):
        mine, theirs = document["emisor"]["nit"], get(document, number)
        parties = [
            ("emisor.nit", {"emisor.nit": OTHER_NIT}, {}, ()),
            (number, {number: OTHER_NIT}, {}, ()),
        ]
        if mine != theirs:
            parties.append(("emisor.nit", {"emisor.nit": theirs, number: mine}, {}, (number,)))
    yield "note-parties", "Manual Funcional 2.0 p. 34, 41; Especificación §4.2", False, parties
    yield "related-state", "Manual Funcional 2.0 p. 44", False, _state(f"{place}.numeroDocumento")
    day = document["documentoRelacionado"][0]["fechaEmision"]
    other = day[:-2] + ("11" if day[-2:] != "11" else "12")
    yield (
        "related-differs",
        "Manual Funcional 2.0 p. 41",
        False,
        [
            (f"{place}.fechaEmision", {f"{place}.fechaEmision": other}, {}, ()),
            (f"{place}.tipoDocumento", {f"{place}.tipoDocumento": "07"}, {}, ()),
        ],
    )
    small = {name: D("0.10") for name in COLUMNS}
    half = {name: document["resumen"].get(name, 0) * D("1.5") for name in COLUMNS}
    twin = changed(document, {"identificacion.codigoGeneracion": OTHER_CODE})
    yield (
        "note-balance",
        "Aritmética §2, 05 y 06; código 016",
        case.sample.tipo == "06",
        [
            (f"{place}.numeroDocumento", {}, _with(case, **small), ()),
            (f"{place}.numeroDocumento", {}, _with(case, **half) | {"affecting": (twin,)}, ()),
        ],
    )


def _of_returns(case: Case) -> Kinds:
    document = case.sample.document
    place = "documentoRelacionado[0]"
    yield (
        "return-differs",
        "Manual Funcional 2.0 p. 29–31",
        False,
        [
            ("emisor.nit", {"emisor.nit": OTHER_NIT}, {}, ()),
            ("documento.numDocumento", {"documento.numDocumento": "045123788"}, {}, ()),
            (f"{place}.fechaEmision", {f"{place}.fechaEmision": "2026-09-11"}, {}, ()),
            ("ventaTercero", {"ventaTercero": {"nit": OTHER_NIT, "nombre": "OTRO", "codDomiciliado": 1}}, {}, ()),
        ],
    )
    yield "return-state", "Manual Funcional 2.0 p. 29–30", False, _state(f"{place}.codigoGeneracion")
    small = {name: D("1.00") for name in COLUMNS}
    twin = changed(document, {"identificacion.codigoGeneracion": OTHER_CODE})
    whole = max(D(item["ventaGravada"] + item["compra"]) for item in document["cuerpoDocumento"])
    half = {name: whole * D("1.5") for name in COLUMNS}
    yield (
        "return-balance",
        "Manual Funcional 2.0 p. 29",
        False,
        [
            (f"{place}.codigoGeneracion", {}, _with(case, **small), ()),
            (f"{place}.codigoGeneracion", {}, _with(case, **half) | {"affecting": (twin,)}, ()),
        ],
    )


def _of_invalidations(case: Case) -> Kinds:
    own = case.sample.document["documento"]
    copied: list[Change] = [("emisor.nit", {"emisor.nit": OTHER_NIT}, {}, ())]
    for name, wrong in (
        ("numDocumento", OTHER_NIT),
        ("nombre", "OTRO NOMBRE DE PRUEBA"),
        ("tipoDocumento", "37"),
        ("selloRecibido", SEAL[::-1]),
    ):
        if own.get(name) is not None and own[name] != wrong:
            copied.append((f"documento.{name}", {f"documento.{name}": wrong}, {}, ()))
    if own["numeroControl"] is not None:
        number = f"{own['numeroControl'][:-1]}{'1' if own['numeroControl'][-1] != '1' else '2'}"
        copied.append(("documento.numeroControl", {"documento.numeroControl": number}, {}, ()))
    yield "invalidation-differs", "Manual Funcional 2.0 p. 11 y 16", False, copied
    code = "documento.codigoGeneracion"
    state: list[Change] = [
        (code, {}, {"invalidated": True}, ()),
        ("documento.selloRecibido", {}, {"selloRecibido": None}, (code,)),
    ]
    yield "invalidation-state", "Manual Funcional 2.0 p. 13", False, state


def _of_listings(case: Case) -> Kinds:
    place = "cuerpoDocumento[0]"
    number = f"{place}.numeroDocumento"
    document = case.held.document
    stranger = changed(document, {"emisor.nit": OTHER_NIT})
    yield (
        "listed-parties",
        "Manual Funcional 2.0 p. 46–47; Especificación §4.2",
        False,
        [
            (number, {}, {"document": stranger}, ("emisor.nit", "receptor.numDocumento")),
            ("receptor.numDocumento", {"receptor.numDocumento": OTHER_NIT}, {}, (number,)),
        ],
    )
    yield (
        "listed-differs",
        "Manual Funcional 2.0 p. 47",
        False,
        [
            (f"{place}.fechaEmision", {f"{place}.fechaEmision": "2026-09-02"}, {}, ()),
        ],
    )
    unsealed = {"selloRecibido": None, "sealed": None}
    if case.sample.tipo == "07":
        yield "listed-state", "Manual Funcional 2.0 p. 44", False, _state(number)
        # The texts give the base of these two only.
        if document["identificacion"]["tipoDte"] in ("01", "03"):
            half = document["resumen"]["totalGravada"] / 2
            yield (
                "over-base",
                "Aritmética §2, 07",
                False,
                [
                    (f"{place}.montoSujetoGrav", {}, _with(case, totalGravada=half), ()),
                ],
            )
    else:
        own = changed(document, {"ventaTercero": None})
        twin = changed(case.sample.document, {"identificacion.codigoGeneracion": OTHER_CODE})
        yield (
            "settled",
            "Manual Funcional 2.0 p. 46–47",
            False,
            [
                (number, {}, unsealed, ()),
                (number, {}, {"document": own}, ()),
                (number, {}, {"affecting": (twin,)}, ()),
                (f"{place}.ventaGravada", {}, _with(case, totalGravada=document["resumen"]["totalGravada"] + 9), ()),
            ],
        )
