"""What may stand in a document of any structure, by the names of 2.0.

The sections of each structure inherit from these beside `msgspec.Struct`. A field that a structure lacks is not in its
Struct and reads as what stands here: nothing, or an amount of 0. So the arithmetic and the rules are written once.
`has` tells a field that is empty from one that the structure does not have.
"""

from collections.abc import Sequence
from decimal import Decimal

from msgspec import UnsetType

from facturaxpress.dte.money import ZERO


class AnyIdentificacion:
    __slots__ = ()
    version: int
    ambiente: str
    tipoDte: str = ""
    tipoEvento: str = ""
    numeroControl: str = ""
    codigoGeneracion: str
    tipoModelo: int = 1
    tipoOperacion: int = 1
    tipoContingencia: int | None = None
    motivoContin: str | None = None
    fecEmi: str = ""
    horEmi: str = ""
    tipoMoneda: str = "USD"
    fusion: str | None = None
    fTransmision: str = ""
    hTransmision: str = ""


class AnyDireccion:
    __slots__ = ()
    departamento: str
    municipio: str
    distrito: str | None = None
    complemento: str


class AnyParty:
    """`emisor` and `receptor`."""

    __slots__ = ()
    tipoDocumento: str | None = None
    numDocumento: str | None = None
    nit: str | None = None
    nrc: str | None = None
    nombre: str | None = None
    codActividad: str | None = None
    descActividad: str | None = None
    nombreComercial: str | None = None
    tipoEstablecimiento: str | None = None
    direccion: AnyDireccion | None = None
    telefono: str | None = None
    correo: str | None = None
    codEstableMH: str | None = None
    codEstable: str | None = None
    codPuntoVentaMH: str | None = None
    codPuntoVenta: str | None = None
    # of 11 and 18 over 11
    tipoItemExpor: int | None = None
    recintoFiscal: str | None = None
    tipoRegimen: str | None = None
    regimen: str | None = None
    # receivers
    bienTitulo: str | None = None
    codDomiciliado: int | None = None
    codPais: str | None = None
    nombrePais: str | None = None
    complemento: str | None = None
    tipoPersona: int | None = None
    # responsible persons of the events
    nombreResponsable: str | None = None
    tipoDocResponsable: str | None = None
    numeroDocResponsable: str | None = None
    nomEstablecimiento: str | None = None


class AnyRelated:
    __slots__ = ()
    tipoDocumento: str
    tipoGeneracion: int = 2
    numeroDocumento: str = ""
    codigoGeneracion: str = ""
    """Of 18, which relates electronic documents only."""
    fechaEmision: str


class AnyDoctor:
    __slots__ = ()
    nombre: str | None
    nit: str | None
    docIdentificacion: str | None
    tipoServicio: int | None


class AnyOther:
    __slots__ = ()
    codDocAsociado: int | None
    descDocumento: str | None = None
    detalleDocumento: str | None = None
    medico: AnyDoctor | None = None
    modoTransp: int | None = None
    placaTrans: str | None = None
    numConductor: str | None = None
    nombreConductor: str | None = None


class AnyThird:
    """`ventaTercero` and `compraTercero`."""

    __slots__ = ()
    nit: str | None = None
    numDocumento: str | None = None
    nombre: str | None = None
    codDomiciliado: int | None = None


class AnyLine:
    __slots__ = ()
    numItem: int = 0
    tipoItem: int | None = None
    numeroDocumento: str | None = None
    cantidad: Decimal | int = ZERO
    codigo: str | None = None
    codTributo: str | None = None
    uniMedida: int | None = None
    descripcion: str | None = None
    precioUni: Decimal = ZERO
    montoDescu: Decimal = ZERO
    ventaNoSuj: Decimal = ZERO
    ventaExenta: Decimal = ZERO
    ventaGravada: Decimal = ZERO
    compra: Decimal = ZERO
    tributos: Sequence[str] | None = None
    psv: Decimal = ZERO
    noGravado: Decimal = ZERO
    ivaItem: Decimal = ZERO
    ivaPerci: Decimal = ZERO
    ivaRete: Decimal = ZERO
    totalIva: Decimal = ZERO
    reteRenta: Decimal = ZERO
    seguro: Decimal = ZERO
    flete: Decimal = ZERO
    codigoGeneracion: str | None = None
    """Of 18: the document that is returned."""
    # of 07 and 08, whose lines are documents
    tipoDte: str | None = None
    tipoGeneracion: int | None = None
    fechaEmision: str | None = None
    montoSujetoGrav: Decimal = ZERO
    codigoRetencionMH: str | None = None
    ivaRetenido: Decimal = ZERO
    exportaciones: Decimal = ZERO
    observaciones: str | None = None
    # of 15
    tipoDonacion: int | None = None
    valorUni: Decimal = ZERO
    valor: Decimal = ZERO
    tipoDepreciacion: Decimal = ZERO
    # of 17
    codigoGeneracionRef: str | None = None
    tipoDocumento: str | None = None
    numDocumento: str | None = None
    docDel: str | None = None
    docAl: str | None = None

    @property
    def base13(self) -> Decimal:
        """Of 07: the base of which the whole IVA is retained (code C4 of CAT-006)."""
        return self.montoSujetoGrav if self.codigoRetencionMH == "C4" else ZERO


class AnySummed:
    """An entry of `resumen.tributos`."""

    __slots__ = ()
    codigo: str
    descripcion: str
    valor: Decimal


