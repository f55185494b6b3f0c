"""What each type and event shows, in order, of both regimes: titles, labels and values written down by hand."""

from decimal import Decimal

import pytest

from facturaxpress.rendering import render_pdf
from tests.rendering.documents import OTHER
from tests.rendering.everything import ALL
from tests.rendering.expected import assert_in_order
from tests.rendering.support import CODIGO, SELLO, overprinted, raw, text

DOCUMENT = [
    f"Código de Generación: {CODIGO}",
    "Número de Control: DTE-",
    f"Sello de Recepción: {SELLO}",
    "Modelo de Facturación: Modelo Facturación previo",
    "Tipo de Transmisión: Transmisión normal",
    "Fecha y Hora de Generación: 03/10/2026 18:05:09",
]
CALLE = "Dirección: Calle El Mirador 12, San Salvador"
CONTACT = ["Teléfono: 22334455", "Correo electrónico: facturas@ferreteria.example.com"]
TAXPAYER = ["Nombre: FERRETERÍA DE EJEMPLO, S.A. DE C.V.", "NIT: 06142803901121"]
TRADE = "Actividad económica: Venta al por mayor de otros productos"
ISSUER = [*TAXPAYER, "NRC: 2345678", TRADE, CALLE, *CONTACT]
NAMED = [*ISSUER, "Nombre Comercial: Ferretería de Ejemplo"]
BUILDER = "Nombre: CONSTRUCTORA DE EJEMPLO, S.A. DE C.V."
BUILDERS = "Actividad económica: Construcción de edificios residenciales"
MAIL = "Correo electrónico: compras@constructora.example.com"
BRAND = "Nombre Comercial: Constructora de Ejemplo"
RECEIVER = [BUILDER, "DUI: 034567891", "NRC: 8765432", BUILDERS, CALLE]
NOTED = [*RECEIVER, "Teléfono: 22667788", MAIL, BRAND]
THIRD = "VENTA POR CUENTA DE TERCEROS: -"
CLOSING = ["Valor en Letras: TREINTA Y TRES 90/100 DÓLARES", "Condición de la Operación: Contado", "Observaciones: -"]
ITEM = "N° Cantidad Unidad Código Descripción Precio Unitario"
SALES = "Ventas No Sujetas Ventas Exentas Ventas Gravadas"
SUMS = "Suma de Ventas: 0.00 0.00 30.00"
TAX = ["Nombre del Tributo: Valor del Tributo", "Impuesto al Valor Agregado 13% 3.90"]
ADJUSTED = [
    "DOCUMENTOS RELACIONADOS",
    "Tipo de Documento: Comprobante de crédito fiscal",
    f"N° de documento: {OTHER}",
    "Fecha del Documento: 30/09/2026",
]
RETURNED = ["DOCUMENTOS RELACIONADOS", "Tipo de Documento N° de Documento Fecha de Documento"]
BACK = ["Nombre: FERRETERÍA DE EJEMPLO, S.A. DE C.V.", "NIT: 06142803901121", "Recinto Fiscal:", "Tipo de Régimen:"]
BACK += ["Régimen de Exportación:", "IDENTIFICACIÓN DEL RECEPTOR", "Nombre: Ana Ejemplo", "DUI: 034567891"]
BACK += ["Teléfono: 70001122", "Correo: -", "País destino de la exportación: -"]
EVENT = [f"Código de Generación: {CODIGO}", f"Sello de Recepción: {SELLO}", "Modelo de Facturación:"]
EVENT += ["Tipo de Transmisión: Transmisión normal", "Fecha y Hora del evento: 03/10/2026 18:05:09"]
SPECIAL = [
    f"Código de Generación: {CODIGO}",
    "Fecha y Hora del evento: 03/10/2026 18:05:09",
    f"Sello de Recepción: {SELLO}",
]
SPECIAL += ["Modelo de Facturación: Modelo Facturación previo", "Tipo de Transmisión: Transmisión normal", "EMISOR"]
SPECIAL_SUMMARY = [SUMS, *TAX, "Sub-Total: 30.00", "Total: 33.90", CLOSING[0]]
REFERENCE = "N° Código de Generación de EOE de referencia Tipo de Documento"

