import pytest

from facturaxpress.hacienda import Reason, reasons


@pytest.mark.parametrize(
    ("text", "path", "rest"),
    [
        ("[resumen.totalIva] CALCULO INCORRECTO", "resumen.totalIva", "CALCULO INCORRECTO"),
        (
            "[cuerpoDocumento.1.tributos] DEBE PROPORCIONAR UN VALOR",
            "cuerpoDocumento[0].tributos",
            "DEBE PROPORCIONAR UN VALOR",
        ),
        ("[cuerpoDocumento.12.cantidad] VALOR NO VALIDO", "cuerpoDocumento[11].cantidad", "VALOR NO VALIDO"),
        ("[Cuerpodocumento.item.2] CALCULO INCORRECTO", "cuerpoDocumento[1]", "CALCULO INCORRECTO"),
        ("[Cuerpodocumento.numItem] ERROR EN CORRELATIVO", "cuerpoDocumento.numItem", "ERROR EN CORRELATIVO"),
        (
            "Campo #/receptor/numDocumento no cumple el formato requerido",
            "receptor.numDocumento",
            "no cumple el formato requerido",
        ),
        (
            "Campo #/resumen/pagos/0/periodo no cumple el mínimo  exclusivo",
            "resumen.pagos[0].periodo",
            "no cumple el mínimo  exclusivo",
        ),
        ("Campo #/receptor contiene un valor inválido", "receptor", "contiene un valor inválido"),
        ("Campo codEstable no esta permitido en #/emisor", "emisor.codEstable", "no esta permitido"),
        ("Campo compra es requerido en #/cuerpoDocumento/1", "cuerpoDocumento[1].compra", "es requerido"),
        ("Campo sujetoExcluido es requerido en #", "sujetoExcluido", "es requerido"),
        (
            "Valor ingresado no es de los permitidos en el campo #/cuerpoDocumento/0/codTributo",
            "cuerpoDocumento[0].codTributo",
            "Valor ingresado no es de los permitidos",
        ),
        (
            "identificacion.fecEmi Difiere de la fecha de envío.",
            "identificacion.fecEmi",
            "Difiere de la fecha de envío.",
        ),
        ("  [receptor.nit]   NIT CONTRIBUYENTE NO EXISTE ", "receptor.nit", "NIT CONTRIBUYENTE NO EXISTE"),
        ("Firma no válida", None, "Firma no válida"),
        ("DOCUMENTO NO CUMPLE ESQUEMA JSON", None, "DOCUMENTO NO CUMPLE ESQUEMA JSON"),
        ("El numero de facturador, no corresponde.", None, "El numero de facturador, no corresponde."),
        ("[]", None, "[]"),
        ("Campo #", None, "Campo #"),
        ("", None, ""),
    ],
)
def test_every_form_in_which_mh_names_a_field(text: str, path: str | None, rest: str) -> None:
    assert reasons.read(text, "020") == Reason(path, rest, "020")


def test_a_text_that_is_only_a_field_keeps_the_whole_text() -> None:
    assert reasons.read("[emisor.nrc]") == Reason("emisor.nrc", "[emisor.nrc]")


def test_long_texts_are_read_at_once() -> None:
    long = "Campo " + "a " * 50_000
    assert reasons.read(long).path is None
    assert reasons.read("a.b" * 50_000).path is None
