"""The code lists the sandbox looks values up in, for the structures of 2026. Source: MH's Catálogos v1.1."""

from collections.abc import Set
from typing import Any

SECTION_1 = {"20", "C3", "59", "71", "D1", "C8", "D5"}
"""CAT-015 section 1: tributes added to the total. D4 is MH's own and is not emitted."""

SECTION_2 = {"A8", "57", "90", "A6", "D5"}
"""CAT-015 section 2: tributes that are a line of their own, named in `codTributo`."""

SECTION_3 = {"C5", "C6", "C7", "A1", "A5", "A7", "A9", "19", "28", "42", "43", "44", "58", "77", "78", "79", "85", "86"}
SECTION_3 |= {"91", "92", *map(str, range(31, 40)), *map(str, range(50, 56))}
"""CAT-015 section 3: informative, shown in the summary and added to nothing."""

_OF_SALES = {"59", "71", "D1", "C8", "D5"}

SECTION_1_OF_TIPO = {
    "01": _OF_SALES,
    "03": {"20"} | _OF_SALES,
    "04": {"20", "C3"} | _OF_SALES,
    "05": {"20"} | _OF_SALES,
    "06": {"20"} | _OF_SALES,
    "08": {"20", "C3"} | _OF_SALES,
    "11": {"C3", "D1", "C8"},
    "17": {"20"},
    "18": {"C3"} | _OF_SALES,
}
"""Which codes of section 1 a document may carry (Manual Funcional v2.0, PDF p. 35 and 38)."""

SECTION_3_TIPOS = {"01", "03", "05", "06", "11", "18"}
"""Documents that may list informative tributes (p. 39)."""

NEEDED = {"03": {"20"}, "04": {"20", "C3"}, "05": {"20"}, "06": {"20"}, "11": {"C3"}, "17": {"20"}}
NEEDED["08"] = SECTION_1_OF_TIPO["08"]
"""Of these codes a line with a taxable amount carries at least one."""

TIPO_ITEM = {"14": {1, 2, 3}}
ANY_TIPO_ITEM = {1, 2, 3, 4}
"""CAT-011; 14 knows no tributes of its own."""

UNI_MEDIDA = {
    1,
    2,
    6,
    9,
    10,
    13,
    15,
    18,
    20,
    *range(22, 25),
    26,
    30,
    *range(32, 35),
    *range(36, 41),
    *range(42, 48),
    49,
}
UNI_MEDIDA |= {*range(50, 60), 99}
"""CAT-014."""

FORMA_PAGO = {"01", "02", "03", "04", "05", "08", "09", "11", "12", "13", "14", "99"}
"""CAT-017."""

PLAZO = {"01", "02", "03"}
"""CAT-018."""

TIPO_DOCUMENTO = {"36", "13", "37", "03", "02"}
"""CAT-022, identity documents of a receptor."""

RETENCION = {"22", "C4", "C9"}
"""CAT-006."""

_RECINTOS = """
01 02 03 04 05 06 07 08 09 10 11 12 15 16 17 18 20 21 23 24 26 27 28 29 30 31 32 33 34 35 36 37 38 39 40 41 42 43
71 72 73 76 77 80 81 83 85 99
"""

RECINTO_FISCAL = set(_RECINTOS.split())
"""CAT-027."""

TIPO_REGIMEN = {"EX-1", "EX-2", "EX-3", "TA-1"}
"""CAT-033."""

_REGIMES = """
0000 000; 1000 000; 1040 000; 1041 020 021; 1052 000; 1054 000; 1100 000; 1200 000; 1300 000; 1400 000 011 012 017;
1048 025 031 032 033 034 035 036 037 038 039 040 043 044 054 055 056; 1500 000; 2100 000 065; 2200 000 065; 2400 000;
3050 000; 3051 000; 3052 000; 3053 000; 3054 000; 3055 000; 3056 000 047 057 058 072 081 084 085;
3057 000 047 057 058 081 084 085; 3058 033 034 035 036 037 038 039 040 043 044 054 055 056 082;
3059 000 057 058 033 034 035 038 039 040 044 047 054 055 056 081; 3070 000 047 072; 3071 000
"""