DISCOUNTS = [
    "Descuento global a ventas no sujetas: 0.01",
    "Descuento global a ventas exentas: 0.02",
    "Descuento global a ventas gravadas: 0.03",
]

SHOWN: dict[str, list[str]] = {
    "04": [
        "Ver.4 NOTA DE REMISIÓN", *DOCUMENT, "EMISOR", *NAMED, "RECEPTOR", *RECEIVER, MAIL, BRAND,
        "Bienes Remitidos a Título de: Consignación", THIRD, "DOCUMENTOS RELACIONADOS: -",
        f"{ITEM} Descuento por ítem {SALES}", "1 3.00 Unidad ART-7 Lámina galvanizada 10.50 1.50 0.00 0.00 30.00",
        SUMS, "Suma Total de Operaciones: 30.00", *DISCOUNTS, "Sub-Total: 30.00", *TAX,
        "Monto Total de la Operación: 33.90", CLOSING[0], "Observaciones: Frágil",
    ],
    "05": [
        "Ver.4 NOTA DE CRÉDITO", *DOCUMENT, "FUSIONES Y OTROS NIT: 06140202021018", "EMISOR", *NAMED, "RECEPTOR",
        *NOTED, THIRD, *ADJUSTED,
        "N° N° de Doc. Relacionado IVA Percibido IVA Retenido Cantidad Unidad Código Descripción Precio Unitario"
        f" Descuento por ítem Otros Montos No Afectos {SALES}",
        f"1 {OTHER} 0.30 0.31 3.00 Unidad ART-7 Lámina galvanizada 10.50 1.50 -2.00 0.00 0.00 30.00",
        SUMS, "Suma Total de Operaciones: 30.00", *TAX, "Monto Total de la Operación: 33.90",
        "Total IVA Percibido: 0.30", "Total IVA Retenido: 0.31", "Total Otros Montos no Afectos: -2.00",
        "Total a pagar: 31.89", *CLOSING,
    ],
    "05 on 07": [
        "NOTA DE CRÉDITO", "Tipo de Documento: Comprobante de retención",
        "N° N° de Doc. Relacionado IVA 13% IVA Retenido Cantidad Unidad Código Descripción Precio Unitario " + SALES,
        f"1 {OTHER} 3.90 0.31 3.00 Unidad ART-7 Lámina galvanizada 10.50 0.00 0.00 0.00",
        SUMS, "Suma Total de Operaciones: 30.00", "Monto Total de la Operación: 33.90", "Total IVA 13%: 3.90",
        "Total IVA Retenido: 0.31", "Total a Pagar: 31.89", *CLOSING,
    ],
    "06": ["Ver.4 NOTA DE DÉBITO", *NAMED, *NOTED, *ADJUSTED, "Total a pagar: 31.89", *CLOSING],
    "07": [
        "Ver.2 COMPROBANTE DE RETENCIÓN", *DOCUMENT, "EMISOR", *TAXPAYER, CALLE, "NRC: 2345678", TRADE,
        "Nombre Comercial: Ferretería de Ejemplo", *CONTACT, "RECEPTOR", BUILDER, CALLE, BRAND, "DUI: 034567891",
        "NRC: 8765432", BUILDERS, "Teléfono: 22667788", MAIL,
        "N° Tipo de Doc. Relacionado N° del Doc. relacionado Fecha del doc. Descripción Monto Sujeto a Retención"
        " IVA Retenido",
        f"1 Comprobante de crédito fiscal {OTHER} 04/09/2026 Compra de lámina 150.00 1.50",
        "Total Monto sujeto a retención: 150.00", "IVA generado 13%: 19.50", "Total IVA Retenido: 1.50",
        "Valor en Letras IVA retenido: UNO 50/100 DÓLARES", "Observaciones: -",
    ],
    "08": [
        "Ver.2 COMPROBANTE DE LIQUIDACIÓN", *DOCUMENT, "COMISIONISTA (EMISOR)", *NAMED, "MANDANTE (RECEPTOR)",
        *RECEIVER, MAIL, BRAND,
        "N° Tipo de Doc. Relacionado Tipo de Generación Doc. N° de Doc. Relacionado Fecha Exportaciones " + SALES,
        f"1 Nota de crédito Electrónico {OTHER} Devolución parcial 05/09/2026 0.70 0.00 0.00 -50.00",
        "Suma de Ventas: 0.70 0.00 0.00 30.00", "Suma Total Operaciones: 30.00", *TAX,
        "Monto Total de la Operación: 33.90", "IVA percibido: 0.30", "Total: 34.20", *CLOSING,
    ],
    "09": [
        "Ver.2 DOCUMENTO CONTABLE DE LIQUIDACIÓN", *DOCUMENT, "AGENTE PERCEPTOR (EMISOR)", TAXPAYER[0],
        "Nombre Comercial: Ferretería de Ejemplo", TAXPAYER[1], "NRC: 2345678", TRADE, CALLE, *CONTACT,
        "AFILIADO (RECEPTOR)", BUILDER, BUILDERS, "NIT: 06143112951034", CALLE, "NRC: 8765432", "Teléfono: 22998877",
        MAIL, "Tipo de establecimiento: Sucursal", BRAND,
        "Fecha inicio del periodo de Liquidación: 01/09/2026", "Fecha fin del periodo de liquidación: 15/09/2026",
        "Valor de las operaciones a liquidar: 2,260.00", "Cantidad de documentos de liquidación: 25",
        "Descripción del monto no sujeto a percepción: Ventas exentas", "Comisión: 56.50",
        "Valores no sujetos a percepción: 130.00", "Porcentaje de comisión: 2.50", "Subtotal: 2,130.00",
        "IVA de la comisión: 7.35", "IVA de las operaciones a liquidar: 245.04",
        "Valor Líquido a pagar al Afiliado: 2,158.45", "Montos sujetos a percepción sin IVA: 1,884.96",
        "Valor en Letras: DOS MIL CIENTO CINCUENTA Y OCHO 45/100 DÓLARES", "IVA Percibido (2%): 37.70",
        "Observaciones: Cierre de quincena", "EXTENSIÓN", "Nombre del Responsable de la liquidación: Rosa Ejemplo",
        "Doc. de identificación: 045678912",
    ],
    "11": [
        "Ver.3 FACTURA DE EXPORTACIÓN", *DOCUMENT, "EXPORTADOR (EMISOR)", *NAMED,
        "Recinto Fiscal: Marítima de Acajutla", "Tipo de Régimen: Exportación Definitiva",
        "Régimen de Exportación: Exportación Definitiva, Régimen Común",
        "RECEPTOR", "Nombre: IMPORTADORA DE EJEMPLO", "Otro: GT-778899", "Actividad económica: Comercio al por mayor",
        "País destino: Guatemala", "Dirección: 10 Avenida 5-55", "Teléfono: 50222000000",
        "Correo electrónico: compras@importadora.example.com", "Nombre Comercial: -", THIRD,
        "COMPRA POR CUENTA DE TERCEROS", "N° de Doc. de Identificación: 06140303031015",
        "Nombre del Tercero: Tercero de Ejemplo", "DOCUMENTOS RELACIONADOS: -", "DOCUMENTOS ASOCIADOS",
        "Identificación del documento asociado Descripción del documento asociado Modo de transporte"
        " Número de identificación del conductor Nombre y apellidos del conductor"
        " Número de identificación del transporte",
        "Carta de porte 81 Traslado a la frontera TERRESTRE 045678912 Luis Ejemplo C-123456",
        f"{ITEM} Descuento por ítem Otros Montos No Afectos Ventas Gravadas",
        "1 3.00 Unidad ART-7 Lámina galvanizada 10.50 1.50 1.00 30.00", "Total de Descuentos: 1.53",
        "Total de Operaciones Gravadas: 30.00", "Descuento Global a Ventas Gravadas: 0.03", "Seguro: 4.40",
        "Flete: 5.50", "IVA de exportación 0% 0.00", "Monto Total de la Operación: 39.87",
        "Total Otros Montos No Afectos: 1.00", "Total a Pagar: 40.87", "Transferencias de bienes no onerosas: 6.60",
        "Valor en Letras: CUARENTA 87/100 DÓLARES", "Condición de la Operación: Contado",
        "Descripción INCOTERMS: FOB-Libre a bordo", "Observaciones: -",
    ],
    "14": [
        "Ver.2 FACTURA SUJETO EXCLUIDO", *DOCUMENT, "EMISOR", *ISSUER, "RECEPTOR", "Nombre: ANA SOFÍA EJEMPLO",
        "DUI: 034567891", "Actividad económica: -", CALLE, "Correo electrónico: ana@example.com",
        f"{ITEM} Descuento por ítem Compras", "1 3.00 Unidad ART-7 Lámina galvanizada 10.50 1.50 30.00",
        "Total de Operaciones: 30.00", "Descuento global al total de operaciones: 0.04", "Sub-Total: 29.96",
        "Retención Renta: 3.00", "Total a Pagar: 26.96", "Valor en Letras: VEINTISÉIS 96/100 DÓLARES",
        "Condición de la Operación: Contado", "Observaciones: -",
    ],
    "15": [
        "Ver.2 COMPROBANTE DE DONACIÓN", *DOCUMENT, "EMISOR", *ISSUER, "RECEPTOR", "Nombre: ANA SOFÍA EJEMPLO",
        "DUI: 034567891", "Actividad económica: -", "Dirección: -", "Teléfono: -", "OTROS DOCUMENTOS ASOCIADOS",
        "Documento Asociado: Emisor", "Identificación documento: Resolución 55", "Descripción: Calificación vigente",
        "N° Cantidad Descripción Unidad de Medida Depreciación Valor Unitario Valor Donado",
        "1 5.00 Equipo usado Tipo de donación: Bien Unidad 20.50 400.00 2,000.00", "Total de la Donación: 2,000.00",
        "Valor en Letras: DOS MIL 00/100 DÓLARES", "Observaciones: -",
    ],
    "invalidacion": [
        "Ver.3 EVENTO DE INVALIDACIÓN", f"Código de Generación: {OTHER}",
        "Fecha y Hora del evento: 04/10/2026 09:30:00", f"Sello de Recepción: {SELLO}", "IDENTIFICACIÓN DEL EMISOR",
        *TAXPAYER, "Teléfono: 22334455", "Correo Electrónico: facturas@ferreteria.example.com",
        "IDENTIFICACIÓN DEL RECEPTOR", "Nombre: Ana Ejemplo", "DUI: 034567891", "Correo electrónico: ana@example.com",
        "INFORMACIÓN RELATIVA AL MOTIVO DE INVALIDACIÓN", "Tipo de Invalidación: Rescindir de la operación realizada.",
        "Motivo: Cliente desistió", "Nombre de quien realiza el evento: Rosa Ejemplo", "DUI: 045678912",
        "Nombre de quien solicita el evento: Luis Ejemplo", "NIT: 06140404041012",
        "Tipo DTE/Evento Código de Generación aplicado Sello de Recepción Número de Control Fecha de Generación",
        f"Comprobante de crédito fiscal {CODIGO} {SELLO} DTE-03-S002P003-000000000000421 03/10/2026",
        "Código de Generación que reemplaza al invalidado: -",
    ],
    "contingencia": [
        "Ver.4 EVENTO DE CONTINGENCIA", f"Código de Generación: {OTHER}",
        "Fecha y Hora de transmisión: 04/10/2026 14:30:00", f"Sello de Recepción: {SELLO}", "EMISOR", *TAXPAYER[::-1],
        *CONTACT, "Tipo de establecimiento: Casa Matriz", "Nombre del responsable: Rosa Ejemplo", "DUI: 045678912",
        "MOTIVO DE LA CONTINGENCIA", "Tipo de Contingencia: Otro", "Motivo: Falla del servidor",
        "Inicio: 03/10/2026 10:00:00", "Fin: 04/10/2026 13:45:00", "N° Tipo de Documento Código de Generación",
        "1 Comprobante de crédito fiscal 00000001-5B2E-4F68-9C3D-7E8F90A1B2C3",
        "2 Comprobante de crédito fiscal 00000002-5B2E-4F68-9C3D-7E8F90A1B2C3",
    ],
    "17 by range": [
        "Ver.1 EVENTO DE OPERACIONES ESPECIALES", *SPECIAL, "NIT (Emisor): 06142803901121",
        "Nombre (Emisor): FERRETERÍA DE EJEMPLO, S.A. DE C.V.",
        f"{REFERENCE} Fecha Documento Origen Cantidad Descripción Doc. Del Doc. Al Precio Unitario {SALES}",
        f"1 {OTHER} Factura de venta simplificada - 3.00 Ventas del día 101 103 10.00 0.00 0.00 30.00",
        *SPECIAL_SUMMARY,
    ],
    "17 one by one": [
        *SPECIAL, "Nombre (Emisor): FERRETERÍA DE EJEMPLO, S.A. DE C.V.", "NIT (Emisor): 06142803901121",
        f"{REFERENCE} Documento Origen Fecha Documento Origen Cantidad Descripción Precio Unitario {SALES}",
        "2 - Comprobantes de Control Interno CCI-9 02/10/2026 3.00 Ventas del día 10.00 0.00 0.00 30.00",
        *SPECIAL_SUMMARY,
    ],
    "17 of both": [
        f"{REFERENCE} Documento Origen Fecha Documento Origen Cantidad Descripción Doc. Del Doc. Al Precio Unitario",
        f"1 {OTHER} Factura de venta simplificada - - 3.00 Ventas del día 101 103 10.00",
        "2 - Comprobantes de Control Interno CCI-9 02/10/2026 3.00 Ventas del día - - 10.00", *SPECIAL_SUMMARY,
    ],
    "18 on 01": [
        "Ver.1 EVENTO DE RETORNO", *EVENT, *BACK, THIRD, *RETURNED, f"Factura {OTHER} 30/09/2026",
        "N° Código de Generación del DTE IVA Retenido Cantidad Código Descripción Unidad Precio Unitario"
        f" Descuento por ítem Otros Montos no Afectos {SALES}",
        f"1 {OTHER} 0.31 3.00 ART-7 Lámina galvanizada Unidad 10.50 1.50 0.00 0.00 0.00 30.00", SUMS,
        "Suma de operaciones: 30.00", "Nombre del Tributo: Valor del Tributo", "Total IVA Retenido: 0.31",
        "Monto Total de la Operación: 33.90", "Total Otros Montos no Afectos: 0.00", "Total a pagar: 30.59", CLOSING[0],
    ],
    "18 on 11": [
        *EVENT, *BACK, THIRD, "COMPRA POR CUENTA DE TERCEROS: -", *RETURNED, "Facturas de exportación",
        "N° Código de Generación del DTE Seguro Flete Cantidad Código Descripción Unidad Precio Unitario"
        " Descuento por ítem Otros Montos no Afectos Ventas Gravadas",
        f"1 {OTHER} 4.40 5.50 3.00 ART-7 Lámina galvanizada Unidad 10.50 1.50 0.00 30.00", "Suma de Ventas: 30.00",
        "Suma de operaciones: 30.00", "Nombre del Tributo: Valor del Tributo", "Total Seguro: 4.40",
        "Total Flete: 5.50", "Total IVA Retenido: 0.31", "Total Retención Renta: 3.00",
        "Total Otros Montos no Afectos: 0.00", "Monto Total de la Operación: 33.90", "Total a pagar: 30.59", CLOSING[0],
    ],
    "18 on 14": [
        *EVENT, *BACK, *RETURNED, "Factura de sujeto excluido",
        "N° Código de Generación del DTE Retención Renta Cantidad Código Descripción Unidad Precio Unitario"
        " Descuento por ítem Compras a Sujetos Excluidos",
        f"1 {OTHER} 3.00 3.00 ART-7 Lámina galvanizada Unidad 10.50 1.50 30.00", "Suma de Ventas: 30.01",
        "Suma de operaciones: 30.00", "Total Retención Renta: 3.00", "Monto Total de la Operación: 33.90",
        "Total a pagar: 30.59", CLOSING[0],
    ],
}  # fmt: skip

