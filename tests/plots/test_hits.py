"""Words in force and deeds, period by period."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import matplotlib.dates as mdates
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes

from rhetoric_gap import RhetoricGapError, UnknownOptionError, plot_hits
from rhetoric_gap.studies import HitTable

Make = Callable[..., Any]
KINDS = ["hit", "miss", "false_alarm", "correct_negative", "open"]


def study(
    dyads: int = 3, weeks: int = 8, valences: tuple[str, ...] = ("conflict",), seed: int = 0
) -> HitTable:
    """A study of made-up cells; the last week is open."""
    rng = np.random.default_rng(seed)
    starts = pd.date_range("2024-01-01", periods=weeks, freq="7D")
    rows = [
        (
            "AAA",
            f"T{d:02d}",
            v,
            s,
            s + pd.Timedelta(days=6),
            "open" if s == starts[-1] else rng.choice(KINDS[:4]),
        )
        for d in range(dyads)
        for v in valences
        for s in starts
    ]
    columns = ["actor", "target", "valence", "period_start", "period_end", "cell"]
    return HitTable(pd.DataFrame(), (), pd.DataFrame(rows, columns=columns))


def names(ax: Axes) -> list[str]:
    return [label.get_text() for label in ax.get_yticklabels()]


@pytest.mark.parametrize("kind", ["hit", "miss", "false_alarm", "open"])
def test_a_block_for_each_cell_as_long_as_its_period(by_gid: Make, kind: str) -> None:
    made = study()
    ax = plot_hits(made)
    (blocks,) = by_gid(ax, kind)
    cells = made.cells[made.cells["cell"].eq(kind)]
    assert len(blocks.get_paths()) == len(cells) > 0
    spans = sorted((path.vertices[:, 0].min(), path.vertices[:, 0].max()) for path in blocks.get_paths())
    first = mdates.date2num(cells["period_start"].to_numpy())
    assert np.array(spans) == pytest.approx(np.array(sorted((s, s + 7) for s in first)))
    rows = dict(zip(names(ax), ax.get_yticks(), strict=True))
    heights = sorted(path.vertices[:, 1].min() + 0.4 for path in blocks.get_paths())
    assert heights == pytest.approx(sorted(rows[f"AAA > {t}"] for t in cells["target"]))


def test_misses_are_lower_than_words_in_force(by_gid: Make) -> None:
    ax = plot_hits(study())
    tall = {
        kind: np.ptp(by_gid(ax, kind)[0].get_paths()[0].vertices[:, 1])
        for kind in ("hit", "miss", "false_alarm")
    }
    assert tall["miss"] < 0.7 * tall["hit"] == pytest.approx(0.7 * tall["false_alarm"])


def test_counts_are_those_of_the_cells() -> None:
    made = study()
    texts = [text.get_text() for text in plot_hits(made).texts]
    for kind, head in (("hit", "hits"), ("miss", "misses"), ("false_alarm", "false al.")):
        assert head in texts
        for target in ("T00", "T01", "T02"):
            n = (made.cells["target"].eq(target) & made.cells["cell"].eq(kind)).sum()
            assert str(n) in texts


def test_fullest_rows_first_and_valences_named_where_there_are_two() -> None:
    made = study(4)
    busy = (
        made.cells[made.cells["cell"].isin(KINDS[:3])]
        .groupby("target")
        .size()
        .sort_values(ascending=False, kind="stable")
    )
    assert names(plot_hits(made)) == [f"AAA > {t}" for t in busy.index]
    both = study(2, valences=("conflict", "cooperation"))
    assert set(names(plot_hits(both))) == {
        f"AAA > T0{d}, {v}" for d in (0, 1) for v in ("conflict", "cooperation")
    }
    assert set(names(plot_hits(both, valence="conflict"))) == {"AAA > T00", "AAA > T01"}


def test_too_many_rows_are_cut_and_told() -> None:
    ax = plot_hits(study(40))
    assert len(names(ax)) == 30
    assert ax.get_legend().get_title().get_text() == "30 of 40 rows, those with most words and deeds"


def test_key_names_what_occurs() -> None:
    made = study()
    made = HitTable(made.frame, (), made.cells[~made.cells["cell"].isin(["open", "miss"])])
    found = [text.get_text() for text in plot_hits(made).get_legend().get_texts()]
    assert found == ["hit: deed while a word was in force", "false alarm: word in force, no deed"]
    assert plot_hits(made, show_key=False).get_legend() is None


@pytest.mark.parametrize("size", [(7.5, 2.5), (3.4, 2.6)])
@pytest.mark.parametrize("dyads", [1, 6, 40])
def test_readable_in_any_size(check_readable: Make, size: tuple[float, float], dyads: int) -> None:
    figure, ax = plt.subplots(figsize=size, layout="constrained")
    assert plot_hits(study(dyads, weeks=60), ax=ax) is ax
    figure.canvas.draw()
    check_readable(ax, len(names(ax)) - 0.5)


def test_nothing_to_draw() -> None:
    with pytest.raises(RhetoricGapError, match="expected a HitTable, got str"):
        plot_hits("table")  # type: ignore[arg-type]
    with pytest.raises(UnknownOptionError, match=r"valence='war'.*'conflict'"):
        plot_hits(study(), valence="war")
    empty = study()
    with pytest.raises(RhetoricGapError, match="holds no dyad"):
        plot_hits(HitTable(empty.frame, (), empty.cells.iloc[:0]))
