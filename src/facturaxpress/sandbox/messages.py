"""MH's result codes with their texts, and the refusal that carries one of them.

Source: Manual Tecnológico v1.0, tables of `clasificaMsg` and `codigoMsg`; the text of 802 is the one observed live.
"""

TEXTS = {
    "001": "RECIBIDO",
    "002": "RECIBIDO CON OBSERVACIONES",
    "003": "VALOR NO VALIDO",
    "004": "YA EXISTE UN REGISTRO CON ESE VALOR",
    "005": "DEBE PROPORCIONAR UN VALOR",
    "006": "FORMATO NO VALIDO",
    "007": "VALOR NO ES PERMITIDO",
    "008": "NO CORRESPONDE A CONTRIBUYENTE",
    "009": "NIT CONTRIBUYENTE NO EXISTE",
    "010": "CONTRIBUYENTE NO SE ENCUENTRA ACTIVO",
    "011": "NO ES CONTRIBUYENTE IVA",
    "012": "NO EXISTE EVENTO DE CONTINGENCIA",
    "013": "NO ESTA ENTRE PERIODO REPORTADO EN EVENTO DE CONTINGENCIA",
    "014": "NO EXISTE UN REGISTRO CON ESTE DATO",
    "015": "DOCUMENTO SE ENCUENTRA ANULADO",
    "016": "MONTO DE OPERACIÓN ES MAYOR AL DOCUMENTO RELACIONADO",
    "017": "FECHA NO ES CORRECTA",
    "018": "FECHA FUERA DE PLAZO PERMITIDO",
    "019": "ERROR EN CORRELATIVO",
    "020": "CALCULO INCORRECTO",
    "021": "NO SE PUEDE VALIDAR CAMPO",
    "022": "SERVICIO DE VALIDACION DE FIRMA NO DISPONIBLE",
    "023": "FALTAN DATOS PARA VALIDAR INFORMACION",
    "024": "VALOR EN CAMPO NO APLICA",
    "025": "VALORES REPETIDOS",
    "026": "NO SE PERMITEN VALORES DIFERENTES",
    "027": "DATO NO COINCIDE CON DTE",
    "028": "DTE ESTA RELACIONADO CON OTRO DTE",
    "096": "DOCUMENTO NO CUMPLE ESQUEMA JSON",
    "097": "NO SE HA PROPORCIONADO DATOS PARA VALIDAR",
    "098": "DATOS NO CUMPLEN ESTANDAR JSON",
    "099": "ERROR NO CATALOGADO",
    "802": "Firma no válida",
}

USUAL_FIELDS = {
    "004": "identificacion.numeroControl",
    "009": "receptor.nit",
    "010": "receptor.nit",
    "011": "receptor.nrc",
    "012": "identificacion.codigoGeneracion",
    "013": "identificacion.codigoGeneracion",
    "015": "documentoRelacionado.numeroDocumento",
    "016": "documentoRelacionado.numeroDocumento",
    "017": "identificacion.fecEmi",
    "018": "identificacion.fecEmi",
    "019": "identificacion.numeroControl",
    "022": "firma",
    "028": "identificacion.codigoGeneracion",
}
"""The field a code is usually about: what a refusal asked for by code alone (a fault) names."""

_GENERAL = "99"
_BY_PART = {
    "identificacion": "11",
    "documento": "11",
    "motivo": "11",
    "detalleDTE": "11",
    "emisor": "12",
    "donatario": "12",
    "receptor": "13",
    "sujetoExcluido": "13",
    "donante": "13",
    "documentoRelacionado": "14",
    "cuerpoDocumento": "15",
    "resumen": "16",
    "extension": "17",
    "apendice": "18",
    "firma": "20",
    "ventaTercero": "21",
    "compraTercero": "21",
}
_BY_CODE = {"001": "10", "002": "10", "096": "98", "097": _GENERAL, "098": _GENERAL, "099": _GENERAL, "802": "20"}


def classify(code: str, field: str | None) -> str:
    """`clasificaMsg` of a result: by its code where the code decides, else by the part of the document of `field`."""
    if code in _BY_CODE:
        return _BY_CODE[code]
    return _BY_PART.get((field or "").partition(".")[0], _GENERAL)


class RefusalError(Exception):
    """The document is refused; holds what MH's answer says about it."""

    def __init__(
        self,
        code: str,
        field: str | None = None,
        *,
        observaciones: list[str] | None = None,
        text: str | None = None,
        clasifica: str | None = None,
    ) -> None:
        described = TEXTS.get(code, TEXTS["099"])
        self.codigo = code
        self.descripcion = text if text is not None else f"[{field}] {described}" if field else described
        self.clasifica = clasifica if clasifica is not None else classify(code, field)
        self.observaciones = observaciones or []
        super().__init__(self.descripcion)
