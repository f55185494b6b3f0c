"""Which documents a sale or an event names."""

from facturaxpress import dte

ONE, OTHER = "4BA1AEB5-2A77-4B5E-8C8B-CE195EC5DC88", "7C1D2F5A-0B3E-4D6C-9A81-5E4F3D2C1B0A"


def test_codes_are_found_where_documents_are_named() -> None:
    note = {
        "documentoRelacionado": [{"numeroDocumento": OTHER}, {"numeroDocumento": "S221001345"}],
        "cuerpoDocumento": [{"numeroDocumento": OTHER, "codigo": ONE}, {"numeroDocumento": ONE}],
    }
    assert dte.references(note) == (OTHER, ONE)
    event = {
        "documento": {"codigoGeneracion": ONE, "codigoGeneracionR": None},
        "detalleDTE": [{"codigoGeneracion": OTHER}],
    }
    assert dte.references(event) == (ONE, OTHER)


def test_what_is_no_code_names_nothing() -> None:
    for sale in (None, [], {}, {"documento": 1}, {"documentoRelacionado": {"numeroDocumento": [ONE]}}):
        assert dte.references(sale) == ()
    assert dte.references({"cuerpoDocumento": [None, 5, {"numeroDocumento": ONE.lower()}]}) == ()