class AnyPayment:
    __slots__ = ()
    codigo: str | None
    montoPago: Decimal
    referencia: str | None
    plazo: str | None = None
    periodo: Decimal | None = None


class AnySummary:
    __slots__ = ()
    totalNoSuj: Decimal = ZERO
    totalExenta: Decimal = ZERO
    totalGravada: Decimal = ZERO
    totalCompra: Decimal = ZERO
    totalCompraExcluidos: Decimal = ZERO
    exportacion: Decimal = ZERO
    subTotalVentas: Decimal = ZERO
    descuNoSuj: Decimal = ZERO
    descuExenta: Decimal = ZERO
    descuGravada: Decimal = ZERO
    descu: Decimal = ZERO
    porcentajeDescuento: Decimal | None = ZERO
    totalDescu: Decimal | None = ZERO
    tributos: Sequence[AnySummed] | None = None
    subTotal: Decimal = ZERO
    seguro: Decimal | None = None
    flete: Decimal | None = None
    totalSeguro: Decimal | None = None
    totalFlete: Decimal | None = None
    ivaPerci: Decimal = ZERO
    ivaRete: Decimal = ZERO
    reteRenta: Decimal | None = None
    montoTotalOperacion: Decimal = ZERO
    total: Decimal = ZERO
    totalNoGravado: Decimal = ZERO
    totalNoOnerosas: Decimal | None = None
    totalPagar: Decimal = ZERO
    totalLetras: str | None = None
    totalIva: Decimal = ZERO
    totalSujetoRetencion: Decimal = ZERO
    totalIvaRetenido: Decimal = ZERO
    valorTotal: Decimal = ZERO
    saldoFavor: Decimal = ZERO
    condicionOperacion: int | None = None
    pagos: Sequence[AnyPayment] | None = None
    codIncoterms: str | None = None
    descIncoterms: str | None = None
    codigoRetencionMH: str | None = None
    numPagoElectronico: str | None = None
    observaciones: str | None = None
    # of 09, whose body it is
    periodoLiquidacionFechaInicio: str | None = None
    periodoLiquidacionFechaFin: str | None = None
    codLiquidacion: str | None = None
    cantidadDoc: Decimal | None = None
    valorOperaciones: Decimal = ZERO
    montoSinPercepcion: Decimal | None = None
    descripSinPercepcion: str | None = None
    iva: Decimal = ZERO
    montoSujetoPercepcion: Decimal = ZERO
    ivaPercibido: Decimal = ZERO
    comision: Decimal = ZERO
    porcentComision: Decimal | str | None = None
    """A text in 1.x."""
    ivaComision: Decimal = ZERO
    liquidoApagar: Decimal = ZERO


class AnyExtension:
    __slots__ = ()
    nombEntrega: str | None = None
    docuEntrega: str | None = None
    codEmpleado: str | None = None
    nombRecibe: str | None = None
    docuRecibe: str | None = None
    observaciones: str | None = None
    placaVehiculo: str | None = None


class AnyAppendix:
    __slots__ = ()
    campo: str | None
    etiqueta: str | None
    valor: str | None


class AnyTarget:
    """`documento` of an event: what is invalidated and whose it is, or the receiver of what is returned."""

    __slots__ = ()
    tipoDte: str = ""
    codigoGeneracion: str = ""
    selloRecibido: str = ""
    numeroControl: str | None = None
    fecEmi: str = ""
    montoIva: Decimal | None = None
    codigoGeneracionR: str | None = None
    tipoDocumento: str | None = None
    numDocumento: str | None = None
    nombre: str | None = None
    codPais: str | None = None
    nombrePais: str | None = None
    telefono: str | None = None
    correo: str | UnsetType | None = None


class AnyDetail:
    """A document in `detalleDTE`, issued in contingency."""

    __slots__ = ()
    noItem: int
    tipoDoc: str
    codigoGeneracion: str


class AnyReason:
    """`motivo` of an invalidation or of a contingency."""

    __slots__ = ()
    tipoAnulacion: int = 0
    motivoAnulacion: str | None = None
    nombreResponsable: str = ""
    tipDocResponsable: str = ""
    numDocResponsable: str = ""
    nombreSolicita: str = ""
    tipDocSolicita: str = ""
    numDocSolicita: str = ""
    fInicio: str = ""
    fFin: str = ""
    hInicio: str = ""
    hFin: str = ""
    tipoContingencia: int = 0
    motivoContingencia: str | None = None


class AnyDocument:
    """A document, or an event."""

    __slots__ = ()
    identificacion: AnyIdentificacion
    documentoRelacionado: Sequence[AnyRelated] | None = None
    emisor: AnyParty
    receptor: AnyParty | None = None
    otrosDocumentos: Sequence[AnyOther] | None = None
    ventaTercero: AnyThird | None = None
    compraTercero: AnyThird | None = None
    documento: AnyTarget | None = None
    motivo: AnyReason | None = None
    detalleDTE: Sequence[AnyDetail] = ()
    cuerpoDocumento: Sequence[AnyLine] = ()
    resumen: AnySummary = AnySummary()
    extension: AnyExtension | None = None
    apendice: Sequence[AnyAppendix] | None = None


def has(section: object, field: str) -> bool:
    """Whether the structure of that section has the field, be it empty or not."""
    return field in getattr(section, "__struct_fields__", ())
