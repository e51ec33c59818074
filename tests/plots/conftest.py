"""Hand-made results for the figures, and what is asked of every one of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from rhetoric_gap.gap.index import MEASURES
from rhetoric_gap.results import GapResult
from rhetoric_gap.spec import Spec

COUNTS = [name for name in MEASURES if name.startswith("n_")] + ["n"]
AS_OF = "2025-12-31"


def gap_row(**values: Any) -> dict[str, Any]:
    """One row of a result: nothing known but what is given."""
    row: dict[str, Any] = {name: np.nan for name in MEASURES} | dict.fromkeys(COUNTS, 0)
    row |= {"level": 0.95, "method": "", "reason": "", "bark": 0.0, "bite": 0.0} | values
    row["n_statements"] = values.get("n_statements", row["n"] + row["n_open"] + row["n_not_triggered"])
    return row


def add_period(row: dict[str, Any], period: Any) -> dict[str, Any]:
    """Put a row into a period."""
    span = pd.Period(period)
    return {
        **row,
        "period": str(span),
        "period_start": span.start_time.normalize(),
        "period_end": span.end_time.normalize(),
    }


@pytest.fixture
def result() -> Callable[..., GapResult]:
    """Make a result of hand-written rows."""

    def make(
        rows: list[dict[str, Any]],
        *,
        by: tuple[str, ...] = (),
        freq: str | None = None,
        as_of: str = AS_OF,
        outcomes: pd.DataFrame | None = None,
        links: pd.DataFrame | None = None,
        actions: pd.DataFrame | None = None,
        **choices: Any,
    ) -> GapResult:
        written = [
            add_period(gap_row(**{k: v for k, v in row.items() if k != "period"}), row["period"])
            if "period" in row
            else gap_row(**row)
            for row in rows
        ]
        empty = pd.DataFrame()
        return GapResult(
            frame=pd.DataFrame(written),
            outcomes=empty if outcomes is None else outcomes,
            links=empty if links is None else links,
            actions=empty if actions is None else actions,
            spec=Spec(**choices),
            by=by,
            freq=freq,
            as_of=pd.Timestamp(as_of),
            notes=(),
        )

    return make


@pytest.fixture
def scored() -> Callable[..., dict[str, Any]]:
    """Write a row with n scored statements and a gap."""

    def make(n: int = 12, gap: float = 0.4, half: float | None = 0.2, **values: Any) -> dict[str, Any]:
        row = {"n": n, "bark": 0.5 * n, "bite": 0.5 * n * (1 - gap), "gap": gap}
        if half is not None:
            row |= {"lower": max(0.0, gap - half), "upper": min(1.0, gap + half)}
        return {**row, "bound_low": gap * 0.8, "bound_high": min(1.0, gap * 1.2 + 0.1), **values}

    return make


@pytest.fixture
def settings_kept() -> Iterator[None]:
    """Check that matplotlib's settings are the same afterwards."""
    before = dict(mpl.rcParams)
    yield
    assert dict(mpl.rcParams) == before


def shown_texts(ax: Axes) -> list[tuple[str, Bbox]]:
    """Return every text that is seen in or around the axes, with its place in pixels."""
    ax.figure.canvas.draw()
    found: list[Text] = [*ax.texts, ax.xaxis.label, ax.yaxis.label, ax.xaxis.get_offset_text(), ax.title]
    legend = ax.get_legend()
    if legend is not None:
        found += [*legend.get_texts(), legend.get_title()]
    for axis in (ax.xaxis, ax.yaxis):
        low, high = sorted(axis.get_view_interval())
        found += [tick.label1 for tick in axis.get_major_ticks() if low <= tick.get_loc() <= high]
    visible = [text for text in found if text.get_visible() and text.get_text().strip()]
    return [(text.get_text(), text.get_window_extent()) for text in visible]


def overlap(a: Bbox, b: Bbox) -> bool:
    """Tell whether two boxes share more than a rim of one pixel."""
    return min(a.x1, b.x1) - max(a.x0, b.x0) > 1 and min(a.y1, b.y1) - max(a.y0, b.y0) > 1


@pytest.fixture
def check_readable() -> Callable[..., None]:
    """Check that no two texts overlap, none leaves the figure, and the key lies above the data."""

    def check(ax: Axes, top_of_data: float, *, inside: bool = True) -> None:
        texts = shown_texts(ax)
        clashes = [(one[0], two[0]) for one, two in combinations(texts, 2) if overlap(one[1], two[1])]
        assert clashes == []
        if inside:
            frame = ax.figure.bbox
            cut = [
                text
                for text, box in texts
                if box.x0 < -0.5 or box.y0 < -0.5 or box.x1 > frame.x1 + 0.5 or box.y1 > frame.y1 + 0.5
            ]
            assert cut == []
        legend = ax.get_legend()
        if legend is not None:
            edge = ax.transData.transform((0, top_of_data))[1]
            assert legend.get_window_extent().y0 >= edge

    return check


@pytest.fixture
def state_of_figure() -> Callable[[Figure], Any]:
    """Describe what of a figure must not change when one of its axes is drawn on."""

    def describe(figure: Figure) -> Any:
        engine = figure.get_layout_engine()
        places = [tuple(ax.get_position(original=True).bounds) for ax in figure.axes]
        return (
            figure.get_size_inches().tolist(),
            figure.dpi,
            engine,
            places,
            len(figure.texts),
            len(figure.axes),
        )

    return describe


@pytest.fixture
def by_gid() -> Callable[[Axes, str], list[Any]]:
    """Find the artists with a name."""

    def find(ax: Axes, gid: str) -> list[Any]:
        return [
            artist
            for artist in (*ax.lines, *ax.collections, *ax.patches, *ax.texts)
            if artist.get_gid() == gid
        ]

    return find
