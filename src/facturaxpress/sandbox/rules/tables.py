"""The few code lists the sandbox looks values up in, for the structures of 2026. Source: MH's Catálogos v1.1."""

SECTION_1 = {"20", "C3", "59", "71", "D1", "C8", "D5"}
"""CAT-015 section 1: tributes added to the total. D4 is MH's own and is not emitted."""

SECTION_2 = {"A8", "57", "90", "A6", "D5"}
"""CAT-015 section 2: tributes that are a line of their own, named in `codTributo`."""

SECTION_3 = {"C5", "C6", "C7", "A1", "A5", "A7", "A9", "19", "28", "42", "43", "44", "58", "77", "78", "79", "85", "86"}
SECTION_3 |= {"91", "92", *map(str, range(31, 40)), *map(str, range(50, 56))}
"""CAT-015 section 3: informative, shown in the summary and added to nothing."""

SECTION_1_OF_TIPO = {"01": {"59", "71", "D1", "C8", "D5"}, "03": {"20", "59", "71", "D1", "C8", "D5"}}
"""Which codes of section 1 a document may carry (Manual Funcional v2.0, PDF p. 35 and 38)."""

TIPO_ITEM = {1, 2, 3, 4}
"""CAT-011."""

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
