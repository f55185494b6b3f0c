"""What a client sends: a sale, in MH's own names and nesting, without what the system owns.

Every field may be absent; what must be there depends on the line and the type, and is asked for when the document is
made. The fields that the system computes are known here too, because a complete MH document is a valid sale: they are
compared, not read.
"""

from decimal import Decimal
from typing import Annotated, Any

from msgspec import Struct

from facturaxpress.dte.documents.fields import Code2, Date, exact, items, text, whole
from facturaxpress.dte.money import LIMIT, ZERO, tidy

Number = Decimal | int
"""`parse_json` gives whole numbers as int; both are exact."""


def decimal(number: Number | None) -> Decimal:
    """The number as Decimal; 0 if there is none."""
    return ZERO if number is None else number if isinstance(number, Decimal) else Decimal(number)


def tidied(number: Number | None) -> Decimal:
    """The same without trailing zeros, as a document writes it."""
    if not number:
        return ZERO
    return tidy(number) if isinstance(number, Decimal) else Decimal(number)


Quantity = Annotated[Number, exact(8, gt=ZERO, lt=LIMIT)]
Amount8 = Annotated[Number, exact(8, ge=ZERO, lt=LIMIT)]
Signed8 = Annotated[Number, exact(8, gt=-LIMIT, lt=LIMIT)]
Amount2 = Annotated[Number, exact(2, ge=ZERO, lt=LIMIT)]
Signed2 = Annotated[Number, exact(2, gt=-LIMIT, lt=LIMIT)]
Credit2 = Annotated[Number, exact(2, gt=-LIMIT, le=ZERO)]
Percent2 = Annotated[Number, exact(2, ge=ZERO, le=Decimal(100))]
Period = Annotated[Number, exact(8, gt=ZERO, lt=LIMIT)]


class Section(Struct, forbid_unknown_fields=True, kw_only=True):
    pass


class SaleIdentificacion(Section):
    """Of a complete document: only `tipoDte`, `fecEmi`, `fusion` and `tipoMoneda` are read."""

    version: Any = None
    ambiente: Any = None
    tipoDte: str | None = None
    numeroControl: Any = None
    codigoGeneracion: Any = None
    tipoModelo: Any = None
    tipoOperacion: Any = None
    tipoContingencia: Any = None
    motivoContin: Any = None
    tipoEvento: str | None = None
    fecEmi: Date | None = None
    horEmi: Any = None
    fTransmision: Any = None
    hTransmision: Any = None
    tipoMoneda: str | None = None
    fusion: str | None = None


class SaleEmisor(Section):
    """Of a complete document: only the NIT is read, to compare it."""

    nit: str | None = None
    nrc: Any = None
    nombre: Any = None
    codActividad: Any = None
    descActividad: Any = None
    nombreComercial: Any = None
    tipoEstablecimiento: Any = None
    direccion: Any = None
    telefono: Any = None
    correo: Any = None
    codEstableMH: Any = None
    codEstable: Any = None
    codPuntoVentaMH: Any = None
    codPuntoVenta: Any = None


class SaleRelacionado(Section):
    tipoDocumento: str | None = None
    tipoGeneracion: int | None = None
    numeroDocumento: Annotated[str, text(1, 36)] | None = None
    fechaEmision: Date | None = None


class SaleDireccion(Section):
    departamento: str | None = None
    municipio: str | None = None
    distrito: str | None = None
    complemento: Annotated[str, text(1, 200)] | None = None


class SaleMedico(Section):
    nombre: Annotated[str, text(1, 100)] | None = None
    nit: str | None = None
    docIdentificacion: Annotated[str, text(1, 25)] | None = None
    tipoServicio: Annotated[int, whole(1, 6)] | None = None


class SaleOtroDocumento(Section):
    codDocAsociado: Annotated[int, whole(1, 4)] | None = None
    descDocumento: Annotated[str, text(3, 100)] | None = None
    detalleDocumento: Annotated[str, text(3, 300)] | None = None
    medico: SaleMedico | None = None


class SaleNamed(Section):
    """What the receivers of several types have alike, however they are identified."""

    nrc: Annotated[str, text(2, 8)] | None = None
    nombre: Annotated[str, text(1, 250)] | None = None
    codActividad: Annotated[str, text(5, 6)] | None = None
    descActividad: Annotated[str, text(5, 150)] | None = None
    direccion: SaleDireccion | None = None
    telefono: Annotated[str, text(8, 30)] | None = None
    correo: Annotated[str, text(6, 100)] | None = None


class SaleParty(SaleNamed):
    """A receiver who is identified by a document of CAT-022."""

    tipoDocumento: str | None = None
    numDocumento: Annotated[str, text(1, 20)] | None = None


class SaleTercero(Section):
    nit: Annotated[str, text(1, 20)] | None = None
    nombre: Annotated[str, text(1, 250)] | None = None
    codDomiciliado: int | None = None


class SaleApendice(Section):
    campo: Annotated[str, text(1, 25)] | None = None
    etiqueta: Annotated[str, text(1, 50)] | None = None
    valor: Annotated[str, text(1, 150)] | None = None