REGIMEN = {
    f"{heading}.{ending}" for heading, *endings in (each.split() for each in _REGIMES.split(";")) for ending in endings
}
"""CAT-028."""

INCOTERMS = {f"{number:02d}" for number in range(1, 12)}
"""CAT-031."""

_PAISES = """
AF AX AL DE AD AO AI AQ AG AW SA DZ AR AM AU AT AZ BS BH BD BB BE BZ BJ BM BY BO BQ BA BW BR BN BG BF BI BT CV KY
KH CM CA CF TD CL CN CY VA CO KM CG CI CR HR CU CW DK DM DJ EC EG SV AE ER SK SI ES US EE ET FJ PH FI FR GA GM GE
GH GI GD GR GL GP GU GT GF GG GN GQ GW GY HT HN HK HU IN ID IQ IE BV IM NF IS CX CC CK FO GS HM FK MP MH PN TC UM
VI IL IT JM JP JE JO KZ KE KG KI KW LA LS LV LB LR LY LI LT LU MO MK MG MY MW MV ML MT MA MQ MU MR YT MX FM MD MC
MN ME MS MZ MM NA NR NP NI NE NG NU NO NC NZ OM NL PK PW PS PA PG PY PE PF PL PT PR QA GB KP CZ KR CD DO IR RE RW
RO RU EH BL MF SB WS AS KN SM PM VC SH LC ST SN RS SC SL SG SX SY SO SS LK ZA SD SE CH SR SJ SZ TH TW TZ TJ IO TF
TL TG TK TO TT TN TM TR TV UA UG UY UZ VU VE VN VG WF YE ZM ZW
"""

PAIS = set(_PAISES.split())
"""CAT-020."""

ESTABLECIMIENTO = {"01", "02", "04", "07"}
"""CAT-009."""

OF_1X = {
    ("01", 1),
    ("03", 3),
    ("04", 3),
    ("05", 3),
    ("06", 3),
    ("07", 1),
    ("08", 1),
    ("09", 1),
    ("11", 1),
    ("14", 1),
    ("15", 1),
}
OF_1X |= {("invalidacion", 2), ("contingencia", 3)}
"""The structures of 2022, in force until the changeover; all others are of Normativa 2.0."""

DOCUMENTS = {"01", "03", "04", "05", "06", "07", "08", "09", "11", "14", "15"}
"""CAT-002, documents."""

ALLOWED: dict[str, Set[Any]] = {
    "receptor.tipoDocumento": TIPO_DOCUMENTO,
    "receptor.bienTitulo": {"01", "02", "03", "04", "05"},
    "receptor.codDomiciliado": {1, 2},
    "receptor.codPais": PAIS,
    "receptor.tipoPersona": {1, 2},
    "receptor.tipoEstablecimiento": ESTABLECIMIENTO,
    "emisor.tipoDocumento": TIPO_DOCUMENTO,
    "emisor.tipoItemExpor": {1, 2, 3},
    "emisor.recintoFiscal": RECINTO_FISCAL,
    "emisor.tipoRegimen": TIPO_REGIMEN,
    "emisor.regimen": REGIMEN,
    "emisor.tipoEstablecimiento": ESTABLECIMIENTO,
    "emisor.tipoDocResponsable": TIPO_DOCUMENTO,
    "ventaTercero.codDomiciliado": {1, 2},
    "documentoRelacionado.*.tipoGeneracion": {1, 2},
    "otrosDocumentos.*.codDocAsociado": {1, 2, 3, 4},
    "otrosDocumentos.*.modoTransp": {1, 2, 3, 4, 5, 6},
    "cuerpoDocumento.*.tipoGeneracion": {1, 2},
    "cuerpoDocumento.*.codigoRetencionMH": RETENCION,
    "cuerpoDocumento.*.tipoDonacion": {1, 2, 3},
    "resumen.condicionOperacion": {1, 2, 3},
    "resumen.pagos.*.codigo": FORMA_PAGO,
    "resumen.pagos.*.plazo": PLAZO,
    "resumen.codIncoterms": INCOTERMS,
    "resumen.codigoRetencionMH": RETENCION,
    "documento.tipoDocumento": TIPO_DOCUMENTO,
    "documento.codPais": PAIS,
    "detalleDTE.*.tipoDoc": {"01", "03", "04", "05", "06", "07", "11", "14", "18"},
    "motivo.tipoAnulacion": {1, 2, 3},
    "motivo.tipDocResponsable": TIPO_DOCUMENTO,
    "motivo.tipDocSolicita": TIPO_DOCUMENTO,
    "motivo.tipoContingencia": {1, 2, 3, 4, 5},
}
"""Where a code of 2.0 stands, whatever the structure; a null is left to the schema."""

