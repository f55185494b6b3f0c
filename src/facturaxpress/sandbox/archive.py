"""What the sandbox holds, as the rules look at it."""

from decimal import Decimal

from facturaxpress.sandbox.rules.related import Held, Link
from facturaxpress.sandbox.store import Store
from facturaxpress.sandbox.structure import INVALIDATION
from facturaxpress.sandbox.wire import parse_json


class Archive:
    """The rules' Records, read from the store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def held(self, codigoGeneracion: str) -> Held | None:
        """A sealed document with its signed text."""
        sealed = self._store.document(codigoGeneracion)
        if sealed is None:
            return None
        invalidated = self._store.event_on(INVALIDATION, codigoGeneracion) is not None
        return Held(sealed.tipoDte, sealed.ambiente, parse_json(sealed.signed()), invalidated)

    def links(self, codigoGeneracion: str) -> list[Link]:
        """What documents that are not invalidated say of this one."""
        mentions = self._store.mentions(codigoGeneracion, ended_by=INVALIDATION)
        return [Link(tipoDte, codigoGeneracion, Decimal(monto)) for tipoDte, monto in mentions]
