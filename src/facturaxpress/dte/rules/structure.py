"""Rules of form: what may stand where. The walk (`dte.walk`) applies them."""

from facturaxpress.dte.rules.book import EVERY, declare

_SCHEMA = "JSON Schema del tipo (MH, 11-ago-2026)"
_INPUT = "FacturaXpress: forma de la venta, con los nombres de los JSON Schema de MH"

declare(
    "not-an-object",
    message="Se esperaba un objeto JSON con la venta o el documento y llegó {got}.",
    message_en="A JSON object with the sale or document was expected, not {got_en}.",
    fix="Envíe un objeto JSON: {{ … }}.",
    fix_en="Send a JSON object: {{ … }}.",
    types=EVERY,
    source=_INPUT,
)
declare(
    "unknown-field",
    message="El campo «{field}» no existe aquí{near}.",
    message_en="There is no field “{field}” here{near_en}.",
    fix="{advice}",
    fix_en="{advice_en}",
    types=EVERY,
    source=_SCHEMA,
)
declare(
    "required",
    message="Falta el campo {field}.",
    message_en="The field {field} is missing.",
    fix="Agregue {field}{hint}.",
    fix_en="Add {field}{hint_en}.",
    types=EVERY,
    source=_SCHEMA,
)
declare(
    "two-names",
    message="El mismo dato viene con dos nombres: {field} y también {other}.",
    message_en="The same thing comes under two names: {field} and {other}.",
    fix="Deje {field}, que es el nombre de la estructura 2.0.",
    fix_en="Leave {field}, the name of structure 2.0.",
    types=EVERY,
    source=_INPUT,
    validate="off",
)
declare(
    "only-other-structure",
    message="La estructura {tipo} versión {version} no puede decir {field}.",
    message_en="The structure of {tipo} version {version} cannot say {field}.",
    fix="Quite {field}, o emita con la estructura {others}.",
    fix_en="Remove {field}, or issue with structure {others_en}.",
    types=EVERY,
    source=_SCHEMA,
    validate="off",
)
declare(
    "null-value",
    message="El campo {field} no admite null.",
    message_en="The field {field} cannot be null.",
    fix="Escriba un valor en {field}.",
    fix_en="Write a value in {field}.",
    types=EVERY,
    source=_SCHEMA,
)
declare(
    "wrong-type",
    message="Se esperaba {expected} y llegó {got}.",
    message_en="Expected {expected_en}, got {got_en}.",
    fix="Cambie el valor por {expected}.",
    fix_en="Change the value to {expected_en}.",
    types=EVERY,
    source=_SCHEMA,
)
declare(
    "number-as-text",
    message="El número viene entre comillas, como texto{comma}: «{value}».",
    message_en="The number comes in quotes, as text{comma_en}: “{value}”.",
    fix="Escriba el número sin comillas{point}.",
    fix_en="Write the number without quotes{point_en}.",
    types=EVERY,
    source="RFC 8259, §6; " + _SCHEMA,
)
declare(
    "inexact-number",
    message="El número llegó en coma flotante binaria, que no guarda los centavos con exactitud.",
    message_en="The number came as binary floating point, which does not hold cents exactly.",
    fix="Use Decimal o int, o envíe el texto JSON tal cual.",
    fix_en="Use Decimal or int, or send the JSON text as it is.",
    types=EVERY,
    source="FacturaXpress: el dinero es decimal exacto",
)
declare(
    "too-short",
    message="El texto tiene {length} caracteres y debe tener al menos {limit}.",
    message_en="The text has {length} characters and needs at least {limit}.",
    fix="Complete el texto, o quite el campo si no tiene dato.",
    fix_en="Complete the text, or remove the field if there is nothing to say.",
    types=EVERY,
    source=_SCHEMA,
)
declare(
    "too-long",
    message="El texto tiene {length} caracteres y puede tener hasta {limit}.",
    message_en="The text has {length} characters and may have up to {limit}.",
    fix="Acorte el texto a {limit} caracteres.",
    fix_en="Shorten the text to {limit} characters.",
    types=EVERY,
    source=_SCHEMA,
)
declare(
    "too-few",
    message="La lista tiene {length} elementos y debe tener al menos {limit}.",
    message_en="The list has {length} members and needs at least {limit}.",
    fix="Agregue elementos, o use null si no hay ninguno y el campo lo admite.",
    fix_en="Add members, or use null if there are none and the field allows it.",
    types=EVERY,
    source=_SCHEMA,
)
declare(
    "too-many",
    message="La lista tiene {length} elementos y puede tener hasta {limit}.",
    message_en="The list has {length} members and may have up to {limit}.",
    fix="Reparta los elementos en varios documentos: hasta {limit} en cada uno.",
    fix_en="Spread the members over several documents: up to {limit} in each.",
    types=EVERY,
    source=_SCHEMA,
)
declare(
    "repeated",
    message="El valor «{value}» está repetido en la lista.",
    message_en="The value “{value}” is repeated in the list.",
    fix="Deje cada valor una sola vez.",
    fix_en="Keep each value once.",
    types=EVERY,
    source=_SCHEMA,
)
declare(
    "bad-format",
    message="«{value}» no tiene el formato que corresponde a {field}.",
    message_en="“{value}” does not have the format of {field}.",
    fix="Escríbalo con la forma {pattern}.",
    fix_en="Write it in the form {pattern_en}.",
    types=EVERY,
    source=_SCHEMA,
)
declare(
    "bad-date",
    message="«{value}» no es una fecha del calendario con la forma AAAA-MM-DD.",
    message_en="“{value}” is not a calendar date of the form YYYY-MM-DD.",
    fix="Escriba la fecha como 2026-12-01.",
    fix_en="Write the date as 2026-12-01.",
    types=EVERY,
    source=_SCHEMA,
)
declare(
    "not-allowed",
    message="El valor {value} no está permitido en {field}.",
    message_en="The value {value} is not allowed in {field}.",
    fix="Use uno de estos valores: {choices}.",
    fix_en="Use one of these values: {choices}.",
    types=EVERY,
    source=_SCHEMA,
)
declare(
    "too-many-decimals",
    message="{value} tiene más de {limit} decimales.",
    message_en="{value} has more than {limit} decimals.",
    fix="Redondee a {limit} decimales.",
    fix_en="Round to {limit} decimals.",
    types=EVERY,
    source="Manual Funcional 2.0 p. 55–56: 8 decimales en el cuerpo, 2 en el resumen; " + _SCHEMA,
)
declare(
    "out-of-range",
    message="{value} está fuera del rango permitido: debe ser {bounds}.",
    message_en="{value} is out of range: it must be {bounds_en}.",
    fix="Corrija el valor para que sea {bounds}.",
    fix_en="Correct the value so that it is {bounds_en}.",
    types=EVERY,
    source=_SCHEMA,
)
declare(
    "seal-form",
    message="«{value}» no tiene la forma de un sello de recepción: el año y 36 letras o dígitos.",
    message_en="“{value}” does not have the form of a seal of reception: the year and 36 letters or digits.",
    fix="Copie el sello tal como lo devolvió MH.",
    fix_en="Copy the seal just as MH gave it.",
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
    fix_en="Save the file as UTF-8 without BOM.",
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
    fix_en="Correct those shown and try again.",
    types=EVERY,
    source=_INPUT,
)
