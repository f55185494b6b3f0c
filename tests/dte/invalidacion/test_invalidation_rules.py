"""The rules of invalidations, each broken and kept: by itself, and against what the issuer holds."""

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from tests.dte.events import (
    CODIGO_OF_RETURN,
    NEW,
    SEAL,
    TARGET,
    THIRD_CODE,
    Change,
    all_of,
    complete,
    held,
    invalidation,
    issued,
    judged,
    put,
    returned,
    told,
)
from tests.dte.support import CONSUMIDOR, CONTRIBUYENTE, EMISOR, ccf, document, fe, line

from facturaxpress import dte

OF_18 = {"tipoDte": "18", "numeroControl": None, "fecEmi": "2026-09-15", "codigoGeneracionR": None}
OF_03 = {"tipoDte": "03", "numeroControl": "DTE-03-M001P001-000000000000007", "fecEmi": "2026-09-15"}
OF_05 = {"tipoDte": "05", "numeroControl": "DTE-05-M001P001-000000000000007", "fecEmi": "2026-09-15"}
ALONE: dict[str, Any] = {"codigoGeneracionR": None}
FACTURA = fe(line(113, 2), receptor=CONSUMIDOR, fecEmi="2026-09-10")

# Code, path, version and an input that breaks the rule.
INPUTS: list[tuple[str, str, int, dict[str, Any]]] = [
    ("invalidation-type", "documento.tipoDte", 3, invalidation(documento={"tipoDte": "02"})),
    (
        "invalidation-code",
        "documento.codigoGeneracion",
        3,
        invalidation(documento={"codigoGeneracion": TARGET.lower()}),
    ),
    ("invalidation-code", "documento.codigoGeneracionR", 3, invalidation(documento={"codigoGeneracionR": "x" * 36})),
    ("invalidation-seal", "documento.selloRecibido", 3, invalidation(documento={"selloRecibido": SEAL.lower()})),
    ("invalidation-number-missing", "documento.numeroControl", 3, invalidation(documento={"numeroControl": None})),
    ("invalidation-number", "documento.numeroControl", 3, invalidation(documento={"numeroControl": "x" * 31})),
    ("invalidation-number-type", "documento.numeroControl", 3, invalidation(documento=OF_03 | {"tipoDte": "01"})),
    (
        "invalidation-number-undue",
        "documento.numeroControl",
        3,
        invalidation(documento=OF_18 | {"numeroControl": "DTE-18-M001P001-000000000000007"}),
    ),
    ("invalidation-receiver", "documento.nombre", 3, invalidation(documento=OF_03 | {"nombre": None})),
    ("invalidation-reason", "motivo.tipoAnulacion", 3, invalidation(motivo={"tipoAnulacion": 4})),
    (
        "invalidation-reason-text",
        "motivo.motivoAnulacion",
        3,
        invalidation(motivo={"tipoAnulacion": 3, "motivoAnulacion": ...}),
    ),
    (
        "invalidation-reason-text",
        "motivo.motivoAnulacion",
        3,
        invalidation(motivo={"tipoAnulacion": 3, "motivoAnulacion": "   "}),
    ),
    ("invalidation-replacement", "documento.codigoGeneracionR", 3, invalidation(documento=ALONE)),
    ("invalidation-replacement-rescinded", "documento.codigoGeneracionR", 3, invalidation(motivo={"tipoAnulacion": 2})),
    ("invalidation-replacement-undue", "documento.codigoGeneracionR", 3, invalidation(documento=OF_05)),
    (
        "invalidation-replacement-undue",
        "documento.codigoGeneracionR",
        3,
        invalidation(documento=OF_18 | {"codigoGeneracionR": NEW}),
    ),
    ("invalidation-replacement", "documento.codigoGeneracionR", 2, invalidation(documento=OF_05 | ALONE)),
    ("invalidation-replacement-rescinded", "documento.codigoGeneracionR", 2, invalidation(motivo={"tipoAnulacion": 2})),
    (
        "invalidation-replaced-by-itself",
        "documento.codigoGeneracionR",
        3,
        invalidation(documento={"codigoGeneracionR": TARGET}),
    ),
    ("invalidation-date", "fecEmi", 3, invalidation(fecEmi="2026-09-09")),
    ("invalidation-date", "fecEmi", 3, invalidation(fecEmi="2026-12-11")),
    ("invalidation-date", "fecEmi", 3, invalidation(fecEmi="2026-09-16", documento=OF_03)),
    ("invalidation-date", "fecEmi", 2, invalidation(fecEmi="2026-09-17", documento=OF_03)),
    ("nit-form", "motivo.numDocSolicita", 3, invalidation(motivo={"numDocSolicita": "0614-150618-102-4"})),
    ("nit-check-digit", "motivo.numDocSolicita", 3, invalidation(motivo={"numDocSolicita": "06141506181025"})),
    ("dui-form", "motivo.numDocResponsable", 3, invalidation(motivo={"numDocResponsable": "01234567-8"})),
    ("dui-check-digit", "motivo.numDocResponsable", 2, invalidation(motivo={"numDocResponsable": "01234567-9"})),
    ("dui-form", "documento.numDocumento", 3, invalidation(documento={"numDocumento": "0123-45678"})),
    ("dui-check-digit", "documento.numDocumento", 3, invalidation(documento={"numDocumento": "01234567-9"})),
    ("identity-type", "motivo.tipDocResponsable", 3, invalidation(motivo={"tipDocResponsable": "40"})),
    ("identity-halves", "documento.numDocumento", 3, invalidation(documento={"numDocumento": None})),
    ("email-form", "documento.correo", 3, invalidation(documento={"correo": "cliente@ejemplo"})),
]
RIGHT: list[tuple[int, dict[str, Any]]] = [
    (3, invalidation()),
    (2, invalidation()),
    (3, invalidation(motivo={"tipoAnulacion": 2, "motivoAnulacion": ...}, documento=ALONE)),
    (3, invalidation(motivo={"tipoAnulacion": 3})),
    (3, invalidation(documento=OF_05 | ALONE)),
    (3, invalidation(documento=OF_18)),
    (3, invalidation(documento=OF_18 | {"tipoDte": "17", "tipoDocumento": None, "numDocumento": None, "nombre": None})),
    (3, invalidation(documento={"tipoDocumento": None, "numDocumento": None, "nombre": None, "correo": None})),
    (3, invalidation(fecEmi="2026-12-10")),
    (2, invalidation(fecEmi="2026-09-16", documento=OF_03)),
    (2, invalidation(motivo={"numDocResponsable": "01234567-8"})),
    # Copied letter for letter from a factura of 1.x, whether that is held or not.
    (3, invalidation(documento={"numDocumento": "01234567-8"})),
]
UNEXPLAINED = invalidation()["motivo"] | {"tipoAnulacion": 3, "motivoAnulacion": None}
# Code, path and what is done to a right event of 2.0.
EVENTS: list[tuple[str, str, Change]] = [
    ("invalidation-date", "identificacion.fecEmi", put("identificacion.fecEmi", "2026-09-09")),
    (
        "invalidation-reason-text",
        "motivo.motivoAnulacion",
        put("motivo", UNEXPLAINED),
    ),
    ("invalidation-number-missing", "documento.numeroControl", put("documento.numeroControl", None)),
    ("invalidation-seal", "documento.selloRecibido", put("documento.selloRecibido", "x" * 40)),
]


