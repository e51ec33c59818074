"""The specification curve: what stands where, what is marked, what is said of what is missing."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba

from rhetoric_gap import RhetoricGapError, Spec, plot_specification_curve
from rhetoric_gap.inference import choice_influence, curve_summary, joint_test
from rhetoric_gap.plots.style import BLUE, VERMILION
from rhetoric_gap.studies import Multiverse

Make = Callable[..., Any]


@pytest.fixture
def universe() -> Make:
    """Make a study by hand: crossed choices, estimates that rise with the place of each value."""

    def make(
        sizes: dict[str, list[Any]] | None = None,
        *,
        missing: int = 0,
        bare: int = 0,
        chance: bool = False,
        **parts: Any,
    ) -> Multiverse:
        values = {"window": [30, 60, 90], "conditional": ["triggered", "all"]} if sizes is None else sizes
        rows = pd.MultiIndex.from_product(values.values(), names=list(values)).to_frame(index=False)
        codes = np.column_stack([pd.factorize(rows[name])[0] for name in values])
        estimate = np.round(
            0.3 + 0.4 * codes @ (0.5 ** np.arange(len(values))) / max(codes.sum(axis=1).max(), 1), 4
        )
        order = np.random.default_rng(3).permutation(len(rows))
        rows, estimate, codes = rows.iloc[order].reset_index(drop=True), estimate[order], codes[order]
        estimate[:missing] = np.nan
        lower, upper = estimate - 0.1, estimate + 0.1
        lower[missing : missing + bare] = np.nan
        frame = rows.assign(
            spec_id=np.arange(1, len(rows) + 1), estimate=estimate, lower=lower, upper=upper, level=0.95, gap=estimate,
            n=pd.array(np.where(np.isnan(estimate), 0, 20 + np.arange(len(rows)) % 9), dtype="Int64"), default=False,
            reason=np.where(np.isnan(estimate), "min_lag must be between 0 and window, got 45", ""),
        )  # fmt: skip
        frame.loc[frame["estimate"].isna(), "n"] = pd.NA
        frame.loc[len(rows) - 1, "default"] = True
        found = choice_influence(codes, estimate)
        influence = pd.DataFrame({"choice": list(values), "first_order": [one.first_order for one in found]})
        extra: dict[str, Any] = {}
        if chance:
            known = estimate[~np.isnan(estimate)]
            permuted = np.random.default_rng(1).uniform(0.6, 0.9, (19, len(known)))
            limits = np.quantile(np.sort(permuted, axis=1), [0.025, 0.5, 0.975], axis=0)
            rank = np.arange(1, len(known) + 1)
            extra["chance"] = pd.DataFrame(
                {"rank": rank, "lower": limits[0], "median": limits[1], "upper": limits[2]}
            )
            extra["joint"] = joint_test(known, permuted)
        fields: dict[str, Any] = {"statistic": "gap", "null": None, **extra, **parts}
        return Multiverse(
            frame=frame, notes=(), choices=tuple(values), base=Spec(), curve=curve_summary(frame["estimate"]),
            influence=influence.sort_values("first_order", ascending=False), **fields,
        )  # fmt: skip

    return make


def rows_of(ax: Axes) -> list[str]:
    return [label.get_text() for label in ax.get_yticklabels(minor=True)]


def keys(ax: Axes) -> list[str]:
    return [text.get_text() for text in ax.get_legend().get_texts()]


def title(ax: Axes) -> str:
    return " ".join(ax.get_legend().get_title().get_text().split())


def marked(by_gid: Make, ax: Axes, row: str) -> list[float]:
    """Where a row of choices has its marks."""
    (lines,) = by_gid(ax, row)
    return sorted(float(segment[0][0]) for segment in lines.get_segments())


def test_estimates_stand_in_order(universe: Make, by_gid: Make) -> None:
    study = universe()
    ax = plot_specification_curve(study)
    (points,), (usual,) = by_gid(ax, "estimates"), by_gid(ax, "usual")
    drawn = dict(zip(points.get_xdata(), points.get_ydata(), strict=True))
    drawn |= dict(zip(usual.get_xdata(), usual.get_ydata(), strict=True))
    assert [drawn[x] for x in sorted(drawn)] == sorted(study.frame["estimate"])
    assert sorted(drawn) == [0, 1, 2, 3, 4, 5]
    assert list(usual.get_ydata()) == study.frame.loc[study.frame["default"], "estimate"].tolist()
    assert (to_rgba(usual.get_color()), to_rgba(points.get_color())) == (to_rgba(VERMILION), to_rgba(BLUE))
    assert usual.get_marker() != points.get_marker()


def test_every_specification_is_marked_once_a_choice(universe: Make, by_gid: Make) -> None:
    study = universe()
    ax = plot_specification_curve(study)
    place = study.frame.sort_values(["estimate", "spec_id"])
    for name in study.choices:
        found = []
        for value in study.frame[name].unique():
            here = marked(by_gid, ax, f"{name} {value}")
            assert here == [float(x) for x in np.flatnonzero((place[name] == value).to_numpy())]
            found += here
        assert sorted(found) == list(range(6))


def test_rows_are_named_by_choice_and_value(universe: Make) -> None:
    names = rows_of(plot_specification_curve(universe()))
    assert names[0] == "n"
    assert {name.split()[0] for name in names if " " in name} == {"window", "conditional"}
    assert len(names) == 1 + 3 + 2
    heights = plot_specification_curve(universe()).get_yticks(minor=True)
    assert (np.diff(heights) < 0).all()


def test_rows_lie_under_the_data_and_inside_the_axes(universe: Make) -> None:
    ax = plot_specification_curve(universe())
    bottom = ax.get_ylim()[0]
    rows, values = ax.get_yticks(minor=True), ax.get_yticks()
    assert bottom < rows.min() < rows.max() < values.min()
    middle = ax.yaxis.label.get_position()[1]
    top = ax.get_ylim()[1]
    assert values.min() < bottom + middle * (top - bottom) < values.max()


def test_intervals_are_those_of_the_frame(universe: Make, by_gid: Make) -> None:
    study = universe(bare=2)
    ax = plot_specification_curve(study)
    (bars,) = by_gid(ax, "intervals")
    drawn = sorted(tuple(np.round(segment[:, 1], 9)) for segment in bars.get_segments())
    barred = study.frame.dropna(subset="lower")
    assert drawn == sorted(zip(barred["lower"].round(9), barred["upper"].round(9), strict=True))
    (hollow,) = by_gid(ax, "estimates bare")
    assert len(hollow.get_xdata()) == 2
    assert to_rgba(hollow.get_markerfacecolor()) == to_rgba(ax.get_facecolor())
    assert {"95 % interval", "no interval"} <= set(keys(ax))


def test_median_reference_and_usual_value_are_told(universe: Make, by_gid: Make) -> None:
    study = universe(null=0.5)
    ax = plot_specification_curve(study)
    (median,), (null,) = by_gid(ax, "median"), by_gid(ax, "null")
    assert list(median.get_ydata()) == [study.curve.median] * 2
    assert list(null.get_ydata()) == [0.5] * 2
    assert f"median {study.curve.median:.2f}" in keys(ax)
    assert "0.5" in keys(ax)
    assert any(key.startswith("usual 0.") for key in keys(ax))


def test_missing_specifications_stay_in_view_with_the_reason(universe: Make, by_gid: Make) -> None:
    study = universe(missing=2)
    ax = plot_specification_curve(study)
    assert title(ax) == "2 without an estimate (min_lag must be between 0 and window, got 45)"
    assert "no estimate" in keys(ax)
    (hatched,) = [patch for patch in ax.patches if patch.get_hatch()]
    assert hatched.get_width() == 2
    drawn = sorted(x for value in (30, 60, 90) for x in marked(by_gid, ax, f"window {value}"))
    assert drawn == [0, 1, 2, 3, 5, 6]
    assert hatched.get_x() == 4.5


def test_chance_is_a_band_under_the_curve(universe: Make, by_gid: Make) -> None:
    study = universe(chance=True)
    ax = plot_specification_curve(study)
    (band,), (middle,) = by_gid(ax, "chance"), by_gid(ax, "chance median")
    assert list(middle.get_ydata()) == study.chance["median"].tolist()
    (path,) = band.get_paths()
    assert path.vertices[:, 1].max() == pytest.approx(study.chance["upper"].max())
    assert "by chance (95 %)" in keys(ax)
    assert by_gid(plot_specification_curve(universe()), "chance") == []


def test_counts_are_written_or_drawn(universe: Make, by_gid: Make) -> None:
    study = universe()
    ax = plot_specification_curve(study)
    ordered = study.frame.sort_values(["estimate", "spec_id"])["n"]
    assert [text.get_text() for text in by_gid(ax, "n")] == [str(n) for n in ordered]
    many = plot_specification_curve(universe({"window": list(range(10, 130)), "match": ["code", "topic"]}))
    (profile,) = by_gid(many, "n")
    assert len(profile.get_segments()) == 240
    assert rows_of(many)[0] == "n 20 to 28"
    assert "n" not in rows_of(plot_specification_curve(study, show_n=False))


def test_choices_that_do_not_fit_are_counted(universe: Make) -> None:
    values = {"window": [30, 60], "conditional": ["triggered", "all"], "min_lag": list(range(20))}
    _, ax = plt.subplots(figsize=(4.0, 3.0), layout="constrained")
    plot_specification_curve(universe(values), ax=ax)
    assert "2 of 3 choices shown" in title(ax)
    assert not any(name.startswith("min_lag") for name in rows_of(ax))


def test_differences_have_their_name_and_sign(universe: Make) -> None:
    study = universe(statistic="gap of target KOR less that of USA", null=0.0)
    ax = plot_specification_curve(study)
    assert ax.get_ylabel() == "gap of target KOR less that of USA"
    assert "difference" in keys(ax)
    negative = study.frame.assign(**{c: -study.frame[c] for c in ("estimate", "upper", "lower")})
    swapped = negative.rename(columns={"lower": "upper", "upper": "lower"})
    import dataclasses

    turned = dataclasses.replace(study, frame=swapped, curve=curve_summary(swapped["estimate"]))
    texts = [*keys(plot_specification_curve(turned)), *(t.get_text() for t in plt.gca().get_yticklabels())]
    assert any("\u2212" in text for text in texts)
    assert not any("-0" in text for text in texts)


def test_gaps_stay_between_none_and_all(universe: Make) -> None:
    study = universe()
    frame = study.frame.assign(upper=1.0, lower=0.0)
    import dataclasses

    ticks = plot_specification_curve(dataclasses.replace(study, frame=frame)).get_yticks()
    assert ticks.min() >= 0 and ticks.max() <= 1


def boxes(ax: Axes) -> list[tuple[str, Any]]:
    """Every text in or around the axes, minor tick labels too."""
    ax.figure.canvas.draw()
    legend = ax.get_legend()
    found = [*ax.texts, ax.xaxis.label, ax.yaxis.label, *legend.get_texts(), legend.get_title()]
    low, high = ax.get_ylim()
    for ticks in (ax.yaxis.get_major_ticks(), ax.yaxis.get_minor_ticks()):
        found += [tick.label1 for tick in ticks if low <= tick.get_loc() <= high]
    return [(t.get_text(), t.get_window_extent()) for t in found if t.get_visible() and t.get_text().strip()]


@pytest.mark.parametrize("size", [None, (5.0, 3.6), (3.4, 2.6)])
@pytest.mark.parametrize(
    ("sizes", "options"),
    [
        (
            {"window": [30, 60], "match": ["code", "topic"], "assignment": ["optimal", "best"]},
            {"missing": 2, "chance": True},
        ),
        (
            {"window": list(range(10, 60, 10)), "half_life": list(range(10)), "min_lag": list(range(8))},
            {"missing": 30},
        ),
        (
            {"conditional": ["triggered", "all"], "min_strength": [2, 3, 4], "window": [30, 60, 90]},
            {"chance": True},
        ),
    ],
)
def test_nothing_overlaps_and_nothing_is_cut(universe: Make, sizes: Any, options: Any, size: Any) -> None:
    ax = None if size is None else plt.subplots(figsize=size, layout="constrained")[1]
    ax = plot_specification_curve(universe(sizes, **options), ax=ax)
    texts = boxes(ax)

    def overlap(a: Any, b: Any) -> bool:
        return min(a.x1, b.x1) - max(a.x0, b.x0) > 1 and min(a.y1, b.y1) - max(a.y0, b.y0) > 1

    assert [(a[0], b[0]) for a, b in combinations(texts, 2) if overlap(a[1], b[1])] == []
    whole = ax.figure.bbox
    assert [
        t for t, box in texts if box.x0 < -1 or box.y0 < -1 or box.x1 > whole.x1 + 1 or box.y1 > whole.y1 + 1
    ] == []
    top = ax.transData.transform((0, np.nanmax(ax.get_yticks())))[1]
    assert ax.get_legend().get_window_extent().y0 >= top - 1


def test_callers_figure_is_left_as_it_was(universe: Make, state_of_figure: Make, settings_kept: None) -> None:
    figure, axes = plt.subplots(1, 2, figsize=(12, 5))
    before, numbers = state_of_figure(figure), plt.get_fignums()
    study = universe()
    frame = study.frame.copy()
    assert plot_specification_curve(study, ax=axes[0]) is axes[0]
    assert state_of_figure(figure) == before
    assert plt.get_fignums() == numbers
    assert not axes[1].has_data()
    pd.testing.assert_frame_equal(study.frame, frame)


def test_key_can_be_left_out(universe: Make) -> None:
    assert plot_specification_curve(universe(), show_key=False).get_legend() is None


def test_something_else_is_refused(universe: Make) -> None:
    with pytest.raises(RhetoricGapError, match=r"draws what multiverse\(\) returns, got DataFrame"):
        plot_specification_curve(pd.DataFrame())  # type: ignore[arg-type]
    with pytest.raises(RhetoricGapError, match="no specification has an estimate"):
        plot_specification_curve(universe(missing=6))