ESTABLISHMENT = "Tipo de establecimiento: Casa Matriz"
HANDED = ["EXTENSIÓN", "Nombre del responsable que genera el DTE: Rosa Ejemplo"]
HANDED += ["Documento de identificación de quien genera el DTE: 045678912"]
HANDED += ["Nombre del responsable por parte del receptor: Luis Ejemplo"]

SHOWN_1X: dict[str, list[str]] = {
    "01": [
        "Ver.1 FACTURA", *NAMED, ESTABLISHMENT, "Sumatoria de ventas: 2,568.87", "IVA Retenido: 24.69",
        "Retención Renta: 7.89", "Monto Total de la Operación: 2,888.79", "Total a Pagar: 2,885.28",
        "Observaciones: Entregado en bodega", *HANDED, "Placa de vehículo: P-778899",
    ],
    "03": [
        "Ver.3 COMPROBANTE DE CRÉDITO FISCAL", *NAMED, ESTABLISHMENT, "NIT: 06143112951034", "IVA Percibido: 24.68",
        "IVA Retenido: 24.69", "Retención Renta: 7.89", "Total a Pagar: 2,885.28",
        "Observaciones: Entregado en bodega", *HANDED, "Placa de vehículo: P-778899",
    ],
    "04": ["Ver.3 NOTA DE REMISIÓN", *NAMED, ESTABLISHMENT, "Observaciones: Entregado en bodega", *HANDED],
    "05": [
        "Ver.3 NOTA DE CRÉDITO", *NAMED, ESTABLISHMENT, "RECEPTOR", BUILDER, "NIT: 06143112951034", *ADJUSTED,
        f"N° N° de Doc. Relacionado Cantidad Unidad Código Descripción Precio Unitario Descuento por ítem {SALES}",
        f"1 {OTHER} 3.00 Unidad ART-7 Lámina galvanizada 10.50 1.50 0.00 0.00 30.00", SUMS,
        "Suma Total de Operaciones: 30.00", "Descuento global a ventas gravadas: 0.03", *TAX, "Sub-Total: 29.97",
        "Total IVA Percibido: 0.30", "Total IVA Retenido: 0.31", "Retención Renta: 7.89",
        "Monto Total de la Operación: 33.90", *CLOSING,
    ],
    "06": ["Ver.3 NOTA DE DÉBITO", "NIT: 06143112951034", "Monto Total de la Operación: 33.90", *CLOSING],
    "07": [
        "Ver.1 COMPROBANTE DE RETENCIÓN", ESTABLISHMENT,
        f"1 Comprobante de crédito fiscal {OTHER} 04/09/2026 Compra de lámina 150.00 1.50",
        "Total Monto sujeto a retención: 150.00", "Total IVA Retenido: 1.50",
        "Valor en Letras IVA retenido: UNO 50/100 DÓLARES", "Observaciones: -",
    ],
    "08": [
        "Ver.1 COMPROBANTE DE LIQUIDACIÓN", ESTABLISHMENT, "NIT: 034567891",
        f"1 Nota de crédito Electrónico {OTHER} Devolución parcial 05/09/2026 0.70 0.00 0.00 -50.00",
        "Suma de Ventas: 0.70 0.00 0.00 30.00", "Total: 34.20",
    ],
    "09": [
        "Ver.1 DOCUMENTO CONTABLE DE LIQUIDACIÓN", ESTABLISHMENT, "Porcentaje de comisión: 2.5",
        "Doc. de identificación: 045678912",
    ],
    "11": [
        "Ver.1 FACTURA DE EXPORTACIÓN", *NAMED, ESTABLISHMENT, "Recinto Fiscal: Marítima de Acajutla",
        "Régimen de Exportación:", THIRD, "DOCUMENTOS ASOCIADOS", "Descuento Global a Ventas Gravadas: 0.03",
        "Flete: 5.50", "Monto Total de la Operación: 39.87", "Valor en Letras: CUARENTA 87/100 DÓLARES",
    ],
    "14": [
        "Ver.1 FACTURA SUJETO EXCLUIDO", "RECEPTOR", "Nombre: ANA SOFÍA EJEMPLO", "DUI: 034567891",
        "Sub-Total: 29.96", "IVA Retenido: 0.21", "Retención Renta: 3.00", "Total a Pagar: 26.96",
    ],
    "15": [
        "Ver.1 COMPROBANTE DE DONACIÓN", "EMISOR", *ISSUER, ESTABLISHMENT, "RECEPTOR", "Nombre: ANA SOFÍA EJEMPLO",
        "1 5.00 Equipo usado Tipo de donación: Bien Unidad 20.50 400.00 2,000.00",
    ],
    "invalidacion": ["Ver.2 EVENTO DE INVALIDACIÓN", "Fecha y Hora del evento: 04/10/2026 09:30:00", "Luis Ejemplo"],
    "contingencia": ["Ver.3 EVENTO DE CONTINGENCIA", "Fecha y Hora de transmisión: 04/10/2026 14:30:00"],
}  # fmt: skip

