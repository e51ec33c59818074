"""Figures of a gap: one a file, all axes-level.

Every function takes a :class:`~rhetoric_gap.results.GapResult` first and everything else by keyword, draws on ``ax`` (a
new figure only if none is given) and returns the ``Axes``. None of them shows, closes or lays out the caller's figure,
and none changes matplotlib's settings. They draw what the result says: no statistic is computed here.

Texts, keys and counts stay inside the axes, in strips of fixed height above and below the data, so that a figure the
caller has laid out stays as it was.
"""

from __future__ import annotations

from rhetoric_gap.plots.bark_bite import plot_bark_bite
from rhetoric_gap.plots.timeline import plot_timeline
from rhetoric_gap.plots.trend import plot_trend

__all__ = ["plot_bark_bite", "plot_timeline", "plot_trend"]
