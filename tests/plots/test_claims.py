"""Verdicts by day: every mark where it belongs, fragile ones told apart, texts that fit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from rhetoric_gap import Case, RhetoricGapError, plot_claims
from rhetoric_gap.studies import Claims

DAYS = [pd.Timestamp("2024-06-20"), pd.Timestamp("2025-12-31")]
WORDS = ["supported", "contradicted", "cannot say"]


def claims(
    n: int = 6, days: list[pd.Timestamp] = DAYS, text: str = "The North will never do such a thing."
) -> Claims:
    """Hand-written verdicts: they go round, and every fourth is fragile."""
    rows = [
        {
            "claim_id": f"E{i:02d}",
            "claim": text,
            "as_of": day,
            "verdict": WORDS[(i + j) % 3],
            "fragile": (i + j) % 4 == 0,
        }
        for i in range(1, n + 1)
        for j, day in enumerate(days)
    ]
    return Claims(frame=pd.DataFrame(rows), notes=(), cases={"nk": Case(name="nk"), "rp": Case(name="rp")})


def points(ax: Any, by_gid: Callable[..., list[Any]], gid: str) -> set[tuple[str, int]]:
    """Return claim and column of every mark of a kind."""
    label = dict(zip(ax.get_yticks(), [t.get_text() for t in ax.get_yticklabels()], strict=True))
    columns = sorted({x for name in WORDS for line in by_gid(ax, name) for x in line.get_xdata()})
    return {
        (label[y], columns.index(x))
        for line in by_gid(ax, gid)
        for x, y in zip(line.get_xdata(), line.get_ydata(), strict=True)
    }


@pytest.mark.parametrize("verdict", [*WORDS, "fragile"])
def test_each_mark_stands_at_its_claim_and_day(by_gid: Callable[..., list[Any]], verdict: str) -> None:
    data = claims()
    frame = data.frame
    mine = frame[frame["fragile"]] if verdict == "fragile" else frame[frame["verdict"].eq(verdict)]
    wanted = {(row.claim_id, DAYS.index(row.as_of)) for row in mine.itertuples()}
    assert points(plot_claims(data), by_gid, verdict) == wanted


def test_first_claim_stands_at_the_top_and_order_can_be_chosen() -> None:
    ax = plot_claims(claims(3))
    assert [label.get_text() for label in ax.get_yticklabels()] == ["E01", "E02", "E03"]
    assert list(ax.get_yticks()) == [2, 1, 0]
    chosen = plot_claims(claims(3), select=["E03", "E01"])
    assert [label.get_text() for label in chosen.get_yticklabels()] == ["E03", "E01"]


def test_days_stand_above_and_counts_below() -> None:
    data = claims(6)
    texts = [text.get_text() for text in plot_claims(data).texts]
    for day in DAYS:
        of_day = data.frame.loc[data.frame["as_of"].eq(day), "verdict"]
        assert str(day.date()) in texts
        assert " / ".join(str((of_day == word).sum()) for word in WORDS) in texts


def test_claims_are_cut_to_the_room_there_is() -> None:
    long = claims(4, text="word " * 60)
    texts = [text.get_text() for text in plot_claims(long).texts if text.get_text().startswith("word")]
    assert len(texts) == 4
    assert all(text.endswith(" ...") and len(text) < 200 for text in texts)
    assert not [text for text in plot_claims(long, show_text=False).texts if "word" in text.get_text()]


def test_only_what_is_in_the_figure_is_explained() -> None:
    sure = claims(3)
    sure = replace(sure, frame=sure.frame.assign(fragile=False))
    assert [text.get_text() for text in plot_claims(sure).get_legend().get_texts()] == WORDS
    assert [text.get_text() for text in plot_claims(claims(6)).get_legend().get_texts()] == [
        *WORDS,
        "fragile",
    ]
    assert plot_claims(sure, show_key=False).get_legend() is None


@pytest.mark.parametrize(("size", "n"), [((7.5, 7.7), 32), ((3.4, 2.6), 32), ((3.4, 2.6), 4), ((5, 3), 12)])
def test_readable(check_readable: Callable[..., None], size: tuple[float, float], n: int) -> None:
    figure, ax = plt.subplots(figsize=size, layout="constrained")
    plot_claims(claims(n), ax=ax)
    figure.canvas.draw()
    check_readable(ax, n - 0.5)


def test_many_days_do_not_run_into_each_other(check_readable: Callable[..., None]) -> None:
    figure, ax = plt.subplots(figsize=(5, 4), layout="constrained")
    plot_claims(claims(8, days=list(pd.date_range("2024-01-31", periods=24, freq="ME"))), ax=ax)
    figure.canvas.draw()
    check_readable(ax, 7.5)


def test_one_claim_on_one_day() -> None:
    ax = plot_claims(claims(1, days=DAYS[:1]))
    assert np.isfinite([*ax.get_xlim(), *ax.get_ylim()]).all()


def test_the_callers_figure_is_left_as_it_was(
    state_of_figure: Callable[[Any], Any], settings_kept: None
) -> None:
    figure, axes = plt.subplots(1, 2, figsize=(9, 4))
    before = state_of_figure(figure)
    assert plot_claims(claims(), ax=axes[0]) is axes[0]
    assert state_of_figure(figure) == before


def test_what_cannot_be_drawn_is_refused() -> None:
    with pytest.raises(RhetoricGapError, match="expected Claims, got dict; pass what essay_claims"):
        plot_claims({})
    with pytest.raises(RhetoricGapError, match="not in the table: E77; it has E01, E02"):
        plot_claims(claims(2), select=["E77", "E01"])
    with pytest.raises(RhetoricGapError, match="there is no claim to draw"):
        plot_claims(replace(claims(2), frame=claims(2).frame.iloc[:0]))