ABSENT_1X = {
    "05": ["Otros Montos", "Total a pagar", "IVA 13%"],
    "07": ["IVA generado"],
    "11": ["COMPRA POR CUENTA", "DOCUMENTOS RELACIONADOS", "Nombre del Tributo", "no onerosas", "Tipo de Régimen"],
}
"""What the earlier structures do not have."""


@pytest.mark.parametrize("name", SHOWN)
def test_a_document_shows_its_fields_in_order(name: str) -> None:
    assert_in_order(text(render_pdf(raw(ALL[name]()), sello=SELLO)), SHOWN[name])


@pytest.mark.parametrize("tipo", SHOWN_1X)
def test_an_earlier_document_shows_its_fields_in_order(tipo: str) -> None:
    found = text(render_pdf(raw(ALL[f"{tipo} earlier"]()), sello=SELLO))
    assert_in_order(found, SHOWN_1X[tipo])
    for words in ABSENT_1X.get(tipo, ()):
        assert words not in found


def test_every_structure_of_both_regimes_has_a_layout() -> None:
    shown = {*SHOWN, *(f"{tipo} earlier" for tipo in SHOWN_1X)}
    assert shown | {"01", "03"} == set(ALL)


@pytest.mark.parametrize("name", ALL)
def test_nothing_lies_on_anything_else(name: str) -> None:
    document = ALL[name]()
    document["identificacion"]["ambiente"] = "01"
    assert not overprinted(render_pdf(raw(document), sello=SELLO))


