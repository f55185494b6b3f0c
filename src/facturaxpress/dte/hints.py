"""What to write into a field that is missing or has a wrong form, in Spanish and English."""

Words = tuple[str, str]
"""The same in Spanish and in English."""
NOTHING: Words = ("", "")


def hinted(words: Words) -> dict[str, str]:
    """The values that the rule `required` names beside the field."""
    return {"hint": words[0], "hint_en": words[1]}


OR_NULL: Words = (" (null si no hay dato)", " (null if there is none)")
_RESPONSIBLE: Words = (" con un código de CAT-022: 13 DUI, 36 NIT", " with a code of CAT-022: 13 DUI, 36 NIT")
HINTS: dict[str, Words] = {
    "nit": (" de 14 dígitos, o de 9 si es un DUI", " of 14 digits, or of 9 if it is a DUI"),
    "codActividad": (" con un código de CAT-019", " with a code of CAT-019"),
    "direccion": (
        " con departamento, municipio, distrito y complemento",
        " with departamento, municipio, distrito and complemento",
    ),
    "departamento": (" con un código de CAT-012", " with a code of CAT-012"),
    "municipio": (" con un código de CAT-013", " with a code of CAT-013"),
    "distrito": (" con un código de CAT-008", " with a code of CAT-008"),
    "tipoGeneracion": (": 1 físico, 2 electrónico", ": 1 printed, 2 electronic"),
    "tipoServicio": (" con un código de CAT-010", " with a code of CAT-010"),
    "receptor": (" con los datos de quien recibe el documento", " with the data of whoever gets the document"),
    "documentoRelacionado": (
        " con el documento del que trata este: tipo, número y fecha",
        " with the document that this one is about: type, number and date",
    ),
    "numeroDocumento": (" con el número del documento relacionado", " with the number of the related document"),
    "codPais": (" con un código de CAT-020, como SV", " with a code of CAT-020, like SV"),
    "otrosDocumentos": (
        " con la resolución que califica al donatario: codDocAsociado 1, descDocumento y detalleDocumento",
        " with the resolution that qualifies the donee: codDocAsociado 1, descDocumento and detalleDocumento",
    ),
    "bienTitulo": (" con un código de CAT-025", " with a code of CAT-025"),
    "condicionOperacion": (
        ": 1 contado, 2 crédito, 3 otro (CAT-016)",
        ": 1 paid at once, 2 on credit, 3 other (CAT-016)",
    ),
    "extension": (" con nombEntrega y docuEntrega", " with nombEntrega and docuEntrega"),
    "tipoDte": (" con el tipo del documento (CAT-002)", " with the type of the document (CAT-002)"),
    "fechaEmision": (
        " con la fecha en que se generó el documento",
        " with the date on which the document was generated",
    ),
    "porcentComision": (": 3 es el 3 %", ": 3 is 3 %"),
    "selloRecibido": (", el sello que devolvió MH", ", the seal that MH gave"),
    "tipoAnulacion": (
        ": 1 error en los datos, 2 se rescinde la operación, 3 otro (CAT-024)",
        ": 1 wrong data, 2 the operation is rescinded, 3 other (CAT-024)",
    ),
    "nombreResponsable": (" con quien responde por el evento", " with the person who answers for the event"),
    "tipDocResponsable": _RESPONSIBLE,
    "tipoDocResponsable": _RESPONSIBLE,
    "nombreSolicita": (" con quien pide la invalidación", " with the person who asks for the invalidation"),
    "tipDocSolicita": _RESPONSIBLE,
    "detalleDTE": (
        " con el tipo y el código de cada documento emitido en contingencia",
        " with the type and code of each document issued in contingency",
    ),
    "fInicio": (", el día en que empezó la contingencia", ", the day on which the contingency began"),
    "hInicio": (", la hora en que empezó, como 08:00:00", ", the time at which it began, like 08:00:00"),
    "fFin": (", el día en que terminó la contingencia", ", the day on which the contingency ended"),
    "hFin": (", la hora en que terminó, como 09:15:00", ", the time at which it ended, like 09:15:00"),
    "tipoContingencia": (" con un código de CAT-005", " with a code of CAT-005"),
}
"""What to write into a field that is missing, as the end of a sentence."""

_TAXPAYER: Words = (
    "de 14 dígitos, o de 9 si es un DUI, sin guiones",
    "of 14 digits, or of 9 if it is a DUI, without hyphens",
)
FORMS: dict[str, Words] = {
    "codigoGeneracion": (
        "4BA1AEB5-2A77-4B5E-8C8B-CE195EC5DC88: mayúsculas y guiones",
        "4BA1AEB5-2A77-4B5E-8C8B-CE195EC5DC88: capitals and hyphens",
    ),
    "numeroControl": (
        "DTE-01-M001P001-000000000000001: tipo, establecimiento, punto de venta y correlativo",
        "DTE-01-M001P001-000000000000001: type, establishment, point of sale and sequence number",
    ),
    "horEmi": ("18:05:30: de 00 a 23 horas", "18:05:30: from 00 to 23 hours"),
    "nit": _TAXPAYER,
    "fusion": _TAXPAYER,
    "nrc": ("de 1 a 8 dígitos, sin guion", "of 1 to 8 digits, without a hyphen"),
}
"""The form of a field whose pattern says little to a person."""
EMAIL: Words = ("nombre@dominio", "name@domain")