def act(tipo: str) -> dict[str, Any]:
    """A note or return in force, as far as the rules look at it."""
    field = "tipoEvento" if tipo == "18" else "tipoDte"
    return {"identificacion": {field: tipo, "version": 1, "codigoGeneracion": THIRD_CODE}}


CREDIT = ccf(line(100), fecEmi="2026-09-14")
# Code, path, the input, and what is held of the documents that it names.
AGAINST: list[tuple[str, str, dict[str, Any], dict[str, Any]]] = [
    ("invalidation-differs", "documento.nombre", invalidation(documento={"nombre": "OTRA PERSONA"}), {}),
    ("invalidation-differs", "documento.fecEmi", invalidation(documento={"fecEmi": "2026-09-11"}), {}),
    (
        "invalidation-differs",
        "documento.selloRecibido",
        invalidation(documento={"selloRecibido": "2026" + "Z" * 36}),
        {},
    ),
    ("invalidation-differs", "documento.numDocumento", invalidation(documento={"numDocumento": "012345679"}), {}),
    ("invalidation-unsealed", "documento.selloRecibido", invalidation(), {"seal": None}),
    ("invalidation-again", "documento.codigoGeneracion", invalidation(), {"invalidated": True}),
    ("invalidation-blocked", "documento.codigoGeneracion", invalidation(), {"affecting": [act("18")]}),
]


