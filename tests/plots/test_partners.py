"""Partners: shares, or the balance of two over time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pytest

import rhetoric_gap as rg
from rhetoric_gap import RhetoricGapError, plot_partners
from rhetoric_gap.studies import PartnerMismatch

Make = Callable[..., Any]
CASE = rg.load_dataset("russia_partners")
TOWARD: dict[str, Any] = {
    "actor": "PRK",
    "partners": ["RUS", "CHN"],
    "direction": "from",
    "valence": "cooperation",
}


@pytest.fixture(scope="module")
def years() -> PartnerMismatch:
    return rg.partner_mismatch(CASE, freq="YE", start="2022-01-01", **TOWARD)


@pytest.fixture(scope="module")
def shares() -> PartnerMismatch:
    return rg.partner_mismatch(CASE, actor="RUS", valence="cooperation")


def test_shares_of_words_and_deeds(shares: PartnerMismatch, by_gid: Make) -> None:
    ax = plot_partners(shares)
    (words,), (deeds,) = by_gid(ax, "words"), by_gid(ax, "deeds")
    assert list(words.get_xdata()) == pytest.approx(shares.shares["word_share"].tolist())
    assert list(deeds.get_xdata()) == pytest.approx(shares.shares["deed_share"].tolist())
    assert [t.get_text() for t in ax.get_yticklabels()] == ["BLR", "CHN", "IND", "IRN", "PRK", "VNM"]
    row = shares.frame.iloc[0]
    title = f"mismatch {row['mismatch']:.2f}; {row['mismatch_if_chance']:.2f} by chance alone"
    assert ax.get_legend().get_title().get_text() == title
    assert "13, 21" in [t.get_text() for t in ax.texts]


def test_balance_over_time(years: PartnerMismatch, by_gid: Make) -> None:
    ax = plot_partners(years)
    (words,), (deeds,) = by_gid(ax, "balance_words"), by_gid(ax, "balance_deeds")
    assert np.isnan(words.get_ydata()[0]), "no words in 2022: no ring, not one at 0"
    assert list(deeds.get_ydata()) == pytest.approx(years.frame["balance_deeds"].tolist())
    assert words.get_linestyle() != deeds.get_linestyle()
    counts = [t.get_text() for t in ax.texts]
    assert counts[:4] == years.frame["n_actions"].astype(str).tolist()
    assert counts[5:9] == years.frame["n_statements"].astype(str).tolist()
    assert (counts[4], counts[9]) == ("deeds", "words")


def test_many_periods_have_fewer_counts() -> None:
    study = rg.partner_mismatch(CASE, freq="ME", start="2022-01-01", **TOWARD)
    ax = plot_partners(study)
    assert len([t for t in ax.texts if t.get_text().isdigit()]) < 2 * len(study.frame)


@pytest.mark.parametrize("size", [(7.0, 3.4), (3.4, 2.6)])
@pytest.mark.parametrize("which", ["years", "shares"])
def test_readable_at_any_size(
    which: str, size: tuple[float, float], request: pytest.FixtureRequest, check_readable: Make
) -> None:
    _, ax = plt.subplots(figsize=size, layout="constrained")
    plot_partners(request.getfixturevalue(which), ax=ax)
    check_readable(ax, 1.0 if which == "years" else 5.5)


def test_callers_figure_is_left_as_it_was(
    years: PartnerMismatch, state_of_figure: Make, settings_kept: None
) -> None:
    figure, axes = plt.subplots(1, 2, figsize=(14, 4))
    before = state_of_figure(figure)
    assert plot_partners(years, ax=axes[0]) is axes[0]
    assert state_of_figure(figure) == before


def test_periods_of_many_partners() -> None:
    study = rg.partner_mismatch(CASE, actor="RUS", freq="YE")
    with pytest.raises(RhetoricGapError, match="balance of two partners, got 9; name two with partners="):
        plot_partners(study)


def test_no_mismatch_says_why() -> None:
    study = rg.partner_mismatch(CASE, **{**TOWARD, "start": "2022-01-01", "as_of": "2022-12-31"})
    assert plot_partners(study).get_legend().get_title().get_text() == "no mismatch: no words"
    later = rg.partner_mismatch(CASE, **{**TOWARD, "start": "2025-12-30"})
    with pytest.raises(RhetoricGapError, match="there are no words and no deeds to draw"):
        plot_partners(later)


def test_something_else() -> None:
    with pytest.raises(
        RhetoricGapError, match=r"plot_partners draws what partner_mismatch\(\) returns, got dict"
    ):
        plot_partners({})  # type: ignore[arg-type]
