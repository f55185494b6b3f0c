"""The graphic representation of documents and events: PDF and pictures, QR code and the link to the public query.

Knows the catalogues of `dte` and nothing else of ours. What it prints comes from the signed text itself and from the
seal.
"""

from facturaxpress.rendering.consulta import consulta_url
from facturaxpress.rendering.estado import Estado, RenderingError
from facturaxpress.rendering.logo import LogoError, check_logo, default_logo
from facturaxpress.rendering.render import render_pdf, render_png

__all__ = [
    "Estado",
    "LogoError",
    "RenderingError",
    "check_logo",
    "consulta_url",
    "default_logo",
    "render_pdf",
    "render_png",
]
