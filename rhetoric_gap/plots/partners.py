"""Words and deeds over partners: shares side by side, or the balance of two of them over time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from rhetoric_gap.errors import RhetoricGapError
from rhetoric_gap.plots.layout import (
    LINE,
    axes_for,
    date_axis,
    legend_strip,
    plain_spines,
    set_strips,
    size_points,
)
from rhetoric_gap.plots.row_figure import (
    MINUS,
    TextColumn,
    fitting,
    name_rows,
    panel_axis,
    row_strips,
    write_columns,
)
from rhetoric_gap.plots.series import with_positions
from rhetoric_gap.plots.style import BLUE, FAINT, INK, PALE, share_text, text_size

if TYPE_CHECKING:
    from rhetoric_gap.studies.partners import PartnerMismatch

_WORD: dict[str, Any] = {
    "marker": "o",
    "markersize": 7,
    "color": INK,
    "markerfacecolor": "white",
    "markeredgewidth": 1.1,
}
_DEED: dict[str, Any] = {"marker": "o", "markersize": 4.5, "color": BLUE}
_CELL = 15.0  # points a count takes


def plot_partners(study: PartnerMismatch, *, ax: Axes | None = None, show_key: bool = True) -> Axes:
    """Draw how words and deeds are spread over partners: shares, or over time the balance of two partners.

    Parameters
    ----------
    study : PartnerMismatch
        What ``partner_mismatch`` returns. With ``freq`` and two partners their balance is drawn period by period,
        otherwise the shares of every partner over the whole time.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure if not given.
    show_key : bool, default True
        Explain the marks above the data.

    Returns
    -------
    matplotlib.axes.Axes
        The axes drawn on.

    Raises
    ------
    RhetoricGapError
        If ``study`` is something else, has nothing to draw, or has periods and not two partners.

    Notes
    -----
    The distance between ring (words) and dot (deeds) is the mismatch where there are two partners, on the scale of
    shares; in a balance it is twice as long. Under every period stand the numbers of words and deeds. A period without
    words has no ring, one without deeds no dot.

    Examples
    --------
    >>> import rhetoric_gap as rg
    >>> case = rg.load_dataset("russia_partners")
    >>> choices = {"actor": "PRK", "partners": ["RUS", "CHN"], "direction": "from", "start": "2022-01-01"}
    >>> ax = rg.plot_partners(rg.partner_mismatch(case, freq="YE", **choices))
    >>> ax.get_ylabel()
    'balance (1 all RUS, ...1 all CHN)'
    """
    if not hasattr(study, "shares") or "mismatch" not in getattr(study, "frame", ()):
        raise RhetoricGapError(
            f"plot_partners draws what partner_mismatch() returns, got {type(study).__name__}"
        )
    if not len(study.frame) or not (study.frame[["n_statements", "n_actions"]].sum().sum() > 0):
        raise RhetoricGapError("there are no words and no deeds to draw")
    if study.freq is None:
        return _draw_shares(study, ax, show_key)
    if len(study.partners) != 2:
        raise RhetoricGapError(
            f"over time plot_partners draws the balance of two partners, got {len(study.partners)}; name two with "
            "partners=, or leave out freq="
        )
    return _draw_balance(study, ax, show_key)


def _draw_shares(study: PartnerMismatch, ax: Axes | None, show_key: bool) -> Axes:
    """Draw one row per partner."""
    rows = study.shares
    ax = axes_for(ax, (7.0, 1.4 + 0.28 * len(rows)))
    heights = name_rows(ax, rows["partner"].tolist(), "share of the severity")
    counts = [f"{w}, {d}" for w, d in zip(rows["n_statements"], rows["n_actions"], strict=True)]
    sized = fitting(ax, [TextColumn("n words, deeds", counts)])
    above = row_strips(ax, len(rows), legend_strip(ax, _keys() if show_key else [], title=_title(study)) + 4)
    panel_axis(ax, 0.0, 1.0, [0, 0.25, 0.5, 0.75, 1.0], sized)
    ax.hlines(
        heights, rows["word_share"], rows["deed_share"], color=PALE, linewidth=2.2, zorder=1.5, gid="mismatch"
    )
    ax.plot(rows["word_share"], heights, **_WORD, linestyle="none", zorder=2, gid="words", clip_on=False)
    ax.plot(rows["deed_share"], heights, **_DEED, linestyle="none", zorder=3, gid="deeds", clip_on=False)
    write_columns(ax, heights, sized, above)
    return ax


def _title(study: PartnerMismatch) -> str:
    """Write the mismatch beside what chance would make of it."""
    row = study.frame.iloc[0]
    if not np.isfinite(row["mismatch"]):
        return f"no mismatch: {row['reason']}"
    return f"mismatch {share_text(row['mismatch'])}; {share_text(row['mismatch_if_chance'])} by chance alone"


def _draw_balance(study: PartnerMismatch, ax: Axes | None, show_key: bool) -> Axes:
    """Draw the balance of two partners over time."""
    rows = with_positions(study.frame)
    first, second = study.partners
    ax = axes_for(ax, (7.0, 3.4))
    left, right = rows["left"].min(), (rows["left"] + rows["days"]).max()
    date_axis(ax, left - 0.015 * (right - left), right + 0.015 * (right - left))
    ax.set_yticks([-1.0, -0.5, 0.0, 0.5, 1.0], [f"{MINUS}1", f"{MINUS}0.5", "0", "0.5", "1"])
    ax.set_ylabel(f"balance (1 all {first}, {MINUS}1 all {second})", fontsize=text_size(), color=INK)
    plain_spines(ax, -1.0, 1.0)
    for y in (-1.0, -0.5, 0.5, 1.0):
        ax.axhline(y, color=FAINT, linewidth=0.6, zorder=0.2)
    ax.axhline(0.0, color=INK, linewidth=0.8, zorder=0.9)
    above = legend_strip(ax, _keys() if show_key else [])
    set_strips(ax, -1.0, 1.0, _write_counts(ax, rows) + 6, above + 6)
    x = rows["middle"].to_numpy(dtype=float)
    ax.vlines(
        x, rows["balance_words"], rows["balance_deeds"], color=PALE, linewidth=2.2, zorder=1.5, gid="mismatch"
    )
    for column, look, style, order in (
        ("balance_words", _WORD, (0, (4, 2)), 2.0),
        ("balance_deeds", _DEED, "-", 3.0),
    ):
        ax.plot(
            x, rows[column], **look, linestyle=style, linewidth=1.0, zorder=order, gid=column, clip_on=False
        )
    return ax


def _write_counts(ax: Axes, rows: pd.DataFrame) -> float:
    """Write the numbers of words and deeds under every period; return the height they take, in points."""
    size = text_size()
    left, right = ax.get_xlim()
    room = size_points(ax)[0] * float(rows["days"].min()) / (right - left)
    every = max(1, int(np.ceil(_CELL / room)))
    height = 3.0
    for name, column in (("deeds", "n_actions"), ("words", "n_statements")):
        for k, (x, n) in enumerate(zip(rows["middle"], rows[column], strict=True)):
            if k % every == 0:
                _under(ax, str(int(n)), x, height, "center")
        ax.annotate(
            name,
            xy=(0, 0),
            xycoords="axes fraction",
            xytext=(-4, height),
            textcoords="offset points",
            ha="right",
            va="bottom",
            fontsize=size,
            color=INK,
            annotation_clip=False,
        )
        height += LINE * size
    return height


def _under(ax: Axes, text: str, x: float, height: float, ha: str) -> None:
    """Write a text a number of points above the lower edge."""
    ax.annotate(
        text,
        xy=(x, 0),
        xycoords=("data", "axes fraction"),
        xytext=(0, height),
        textcoords="offset points",
        ha=ha,
        va="bottom",
        fontsize=text_size(),
        color=INK,
    )


def _keys() -> list[Any]:
    """Return the key."""
    return [
        Line2D([], [], label="words", linestyle="none", **_WORD),
        Line2D([], [], label="deeds", linestyle="none", **_DEED),
    ]
