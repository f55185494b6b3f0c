"""Rules of the sale as it is sent: what is read and ignored, how a line is treated. `dte.building` applies them."""

from facturaxpress.dte.rules.book import EVERY, declare

_OURS = "FacturaXpress: forma de la venta"

declare(
    "unknown-type",
    message="No se conoce el tipo de documento o evento: {field} es {value}.",
    message_en="The type of document or event is not known: {field} is {value_en}.",
    fix="Use uno de estos códigos: {known}.",
    fix_en="Use one of these codes: {known}.",
    types=EVERY,
    source="CAT-002",
)
declare(
    "type-field",
    message="El tipo {tipo} viene en {field} y se dice en {right}.",
    message_en="The type {tipo} comes in {field} and is said in {right}.",
    fix="Escriba {right}: «{tipo}» en lugar de {field}.",
    fix_en="Write {right}: “{tipo}” in place of {field}.",
    types=EVERY,
    source="FacturaXpress: los documentos dicen tipoDte y los eventos tipoEvento",
    validate="off",
)
declare(
    "unknown-structure",
    message="No se conoce la estructura del tipo {tipo} en la versión {version}.",
    message_en="The structure of type {tipo} in version {version_en} is not known.",
    fix="Use una de estas estructuras (tipo y versión): {known}.",
    fix_en="Use one of these structures (type and version): {known}.",
    types=EVERY,
    source="JSON Schema de MH (identificacion.version)",
)
declare(
    "not-in-force",
    message="El {day} no rige ninguna estructura del tipo {tipo} en el ambiente {ambiente}.",
    message_en="On {day} no structure of type {tipo} is in force in ambiente {ambiente}.",
    fix="El tipo existe en {only}; espere a que rija{since} («facturaxpress law show»).",
    fix_en="The type exists in {only_en}; wait until it is in force{since_en} (`facturaxpress law show`).",
    types=EVERY,
    source="FacturaXpress: la ley por fechas (docs/guia/ley.md)",
    validate="off",
)
declare(
    "two-types",
    message="{field} dice {top} e identificacion.{field} dice {inner}.",
    message_en="{field} says {top} and identificacion.{field} says {inner}.",
    fix="Deje el mismo tipo en ambos, o solo {field}.",
    fix_en="Leave the same type in both, or only {field}.",
    types=EVERY,
    source=_OURS,
    validate="off",
)
declare(
    "two-dates",
    message="fecEmi dice {top} e identificacion.fecEmi dice {inner}.",
    message_en="fecEmi says {top} and identificacion.fecEmi says {inner}.",
    fix="Deje la misma fecha en ambos, o solo fecEmi.",
    fix_en="Leave the same date in both, or only fecEmi.",
    types=EVERY,
    source=_OURS,
    validate="off",
)
declare(
    "ignored",
    message="{field} no se toma de la venta: lo pone el sistema al emitir.",
    message_en="{field} is not taken from the sale: the system sets it when issuing.",
    fix="No hace falta enviarlo.",
    fix_en="There is no need to send it.",
    types=EVERY,
    source=_OURS,
    build="warning",
    validate="off",
)
declare(
    "foreign-emisor",
    message="El NIT del emisor que se envió ({sent}) no es el de esta empresa ({own}).",
    message_en="The issuer's NIT that was sent ({sent}) is not that of this company ({own}).",
    fix="Quite emisor, o envíe la venta con las credenciales de la empresa que emite.",
    fix_en="Remove emisor, or send the sale with the credentials of the company that issues.",
    types=EVERY,
    source=_OURS,
    validate="off",
)
declare(
    "no-fusion",
    message="La estructura {tipo} versión {version} no tiene el campo fusion.",
    message_en="Structure {tipo} version {version} has no field fusion.",
    fix="Quite identificacion.fusion: solo existe en 05, 06, 07, 08 y los eventos de las estructuras 2.0.",
    fix_en="Remove identificacion.fusion: only 05, 06, 07, 08 and the events of structures 2.0 have it.",
    types=EVERY,
    source="Manual Funcional 2.0 p. 34–35; JSON Schema del tipo",
    validate="off",
)
declare(
    "currency",
    message="La moneda es «{value}» y los documentos se emiten en USD.",
    message_en="The currency is “{value}” and documents are issued in USD.",
    fix="Exprese los montos en dólares y quite tipoMoneda, o escriba «USD».",
    fix_en="State the amounts in dollars and remove tipoMoneda, or write “USD”.",
    types=EVERY,
    source="JSON Schema del tipo (identificacion.tipoMoneda)",
    validate="off",
)
declare(
    "unknown-establishment",
    message="El establecimiento {value} no está registrado; hay: {known}.",
    message_en="The establishment {value} is not registered; there are: {known}.",
    fix="Use un establecimiento registrado, o regístrelo con el código de su RUC.",
    fix_en="Use a registered establishment, or register it with the code of your RUC.",
    types=EVERY,
    source="Manual Funcional 2.0 p. 31–32",
    validate="off",
)
declare(
    "unknown-point-of-sale",
    message="El punto de venta {value} no está registrado en el establecimiento {establecimiento}; hay: {known}.",
    message_en="The point of sale {value} is not registered in establishment {establecimiento}; there are: {known}.",
    fix="Use un punto de venta registrado de ese establecimiento.",
    fix_en="Use a registered point of sale of that establishment.",
    types=EVERY,
    source="Manual Funcional 2.0 p. 31–32",
    validate="off",
)
declare(
    "fecemi-too-old",
    message="La fecha {value} es anterior al {limit}, la más antigua que se admite hoy ({days} días).",
    message_en="The date {value} is before {limit}, the oldest accepted today ({days} days).",
    fix="Use una fecha desde {limit}, u omita fecEmi para emitir con la fecha de hoy.",
    fix_en="Use a date from {limit} on, or leave out fecEmi to issue with today's date.",
    types=EVERY,
    source="FacturaXpress: ventana de fecEmi, ajustable",
    validate="off",
)
declare(
    "fecemi-too-late",
    message="La fecha {value} es posterior al {limit}, la última de hoy (días adelante: {days}, dentro del mes).",
    message_en="The date {value} is after {limit}, the latest of today (days ahead: {days}, within the month).",
    fix="Use una fecha hasta {limit}, u omita fecEmi para emitir con la fecha de hoy.",
    fix_en="Use a date up to {limit}, or leave out fecEmi to issue with today's date.",
    types=EVERY,
    source="Normativa de cumplimiento: fecha de generación hasta 5 días después de la transmisión; 1 día en 1.x",
    validate="off",
)
declare(
    "fecemi-next-period",
    message="La fecha {value} cae en otro período tributario que hoy ({today}).",
    message_en="The date {value} falls in another tax period than today ({today}).",
    fix="Use una fecha hasta {limit}, u omita fecEmi para emitir con la fecha de hoy.",
    fix_en="Use a date up to {limit}, or leave out fecEmi to issue with today's date.",
    types=EVERY,
    source="Normativa de cumplimiento 2.0: la fecha adelantada no sale del período tributario",
    validate="off",
)
declare(
    "rounded-input",
    message="{field} es {sent} y se emite con 8 decimales: {value}.",
    message_en="{field} is {sent} and is issued with 8 decimals: {value}.",
    fix="Nada que corregir: las cifras salen del valor redondeado.",
    fix_en="Nothing to correct: the figures come from the rounded value.",
    types=EVERY,
    source="Manual Funcional 2.0 p. 55–56",
    build="warning",
    validate="off",
)
declare(
    "unknown-treatment",
    message="tipoVenta dice «{value}», que no se conoce.",
    message_en="tipoVenta says “{value}”, which is not known.",
    fix="Use uno de estos valores: {choices}.",
    fix_en="Use one of these values: {choices}.",
    types=EVERY,
    source=_OURS,
    validate="off",
)
declare(
    "two-treatments",
    message="La línea lleva montos en {fields}: cada línea tiene un solo tratamiento.",
    message_en="The line has amounts in {fields_en}: each line has one treatment.",
    fix="Separe la operación en una línea por tratamiento.",
    fix_en="Split the operation into one line for each treatment.",
    types=EVERY,
    source="Manual Funcional 2.0 p. 48–49: una sola columna de venta por línea",
    validate="off",
)
declare(
    "treatment-contradiction",
    message="tipoVenta dice {value} y la línea lleva monto en {field}.",
    message_en="tipoVenta says {value} and the line has an amount in {field}.",
    fix="Quite {field}, o cambie tipoVenta a {other}.",
    fix_en="Remove {field}, or change tipoVenta to {other}.",
    types=EVERY,
    source=_OURS,
    validate="off",
)
declare(
    "computed",
    message="Se envió {sent} en {field} y el cálculo da {computed}.",
    message_en="{sent} was sent in {field} and the calculation gives {computed}.",
    fix="Omita {field}, que lo calcula el sistema, o corrija los datos de los que resulta.{reading}",
    fix_en="Leave out {field}, which the system computes, or correct the data it results from.{reading_en}",
    types=EVERY,
    source="Manual Funcional 2.0 p. 56–57: holgura de 0.01 en los campos calculados",
)
declare(
    "other-reading",
    message="Se envió {sent} en {field}, que corresponde a otra lectura de la norma; se emite {computed}.",
    message_en="{sent} was sent in {field}, which follows another reading of the norm; {computed} is issued.",
    fix="Nada que corregir; la lectura se elige en la configuración.",
    fix_en="Nothing to correct; the reading is chosen in the settings.",
    types=EVERY,
    source="Manual Funcional 2.0 p. 50–51; docs/decisions/0002-readings.md",
    build="warning",
    validate="off",
)
declare(
    "withholding-contradiction",
    message="{flag} dice que no, pero se envió {field} {sent}.",
    message_en="{flag} says no, but {field} {sent} was sent.",
    fix="Ponga {flag} en true, o quite {field}.",
    fix_en="Set {flag} to true, or remove {field}.",
    types=EVERY,
    source=_OURS,
    validate="off",
)
declare(
    "withholding-nothing",
    message="Se pide {flag} y no hay base gravada: {field} queda en 0.",
    message_en="{flag} is asked for and there is no taxable base: {field} stays 0.",
    fix="Quite {flag}, o revise si las líneas son gravadas.",
    fix_en="Remove {flag}, or check whether the lines are taxable.",
    types=EVERY,
    source="Código Tributario art. 162 y 163",
    build="warning",
    validate="off",
)
declare(
    "not-in-type",
    message="{flag} no procede en el tipo {tipo}: su estructura no tiene {field}.",
    message_en="{flag} does not apply to type {tipo}: its structure has no {field}.",
    fix="Quite {flag}.",
    fix_en="Remove {flag}.",
    types=EVERY,
    source="JSON Schema del tipo",
    validate="off",
)
declare(
    "amount-too-large",
    message="{field} da {value}, y ningún monto puede llegar a 100,000,000,000.",
    message_en="{field} comes to {value}, and no amount may reach 100,000,000,000.",
    fix="Revise cantidades y precios, o reparta la venta en varios documentos.",
    fix_en="Check quantities and prices, or spread the sale over several documents.",
    types=EVERY,
    source="JSON Schema del tipo",
)
declare(
    "tribute-not-in-lines",
    message="El tributo {tribute} está en resumen.tributos y ninguna línea lo lleva.",
    message_en="Tribute {tribute} is in resumen.tributos and no line carries it.",
    fix="Agregue {tribute} a tributos de las líneas que lo causan, o quítelo del resumen.",
    fix_en="Add {tribute} to tributos of the lines that cause it, or remove it from the summary.",
    types=EVERY,
    source="Manual Funcional 2.0 p. 35 y 39",
    validate="off",
)
declare(
    "tribute-twice",
    message="El tributo {tribute} está más de una vez en resumen.tributos.",
    message_en="Tribute {tribute} is in resumen.tributos more than once.",
    fix="Sume los valores en una sola entrada por código.",
    fix_en="Add up the values in one entry for each code.",
    types=EVERY,
    source="Manual Funcional 2.0 p. 35",
    validate="off",
)
