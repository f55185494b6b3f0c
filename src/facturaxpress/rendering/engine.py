"""The typesetter: one template, four cuts of one face, no system fonts, and nothing of the clock or of chance.

Callable from any thread: each call has a compiler of its own (0.1 ms to make), while what is worth keeping, the loaded
fonts and the parsed template, is shared by all compilers of the process.
"""

import ctypes
import json
import shutil
import sys
import tempfile
import threading
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from importlib import resources
from typing import Any, Final, TypeVar, cast

import font_source_sans_pro
import typst

_CUTS: Final = ("", "It", "Semibold", "Bold")
_TAGGED: Final = 60
"""Lines of print up to which a document is tagged; the tags take 3 KB a line, five megabytes for 2,000 lines."""
_LONG: Final = 150
"""Lines of print from which a document is set alone and forgotten at once."""
_LONG_LOCK = threading.Lock()
_HUGE: Final = 1000
"""Lines of print from which the memory goes back to the system; the walk through the heap takes 40 to 190 ms."""
_FORGET_AFTER: Final = 11
"""The typesetter keeps what it computed until it went unused for ten compilations."""

Files = Mapping[str, bytes]
Made = TypeVar("Made")


class TypesettingError(RuntimeError):
    """The typesetter refused; the message is its own."""


@cache
def fonts() -> typst.Fonts:
    """The face from its wheel, OpenType outlines only.

    The wheel's folder holds each cut twice (OTF and TTF) and the typesetter takes whichever the file system lists
    first, so it is shown a folder with exactly the cuts wanted. All are loaded by setting a word in each, then the
    folder goes.
    """
    with tempfile.TemporaryDirectory(prefix="facturaxpress-fonts-") as folder:
        for cut in _CUTS:
            shutil.copy(font_source_sans_pro.font_files_otf[f"SourceSansPro{cut}"], folder)
        found = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[folder])
        words = b'#set text(font: "Source Sans Pro")\na _a_ #text(weight: 600)[a] *a*'
        typst.Compiler(font_paths=found, ignore_system_fonts=True).compile(input=words, format="pdf")
    return found


@cache
def template() -> bytes:
    return resources.files("facturaxpress.rendering").joinpath("assets", "template.typ").read_bytes()


def pdf(files: Files, at: datetime, *, lines: int) -> bytes:
    """Sets the template over `files` as PDF; `at` (aware) becomes its creation date, `lines` says how long it will be.

    PDF/A-2a and PDF/UA-1 as a rule: self-contained for the years it must be kept, and readable aloud. A document of
    many lines is PDF/A-2u, without the tags.
    A text with a letter that none of the fonts has (an emoji, Chinese) cannot be PDF/A; such a document is set as plain
    PDF and shows a box for the letter.
    """

    tagged = lines <= _TAGGED

    def work(compiler: typst.Compiler, standards: "list[typst.PDFStandard]") -> bytes:
        return cast(
            bytes,
            compiler.compile(
                input=_project(files), format="pdf", pdf_standards=standards, pdf_tags=tagged, timestamp=at
            ),
        )

    def attempt() -> bytes:
        try:
            return _set(lambda compiler: work(compiler, ["a-2a", "ua-1"] if tagged else ["a-2u"]))
        except TypesettingError:
            return _set(lambda compiler: work(compiler, []))

    return _one_at_a_time(attempt, lines) if lines > _LONG else attempt()


def png(files: Files, at: datetime, dpi: float, *, lines: int) -> list[bytes]:
    """The pages as PNG pictures at `dpi`."""

    def work(compiler: typst.Compiler) -> list[bytes]:
        made = compiler.compile(input=_project(files), format="png", ppi=dpi, timestamp=at)
        pages = made if isinstance(made, list) else [made]
        return [page for page in pages if page is not None]

    return _one_at_a_time(lambda: _set(work), lines) if lines > _LONG else _set(work)


def as_numbers(data: bytes) -> bytes:
    """Bytes as a JSON list of numbers, for the typesetter's files hold text only; the template makes bytes of it."""
    return json.dumps(list(data), separators=(",", ":")).encode()


def probe(image: bytes) -> None:
    """TypesettingError if the typesetter cannot decode the image, or finds it without size."""
    source = b'#context { let size = measure(image(bytes(json("image.json")))); [#(size.width / size.height)] }'
    _set(lambda compiler: compiler.compile(input=cast(Any, {"main": source, "image.json": as_numbers(image)})))


def _project(files: Files) -> Any:
    """The files of one compilation; the typesetter takes a mapping, though its own annotations do not say so."""
    return {"main.typ": template(), **files}


def _set(work: Callable[[typst.Compiler], Made]) -> Made:
    try:
        return work(typst.Compiler(font_paths=fonts(), ignore_system_fonts=True))
    except typst.TypstError as error:
        raise TypesettingError(error.diagnostic) from error


def _one_at_a_time(work: Callable[[], Made], lines: int) -> Made:
    """A long document alone, and forgotten at once: 2,000 lines leave 90 MB in the typesetter's memory of past work."""
    with _LONG_LOCK:
        try:
            return work()
        finally:
            compiler = typst.Compiler(font_paths=fonts(), ignore_system_fonts=True)
            for _ in range(_FORGET_AFTER):
                compiler.compile(input=b"", format="pdf")
            if lines > _HUGE:
                _give_back()


def _give_back() -> None:
    """Hands freed memory to the system, where the C library can be asked to (glibc).

    2,000 lines of 1,000 characters take 1 GB while they are set, and glibc would keep it for the life of the process.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
    if trim is not None:
        trim(0)