@pytest.mark.parametrize(
    ("code", "path", "version", "sale"), INPUTS, ids=lambda part: part if isinstance(part, str) else ""
)
def test_an_input_that_breaks_a_rule_is_told_at_its_place(
    code: str, path: str, version: int, sale: dict[str, Any]
) -> None:
    hits = [one for one in all_of(sale, version=version) if (one.code, one.path) == (code, path)]
    assert len(hits) == 1, told(sale, version=version)
    complete(hits[0])


@pytest.mark.parametrize(("version", "sale"), RIGHT)
def test_a_right_input_breaks_none(version: int, sale: dict[str, Any]) -> None:
    assert told(sale, version=version) == []
    assert judged(sale, version=version) == []


@pytest.mark.parametrize(("code", "path", "change"), EVENTS)
def test_an_event_that_breaks_a_rule_is_told_at_its_place(code: str, path: str, change: Change) -> None:
    assert judged(invalidation(), change) == [(code, path)]


@pytest.mark.parametrize(("code", "path", "sale", "state"), AGAINST)
def test_what_is_held_is_compared(code: str, path: str, sale: dict[str, Any], state: dict[str, Any]) -> None:
    known = {TARGET: held(issued(FACTURA), **state)}
    hits = [one for one in all_of(sale, held=known) if (one.code, one.path) == (code, path)]
    assert len(hits) == 1, told(sale, held=known)
    complete(hits[0])
    # The same when the finished event is judged beside what is held.
    assert (code, path) in judged(sale, known=known)
    # And nothing where nothing is held.
    assert told(sale) == [] or code == "invalidation-differs"


def test_a_right_document_that_is_held_is_no_fault() -> None:
    known = {TARGET: held(issued(FACTURA)), NEW: held(issued(FACTURA, NEW))}
    assert told(invalidation(), held=known) == []
    assert judged(invalidation(), known=known) == []
    # Being in a settlement or a certificate of retention blocks nothing.
    known = {TARGET: held(issued(FACTURA), affecting=[act("08"), act("07")])}
    assert told(invalidation(), held=known) == []


@pytest.mark.parametrize(("tipo", "blocks"), [("05", True), ("06", True), ("18", False), ("08", False)])
def test_notes_block_a_credito_fiscal(tipo: str, blocks: bool) -> None:
    sale = invalidation(motivo={"tipoAnulacion": 2})
    sale["documento"] = {"codigoGeneracion": TARGET}
    known = {TARGET: held(issued(CREDIT), affecting=[act(tipo)])}
    expected = [("invalidation-blocked", "documento.codigoGeneracion")] if blocks else []
    assert told(sale, held=known) == expected