class SaleLine(Section):
    """What every line of goods or services says."""

    numItem: Annotated[int, whole(1, 2000)] | None = None
    tipoItem: int | None = None
    cantidad: Quantity | None = None
    codigo: Annotated[str, text(1, 25)] | None = None
    uniMedida: Annotated[int, whole(1, 99)] | None = None
    descripcion: Annotated[str, text(1, 1500)] | None = None
    precioUni: Amount8 | None = None
    montoDescu: Amount8 | None = None


class SaleTreated(SaleLine):
    """A line that stands in one of the columns by treatment."""

    numeroDocumento: Annotated[str, text(1, 36)] | None = None
    codTributo: Code2 | None = None
    tipoVenta: str | None = None
    """Ours: `gravada`, `exenta`, `noSujeta` or `noGravado`."""
    ventaNoSuj: Amount8 | None = None
    ventaExenta: Amount8 | None = None
    ventaGravada: Amount8 | None = None
    tributos: Annotated[list[Code2], items(1, unique=True)] | None = None


class SaleItem(SaleTreated):
    psv: Amount8 | None = None
    noGravado: Signed8 | None = None


class SaleTributo(Section):
    codigo: Code2 | None = None
    descripcion: Annotated[str, text(1, 300)] | None = None
    valor: Amount2 | None = None


class SalePaid(Section):
    """A payment that has no term."""

    codigo: Annotated[str, text(1, 2)] | None = None
    montoPago: Amount2 | None = None
    referencia: Annotated[str, text(1, 50)] | None = None


class SalePago(SalePaid):
    plazo: str | None = None
    periodo: Period | None = None


class SaleExtension(Section):
    """Who hands over and who receives; the structures of 1.x have it, and 09."""

    nombEntrega: Annotated[str, text(1, 100)] | None = None
    docuEntrega: Annotated[str, text(1, 25)] | None = None
    nombRecibe: Annotated[str, text(1, 100)] | None = None
    docuRecibe: Annotated[str, text(1, 25)] | None = None
    codEmpleado: Annotated[str, text(1, 15)] | None = None
    observaciones: Annotated[str, text(1, 3000)] | None = None
    placaVehiculo: Annotated[str, text(1, 10)] | None = None


class SaleResumen(Section):
    descuNoSuj: Amount2 | None = None
    descuExenta: Amount2 | None = None
    descuGravada: Amount2 | None = None
    porcentajeDescuento: Percent2 | None = None
    tributos: Annotated[list[SaleTributo], items(0)] | None = None
    retieneIva: bool | None = None
    """Ours: the receiver withholds 1 % of IVA."""
    percibeIva: bool | None = None
    """Ours: the issuer perceives 1 % of IVA."""
    reteRenta: Amount2 | None = None
    """Income tax withheld, which the structures of 1.x have; taken off what is paid."""
    saldoFavor: Credit2 | None = None
    condicionOperacion: int | None = None
    pagos: Annotated[list[SalePago], items(1)] | None = None
    numPagoElectronico: Annotated[str, text(1, 100)] | None = None
    observaciones: Annotated[str, text(1, 3000)] | None = None
    # Computed; compared when they are sent.
    totalNoSuj: Amount2 | None = None
    totalExenta: Amount2 | None = None
    totalGravada: Amount2 | None = None
    subTotalVentas: Amount2 | None = None
    totalDescu: Amount2 | None = None
    subTotal: Amount2 | None = None
    ivaRete: Amount2 | None = None
    montoTotalOperacion: Amount2 | None = None
    totalNoGravado: Signed2 | None = None
    totalPagar: Amount2 | None = None
    totalLetras: Annotated[str, text(None, 200)] | None = None


class Sale(Section):
    """What the inputs of all types share."""

    tipoDte: str | None = None
    establecimiento: str | None = None
    puntoVenta: str | None = None
    fecEmi: Date | None = None
    referencia: Annotated[str, text(1, 100)] | None = None
    """Ours: the client's own key of this sale, unique in the tenant."""
    identificacion: SaleIdentificacion | None = None
    emisor: SaleEmisor | None = None
    apendice: Annotated[list[SaleApendice], items(1, 10)] | None = None
    firmaElectronica: Any = None
    selloRecibido: Any = None


class SaleBeside(Sale):
    """With the documents beside the sale that several types have alike."""

    documentoRelacionado: Annotated[list[SaleRelacionado], items(1, 50)] | None = None
    otrosDocumentos: Annotated[list[SaleOtroDocumento], items(1, 10)] | None = None
    ventaTercero: SaleTercero | None = None
    extension: SaleExtension | None = None


class Event(Section):
    """What the inputs of all events share."""

    tipoEvento: str | None = None
    establecimiento: str | None = None
    puntoVenta: str | None = None
    fecEmi: Date | None = None
    referencia: Annotated[str, text(1, 100)] | None = None
    """Ours: the client's own key of this event, unique in the tenant."""
    identificacion: SaleIdentificacion | None = None
    emisor: SaleEmisor | None = None
    apendice: Annotated[list[SaleApendice], items(1, 10)] | None = None
    firmaElectronica: Any = None
    selloRecibido: Any = None
