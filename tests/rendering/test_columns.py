import pytest
from hypothesis import given
from hypothesis import strategies as st

from facturaxpress.rendering.columns import PAGE, SIZES, fit
from facturaxpress.rendering.layouts.sale import COLUMNS
from facturaxpress.rendering.text import width

USUAL = ["1", "10.00", "Unidad", "A-1", "Tornillo", "1.50", "0.00", "0.00", "0.00", "0.00", "15.00"]
HUGE = "99,999,999,999.99999999"
FIGURES = [i for i, column in enumerate(COLUMNS) if column.kind == "figure"]
TEXT = next(i for i, column in enumerate(COLUMNS) if column.kind == "text")


def row(**cells: str) -> list[str]:
    return [cells.get(column.key, usual) for column, usual in zip(COLUMNS, USUAL, strict=True)]


def test_usual_lines_leave_the_description_most_of_the_page() -> None:
    widths = fit(COLUMNS, [row()], ["0.00", "0.00", "15.00"])
    assert widths.size == SIZES[0]
    assert widths.points[TEXT] > PAGE / 4
    assert sum(widths.points) == pytest.approx(PAGE)


def test_the_sums_fit_under_their_columns() -> None:
    sums = ["0.00", "1,234,567.89", "98,765,432.10"]
    widths = fit(COLUMNS, [row()], sums)
    for column, figure in zip((-3, -2, -1), sums, strict=True):
        assert width(figure, widths.size, bold=True) <= widths.room(column) + 0.01


def test_eight_decimals_fit_without_breaking() -> None:
    cells = row(cantidad="1,234.56789012", precioUni="0.12345678", ventaGravada="12,345.12345678")
    widths = fit(COLUMNS, [cells], ["0.00", "0.00", "0.00"])
    for i in FIGURES:
        assert width(cells[i], widths.size) <= widths.room(i) + 0.01


def test_figures_at_the_limit_in_every_column_leave_room_for_the_description() -> None:
    cells = row(**{COLUMNS[i].key: HUGE for i in FIGURES})
    widths = fit(COLUMNS, [cells], [HUGE] * 3)
    assert widths.size == SIZES[-1]
    assert widths.points[TEXT] >= 80
    assert sum(widths.points) == pytest.approx(PAGE)


@given(
    st.lists(st.lists(st.sampled_from(["0.00", "15.00", "1,234.56789012", HUGE]), min_size=11, max_size=11), max_size=5)
)
def test_the_columns_always_fill_the_page(cells: list[list[str]]) -> None:
    widths = fit(COLUMNS, cells, ["0.00", "0.00", "0.00"])
    assert sum(widths.points) == pytest.approx(PAGE)
    assert all(points > 10 for points in widths.points)
