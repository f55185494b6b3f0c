"""Rules of form: what may stand where. The walk (`dte.walk`) applies them."""

from facturaxpress.dte.rules.book import EVERY, declare

_SCHEMA = "JSON Schema del tipo (MH, 11-ago-2026)"
_INPUT = "FacturaXpress: forma de la venta, con los nombres de los JSON Schema de MH"

declare(
    "not-an-object",
    message="Se esperaba un objeto JSON con la venta o el documento y llegó {got}.",
    message_en="A JSON object with the sale or document was expected, not {got_en}.",
    fix="Envíe un objeto JSON: {{ … }}.",
    types=EVERY,
    source=_INPUT,
)
declare(
    "unknown-field",
    message="El campo «{field}» no existe aquí{near}.",
    message_en="There is no field “{field}” here{near_en}.",
    fix="{advice}",
    types=EVERY,
    source=_SCHEMA,
)
declare(
    "required",
    message="Falta el campo {field}.",
    message_en="The field {field} is missing.",
    fix="Agregue {field}{hint}.",
    types=EVERY,
    source=_SCHEMA,
)
declare(
    "two-names",
    message="El mismo dato viene con dos nombres: {field} y {other}.",
    message_en="The same thing comes under two names: {field} and {other}.",
    fix="Deje {field}, que es el nombre de la estructura 2.0.",
    types=EVERY,
    source=_INPUT,
    validate="off",
)
declare(
    "only-other-structure",
    message="La estructura {tipo} versión {version} no puede decir {field}.",
    message_en="The structure of {tipo} version {version} cannot say {field}.",
    fix="Quite {field}, o emita con la estructura {others}.",
    types=EVERY,
    source=_SCHEMA,
    validate="off",
)
declare(
    "null-value",
    message="El campo {field} no admite null.",
    message_en="The field {field} cannot be null.",
    fix="Escriba un valor en {field}.",
    types=EVERY,
    source=_SCHEMA,
)
declare(
    "wrong-type",
    message="Se esperaba {expected} y llegó {got}.",
    message_en="Expected {expected_en}, got {got_en}.",
    fix="Cambie el valor por {expected}.",
    types=EVERY,
    source=_SCHEMA,
)
declare(
    "number-as-text",
    message="El número viene entre comillas, como texto: «{value}».",
    message_en="The number comes in quotes, as text: “{value}”.",
    fix="Escriba el número sin comillas.",
    types=EVERY,
    source="RFC 8259, §6; " + _SCHEMA,
)
declare(
    "inexact-number",
    message="El número llegó en coma flotante binaria, que no guarda los centavos con exactitud.",
    message_en="The number came as binary floating point, which does not hold cents exactly.",
    fix="Use Decimal o int, o envíe el texto JSON tal cual.",
    types=EVERY,
    source="FacturaXpress: el dinero es decimal exacto",
)
declare(
    "too-short",
    message="El texto tiene {length} caracteres y debe tener al menos {limit}.",
    message_en="The text has {length} characters and needs at least {limit}.",
    fix="Complete el texto, o quite el campo si no tiene dato.",
    types=EVERY,
    source=_SCHEMA,
)
declare(
    "too-long",
    message="El texto tiene {length} caracteres y puede tener hasta {limit}.",
    message_en="The text has {length} characters and may have up to {limit}.",
    fix="Acorte el texto a {limit} caracteres.",
    types=EVERY,
    source=_SCHEMA,
)
declare(
    "too-few",
    message="La lista tiene {length} elementos y debe tener al menos {limit}.",
    message_en="The list has {length} members and needs at least {limit}.",
    fix="Agregue elementos, o use null si no hay ninguno y el campo lo admite.",
    types=EVERY,
    source=_SCHEMA,
)
declare(
    "too-many",
    message="La lista tiene {length} elementos y puede tener hasta {limit}.",
    message_en="The list has {length} members and may have up to {limit}.",
    fix="Reparta los elementos en varios documentos: hasta {limit} en cada uno.",
    types=EVERY,
    source=_SCHEMA,
)
declare(
    "repeated",
    message="El valor «{value}» está repetido en la lista.",
    message_en="The value “{value}” is repeated in the list.",
    fix="Deje cada valor una sola vez.",
    types=EVERY,
    source=_SCHEMA,
)
declare(
    "bad-format",
    message="«{value}» no tiene el formato que corresponde a {field}.",
    message_en="“{value}” does not have the format of {field}.",
    fix="Escríbalo con la forma {pattern}.",
    types=EVERY,
    source=_SCHEMA,
)
declare(
    "bad-date",
    message="«{value}» no es una fecha del calendario con la forma AAAA-MM-DD.",
    message_en="“{value}” is not a calendar date of the form YYYY-MM-DD.",
    fix="Escriba la fecha como 2026-12-01.",
    types=EVERY,
    source=_SCHEMA,
)
declare(
    "not-allowed",
    message="El valor {value} no está permitido en {field}.",
    message_en="The value {value} is not allowed in {field}.",
    fix="Use uno de estos valores: {choices}.",
    types=EVERY,
    source=_SCHEMA,
)
declare(
    "too-many-decimals",
    message="{value} tiene más de {limit} decimales.",
    message_en="{value} has more than {limit} decimals.",
    fix="Redondee a {limit} decimales.",
    types=EVERY,
    source="Manual Funcional 2.0 p. 55–56: 8 decimales en el cuerpo, 2 en el resumen; " + _SCHEMA,
)
declare(
    "out-of-range",
    message="{value} está fuera del rango permitido: debe ser {bounds}.",
    message_en="{value} is out of range: it must be {bounds_en}.",
    fix="Corrija el valor para que sea {bounds}.",
    types=EVERY,
    source=_SCHEMA,
)
declare(
    "seal-form",
    message="«{value}» no tiene la forma de un sello de recepción: el año y 36 letras o dígitos.",
    message_en="“{value}” does not have the form of a seal of reception: the year and 36 letters or digits.",
    fix="Copie el sello tal como lo devolvió MH.",
    types=EVERY,
    source="Documentos sellados por MH",
    build="off",
    validate="warning",
)
declare(
    "byte-order-mark",
    message="El texto empieza con una marca de orden de bytes (BOM), que JSON no admite; se juzga lo que sigue.",
    message_en="The text begins with a byte order mark (BOM), which JSON does not allow; what follows it is judged.",
    fix="Guarde el archivo como UTF-8 sin BOM.",
    types=EVERY,
    source="RFC 8259, §8.1",
    build="off",
    validate="warning",
)
declare(
    "too-many-faults",
    message="Hay más faltas; se muestran las primeras {limit}.",
    message_en="There are more faults; the first {limit} are shown.",
    fix="Corrija las que se muestran y vuelva a intentar.",
    types=EVERY,
    source=_INPUT,
)
