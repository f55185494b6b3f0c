"""Throws of which right inputs are made: amounts, texts, people, documents beside the sale."""

import random
from decimal import Decimal
from typing import Any, TypeVar

T = TypeVar("T")
D = Decimal
WORDS = ("Café", "piñón", "Ñandú & Cía.", "«tornillo» 3/4", "servicio", '"comilla"', "emoji ☕", "x" * 40, "<b>ojo</b>")
PLACES = (("06", "23", "14"), ("05", "28", "11"), ("12", "22", "17"))
"""Departamento, municipio and distrito that belong together."""
NITS = ("06141506181024", "06140404041078", "05112203851023", "02100101991034", "012345678")
ACTIVITIES = ("46900", "62010", "49231", "01111", "35101")


class Dice:
    """A seeded source of right values; the same seed gives the same input."""

    def __init__(self, seed: int, regime: str | None) -> None:
        self.random = random.Random(seed)
        self.regime = regime
        """Of which regime the input may be; None for what both can say."""
        self._codes = 0

    def maybe(self, chance: float = 0.5) -> bool:
        return self.random.random() < chance

    def one_of(self, *choices: T) -> T:
        return self.random.choice(choices)

    def some_of(self, *choices: T) -> list[T]:
        return [choice for choice in choices if self.maybe()]

    def whole(self, low: int, high: int) -> int:
        return self.random.randint(low, high)

    def amount(self, high: int = 500, places: int | None = None) -> Decimal:
        """From 0.01 on, mostly in cents."""
        digits = places if places is not None else self.one_of(0, 2, 2, 2, 4, 8)
        least = 0 if digits else 1
        value = D(self.whole(max(1, least), high * 10**digits)).scaleb(-digits)
        return max(value, D("0.01"))

    def text(self, longest: int = 100) -> str:
        """From 5 characters on, which 1.x asks for."""
        words = " ".join(self.one_of(*WORDS) for _ in range(self.whole(1, 4)))
        return words[:longest].strip().ljust(5, ".")

    def code(self) -> str:
        """A codigoGeneracion of its own."""
        digits = "".join(self.one_of(*"0123456789ABCDEF") for _ in range(32))
        return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-8{digits[17:20]}-{digits[20:]}"

    def address(self) -> dict[str, Any]:
        departamento, municipio, distrito = self.one_of(*PLACES)
        return {"departamento": departamento, "municipio": municipio, "distrito": distrito, "complemento": self.text()}

    def contributor(self, *, by_nit: bool = False) -> dict[str, Any]:
        """A receiver who is a taxpayer of IVA."""
        nit = self.one_of(*NITS[:4])
        number = {"nit": nit} if by_nit else {"tipoDocumento": "36", "numDocumento": nit}
        return {
            **number,
            "nrc": str(self.whole(10, 99_999_999)),
            "nombre": self.text(200),
            "codActividad": self.one_of(*ACTIVITIES),
            "descActividad": self.text(),
            **({"nombreComercial": self.text(90)} if self.maybe() else {}),
            "direccion": self.address(),
            **({"telefono": "22000010"} if self.maybe() else {}),
            "correo": "cliente@example.com",
        }

    def person(self) -> dict[str, Any]:
        """A receiver who is none, with what is known."""
        tipo, number = self.one_of(("13", "012345678"), ("36", self.one_of(*NITS[:4])))
        return {
            "tipoDocumento": tipo,
            "numDocumento": number,
            "nombre": self.text(200),
            **({"direccion": self.address()} if self.maybe() else {}),
            **({"telefono": "70000001"} if self.maybe() else {}),
            **({"correo": "persona@example.com"} if self.maybe() else {}),
        }

    def related(self, *types: str, most: int = 3) -> list[dict[str, Any]]:
        """Documents of one of the types, on paper or electronic."""
        tipo = self.one_of(*types)
        result = []
        for _ in range(self.whole(1, most)):
            paper = self.maybe(0.3)
            result.append(
                {
                    "tipoDocumento": tipo,
                    "tipoGeneracion": 1 if paper else 2,
                    "numeroDocumento": f"S{self.whole(10**6, 10**9)}" if paper else self.code(),
                    "fechaEmision": f"2026-0{self.one_of(7, 8)}-{self.whole(10, 28)}",
                }
            )
        return result

    def attached(self) -> list[dict[str, Any]]:
        doctor = {"nombre": self.text(), "nit": NITS[2], "tipoServicio": self.whole(1, 6)}
        if self.maybe():
            doctor = {"nombre": self.text(), "docIdentificacion": "P-123456", "tipoServicio": self.whole(1, 6)}
        texts = {"descDocumento": "Póliza de seguro", "detalleDocumento": "Detalle 123-ABC"}
        entries: list[dict[str, Any]] = [
            {"codDocAsociado": 1, **texts},
            {"codDocAsociado": 2, **texts},
            {"codDocAsociado": 3, "medico": doctor},
        ]
        return self.some_of(*entries) or entries[:1]

    def third(self) -> dict[str, Any]:
        domicile = {} if self.regime == "1.x" else {"codDomiciliado": 1}
        return {"nit": "06142803901121", "nombre": self.text(200), **domicile}

    def appendix(self) -> list[dict[str, Any]]:
        return [
            {"campo": f"campo{number}", "etiqueta": self.text(50), "valor": self.text(150)}
            for number in range(self.whole(1, 3))
        ]
