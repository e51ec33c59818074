"""Figures of a gap: one a file, all axes-level.

Every function takes a :class:`~rhetoric_gap.results.GapResult` first and everything else by keyword, draws on ``ax`` (a
new figure only if none is given) and returns the ``Axes``. None of them shows, closes or lays out the caller's figure,
and none changes matplotlib's settings. They draw what the result says: no statistic is computed here.

Texts, keys and counts stay inside the axes, in strips of fixed height above and below the data, so that a figure the
caller has laid out stays as it was.
"""

from __future__ import annotations

from rhetoric_gap.plots.alarm import plot_alarm
from rhetoric_gap.plots.bark_bite import plot_bark_bite
from rhetoric_gap.plots.breaks import plot_breaks
from rhetoric_gap.plots.chance import plot_chance
from rhetoric_gap.plots.change import plot_change
from rhetoric_gap.plots.claims import plot_claims
from rhetoric_gap.plots.coders import plot_coder_gap
from rhetoric_gap.plots.compare import plot_compare
from rhetoric_gap.plots.event_study import plot_event_study
from rhetoric_gap.plots.follow_through import plot_follow_through
from rhetoric_gap.plots.gap import plot_gap
from rhetoric_gap.plots.hits import plot_hits
from rhetoric_gap.plots.label_error import plot_label_error
from rhetoric_gap.plots.partners import plot_partners
from rhetoric_gap.plots.ranking import plot_ranking
from rhetoric_gap.plots.reliability import plot_reliability
from rhetoric_gap.plots.specification_curve import plot_specification_curve
from rhetoric_gap.plots.stages import plot_stages
from rhetoric_gap.plots.timeline import plot_timeline
from rhetoric_gap.plots.trend import plot_trend
from rhetoric_gap.plots.vintages import plot_vintages

__all__ = [
    "plot_alarm",
    "plot_bark_bite",
    "plot_breaks",
    "plot_chance",
    "plot_change",
    "plot_claims",
    "plot_coder_gap",
    "plot_compare",
    "plot_event_study",
    "plot_follow_through",
    "plot_gap",
    "plot_hits",
    "plot_label_error",
    "plot_partners",
    "plot_ranking",
    "plot_reliability",
    "plot_specification_curve",
    "plot_stages",
    "plot_timeline",
    "plot_trend",
    "plot_vintages",
]