HIDDEN = {
    "08": ("cuerpoDocumento", "ivaItem"),
    "18 on 01": ("cuerpoDocumento", "ivaItem", "psv"),
    "01 earlier": ("cuerpoDocumento", "ivaItem", "psv"),
}


@pytest.mark.parametrize("name", HIDDEN)
def test_informative_figures_of_lines_are_never_printed(name: str) -> None:
    document = ALL[name]()
    part, *keys = HIDDEN[name]
    document[part][0] |= dict.fromkeys(keys, Decimal("77.66"))
    document["resumen"]["totalIva"] = Decimal("77.66")
    assert "77.66" not in text(render_pdf(raw(document), sello=SELLO))


@pytest.mark.parametrize("name", ["04", "05", "08", "11", "17 by range", "18 on 01", "05 earlier"])
def test_informative_tributes_are_printed_in_no_type(name: str) -> None:
    document = ALL[name]()
    document["resumen"]["tributos"] = [
        {"codigo": "C5", "descripcion": "Ad valorem bebidas", "valor": Decimal("77.66")},
        {"codigo": "59", "descripcion": "Turismo: por alojamiento (5%)", "valor": Decimal("12.34")},
    ]
    found = text(render_pdf(raw(document), sello=SELLO))
    assert "Ad valorem" not in found
    assert "77.66" not in found
    assert "Turismo: por alojamiento (5%) 12.34" in found


def test_what_only_one_regime_has_is_not_asked_of_the_other() -> None:
    found = text(render_pdf(raw(ALL["03"]()), sello=SELLO))
    for words in ("Tipo de establecimiento", "Retención Renta", "EXTENSIÓN"):
        assert words not in found


def test_a_receiver_without_telephone_gets_no_line_where_mhs_layout_has_none() -> None:
    document = ALL["14"]()
    assert "Teléfono: -" not in text(render_pdf(raw(document), sello=SELLO))
    document["receptor"]["telefono"] = "70008899"
    assert "Teléfono: 70008899" in text(render_pdf(raw(document), sello=SELLO))