ALLOWED_IN: dict[str, dict[str, Set[Any]]] = {
    "07": {"cuerpoDocumento.*.tipoDte": {"01", "03", "11", "14"}},
    "08": {"cuerpoDocumento.*.tipoDte": {"01", "03", "05", "06", "11", "18"}},
    "17": {"cuerpoDocumento.*.tipoDocumento": {"02", "97"}},
    "invalidacion": {"documento.tipoDte": DOCUMENTS | {"17", "18"}},
}
"""Codes whose list depends on the structure."""

_PLACES = """
00 00: 00
01 13: 03 05 09 12
01 14: 01 02 04 11
01 15: 06 07 08 10
02 14: 06 07 11 13
02 15: 10
02 16: 02 04
02 17: 01 03 05 08 09 12
03 17: 07 08 10 13
03 18: 09 11 14 15 16
03 19: 02 03 04 05 06 12
03 20: 01
04 34: 04 12 25
04 35: 01 08 10 13 16 22 24 31 32 33
04 36: 02 03 05 06 07 09 11 14 15 17 18 19 20 21 23 26 27 28 29 30
05 23: 12 16 17
05 24: 02 15
05 25: 03 07 13 19 21
05 26: 01 06 10 14 22
05 27: 05 08 09 18 20
05 28: 04 11
06 20: 01 05 06
06 21: 02 09
06 22: 04 07 13 17 18 19
06 23: 03 08 12 14 15 16
06 24: 10 11
07 17: 06 07 09 10 15
07 18: 01 02 03 04 05 08 11 12 13 14 16
08 23: 01 05 09 11 13 15 20
08 24: 02 03 04 06 07 08 12 14 16 18 19 22
08 25: 10 17 21
09 10: 02 05 06 08 09
09 11: 01 03 04 07
10 14: 01 04 05 06 07 08 09
10 15: 02 03 10 11 12 13
11 24: 01 02 05 07 09 11 12 16 21
11 25: 03 04 06 10 13 17 18 20 22 23
11 26: 08 14 15 19
12 21: 01 02 04 11 13 14 16 19
12 22: 03 06 09 12 17 20
12 23: 05 07 08 10 15 18
13 27: 01 02 03 07 10 11 14 16 18 20 24
13 28: 04 05 06 08 09 12 13 15 17 19 21 22 23 25 26
14 19: 01 02 03 06 09 11 12 13 15 16
14 20: 04 05 07 08 10 14 17 18
"""

DISTRITOS: dict[tuple[str, str], set[str]] = {
    (head.split()[0], head.split()[1]): set(tail.split())
    for head, _, tail in (line.partition(":") for line in _PLACES.strip().splitlines())
}
"""CAT-012, CAT-013 and CAT-008 in one: (departamento, municipio) to its distritos."""

DEPARTAMENTOS = {departamento for departamento, _ in DISTRITOS}
