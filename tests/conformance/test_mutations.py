"""MH's samples with one thing wrong: at least 99 % is told, each at its own path; what is allowed is not told.

By default a fixed random part is tried; with FACTURAXPRESS_SOAK=1 (`make soak-law`) every one.
"""

import random
import sys
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest
from tests.conformance import samples
from tests.conformance.mutation import (  # noqa: F401  # four of them fill the list of `kinds`
    allowed,
    codes,
    events,
    figures,
    heading,
    kinds,
    lines,
    of_schema,
    relations,
    types,
)
from tests.conformance.mutation.edit import Mutation, get
from tests.conformance.mutation.trial import Tally, known
from tests.dte.generated import inputs, issued
from tests.dte.test_schemas import OF_MH
from tests.soak import SOAK

from facturaxpress import dte
from facturaxpress.dte.structures import LAWS

TRIED = 120
"""Mutations of each family and sample in the short form."""
GENERATED = 200 if SOAK else 4
"""Generated documents of each structure that are changed too."""
ENOUGH = 0.99
STRUCTURES = sorted(OF_MH)
WHAT_IT_IS = ("motivo", "documento", "detalleDTE", "identificacion.tipoEvento")
SAYS = "identificacion.tipoDte"
"""An event without one of these no longer says that it is one, so it is asked what it is."""


def part(made: list[Mutation], seed: str) -> list[Mutation]:
    return made if SOAK or len(made) <= TRIED else random.Random(seed).sample(made, TRIED)


def forbidden_by_schema(sample: samples.Sample, mh: Path) -> Iterator[Mutation]:
    """What MH's schema refuses; where the schema itself finds fault is a right place too."""
    judge = of_schema.Judge(mh, sample.tipo, sample.version)
    for one in part(list(of_schema.mutations(sample.document, judge.schema)), sample.name):
        refused = judge.refused(one.document)
        if refused:
            also = (*refused, SAYS) if one.path in WHAT_IT_IS else refused
            yield msgspec.structs.replace(one, source=of_schema.SOURCE, also=also)


def forbidden_by_texts(sample: samples.Sample, mh: Path) -> Iterator[Mutation]:
    """What MH's catalogues, arithmetic and rules forbid."""
    yield from part(list(codes.mutations(sample.document, mh, sample.regime)), sample.name)
    yield from part(list(figures.mutations(sample.tipo, sample.document, exact_figures(sample))), sample.name)
    yield from part(list(kinds.mutations(sample.tipo, sample.regime, sample.document)), sample.name)


def exact_figures(sample: samples.Sample) -> Callable[[str], tuple[Decimal, ...]]:
    """What a figure of a field sample should be, as the sample issued again has it: it may be a cent off already."""
    if sample.regime == "2.0":
        return lambda _: ()
    made = samples.issued(samples.reduced(sample), sample)

    def exact(path: str) -> tuple[Decimal, ...]:
        value = get(made, path)
        return (Decimal(value),) if isinstance(value, int | Decimal) else ()

    return exact


@pytest.mark.parametrize("structure", STRUCTURES, ids=lambda structure: f"{structure[0]}-v{structure[1]}")
def test_what_is_forbidden_is_told_at_its_own_path(structure: tuple[str, int], mh: Path) -> None:
    by_schema, by_texts = Tally(), Tally()
    for sample in samples.every(mh):
        if (sample.tipo, sample.version) == structure:
            before, legacy = known(sample.document), sample.regime == "1.x"
            by_schema.add(sample.name, forbidden_by_schema(sample, mh), legacy, before)
            by_texts.add(sample.name, forbidden_by_texts(sample, mh), legacy, before)
    for name, tally in (("schema", by_schema), ("texts", by_texts)):
        sys.stdout.write(f"{structure} {name}: {tally}\n")
        assert tally.forbidden > 30
        assert tally.share >= ENOUGH, "\n".join(map(str, tally.missed))


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("structure", STRUCTURES, ids=lambda structure: f"{structure[0]}-v{structure[1]}")
def test_what_is_forbidden_in_a_generated_document_is_told_at_its_own_path(
    structure: tuple[str, int], mh: Path
) -> None:
    tipo, version = structure
    regime = LAWS[structure].regime
    tally = Tally()
    for origin, sale in inputs(tipo, version, GENERATED):
        document = issued(sale, version)
        made = [
            *codes.mutations(document, mh, regime),
            *figures.mutations(tipo, document),
            *kinds.mutations(tipo, regime, document),
        ]
        tally.add(origin, part(made, origin), regime == "1.x", known(document))
    sys.stdout.write(f"{structure} generated: {tally}\n")
    assert tally.share >= ENOUGH, "\n".join(map(str, tally.missed))


TOO_OLD = "2.0/05__v4__official_p51_return_5_jeans"
"""Adjusts a document of four months before, which with that document at hand is a fault."""


def test_what_the_documents_held_forbid_is_told_at_its_own_path(mh: Path) -> None:
    models = relations.models(samples.every(mh))
    tally = Tally()
    tried = set()
    for sample in samples.every(mh):
        for case in relations.cases(sample, models):
            report = dte.validate(sample.document, held={case.code: case.held})
            assert report.ok is (sample.name != TOO_OLD), [str(fault) for fault in report.faults]
            if report.ok:
                before = frozenset((one.code, one.path) for one in report.warnings)
                tally.add(sample.name, case.mutations(), sample.regime == "1.x", before)
                tried.add((sample.tipo, sample.regime))
    sys.stdout.write(f"relations: {tally}\n")
    assert tally.missed == []
    assert tried == {
        *((tipo, regime) for tipo in ("05", "06", "invalidacion") for regime in ("1.x", "2.0")),
        *((tipo, "2.0") for tipo in ("07", "08", "18")),
    }


@pytest.mark.parametrize("structure", STRUCTURES, ids=lambda structure: f"{structure[0]}-v{structure[1]}")
def test_what_is_allowed_is_not_told_as_a_fault(structure: tuple[str, int], mh: Path) -> None:
    judge = of_schema.Judge(mh, *structure)
    tried = 0
    for sample in samples.every(mh):
        if (sample.tipo, sample.version) != structure:
            continue
        for one in allowed.mutations(sample.tipo, sample.regime, sample.name.partition("/")[2], sample.document):
            if judge.accepts(one.document):
                tried += 1
                told = [str(fault) for fault in dte.validate(one.document).faults]
                assert told == [], f"{sample.name}: {one.kind} {one.path} ({one.source})"
    assert tried


def test_every_kind_is_tried(mh: Path) -> None:
    tried = {
        one.kind for sample in samples.every(mh) for one in kinds.mutations(sample.tipo, sample.regime, sample.document)
    }
    assert tried == {kind.name for kind in kinds.KINDS}
    assert set(allowed.READINGS) <= {name.partition("/")[2] for name in samples.NAMES}