def test_only_the_issuer_or_who_absorbed_it_invalidates() -> None:
    other = msgspec.structs.replace(EMISOR, nit="06142803901121")
    known = {TARGET: held(issued(FACTURA, emisor=other))}
    assert told(invalidation(), held=known) == [("invalidation-issuer", "emisor.nit")]
    assert told(invalidation(identificacion={"fusion": "06142803901121"}), held=known) == []


@pytest.mark.parametrize(
    ("new", "faults"),
    [
        (held(issued(FACTURA, NEW)), []),
        (held(issued(FACTURA, NEW), seal=None), ["unsealed"]),
        (held(issued(FACTURA, NEW), invalidated=True), ["invalidated"]),
        (held(issued(CREDIT, NEW)), ["type"]),
        (held(issued(CREDIT, NEW), seal=None), ["unsealed", "type"]),
    ],
)
def test_the_replacement_is_sealed_in_force_and_of_the_same_type(new: dte.Held, faults: list[str]) -> None:
    expected = [(f"invalidation-replacement-{fault}", "documento.codigoGeneracionR") for fault in faults]
    assert told(invalidation(), held={NEW: new}) == expected
    for one in all_of(invalidation(), held={NEW: new}):
        complete(one)


@pytest.mark.parametrize(
    ("sealed", "late"),
    [
        # A factura: three months from the day of its seal.
        (datetime(2026, 6, 15, 18, tzinfo=UTC), False),
        (datetime(2026, 6, 14, 18, tzinfo=UTC), True),
    ],
)
def test_a_late_invalidation_is_a_warning(sealed: datetime, late: bool) -> None:
    known = {TARGET: held(issued(FACTURA), sealed=sealed)}
    expected = [("invalidation-late", "documento.selloRecibido")] if late else []
    assert told(invalidation(), held=known) == expected
    for one in all_of(invalidation(), held=known):
        complete(one)


@pytest.mark.parametrize(
    ("sealed", "plazo", "late"),
    [
        # 10th business day of September 2026: the 14th; today is the 15th.
        (datetime(2026, 8, 31, 18, tzinfo=UTC), "mes-siguiente", True),
        (datetime(2026, 9, 1, 18, tzinfo=UTC), "mes-siguiente", False),
        # Ten business days, of which 15 September is none.
        (datetime(2026, 8, 31, 18, tzinfo=UTC), "diez-dias", True),
        (datetime(2026, 9, 1, 18, tzinfo=UTC), "diez-dias", False),
        (datetime(2026, 9, 14, 18, tzinfo=UTC), "antiguo", False),
        (datetime(2026, 9, 13, 18, tzinfo=UTC), "antiguo", True),
    ],
)
def test_the_term_of_the_others_is_a_reading(sealed: datetime, plazo: Any, late: bool) -> None:
    sale = invalidation(motivo={"tipoAnulacion": 2})
    sale["documento"] = {"codigoGeneracion": TARGET}
    known = {TARGET: held(issued(CREDIT), sealed=sealed)}
    found = told(sale, held=known, readings=dte.Readings(plazoInvalidacion=plazo))
    assert (("invalidation-late", "documento.selloRecibido") in found) is late


def test_a_return_that_is_held_is_invalidated_with_the_receiver_it_names() -> None:
    event = issued(returned(), CODIGO_OF_RETURN)
    sale = invalidation()
    sale["documento"] = {"codigoGeneracion": CODIGO_OF_RETURN}
    made = document(sale, held={CODIGO_OF_RETURN: held(event)})["documento"]
    assert (made["tipoDte"], made["numeroControl"], made["nombre"]) == ("18", None, CONSUMIDOR["nombre"])
    assert CONTRIBUYENTE["nit"] != made["numDocumento"]


PROVED = {code for code, *_ in (*INPUTS, *EVENTS, *AGAINST)} | {
    "invalidation-issuer",
    "invalidation-late",
    "invalidation-replacement-unsealed",
    "invalidation-replacement-invalidated",
    "invalidation-replacement-type",
}
