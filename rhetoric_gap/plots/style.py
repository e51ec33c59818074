"""One look for all figures: what each state, deed, group and number looks like.

Colours are those of Okabe and Ito, told apart by readers with any kind of colour blindness. Nothing rests on colour
alone: shape, filling and line style say the same, so that every figure survives a photocopier. The rule behind the
shapes: what was scored is filled and coloured, what could not be scored is hollow and grey.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan
from typing import Any, Literal

import matplotlib as mpl
import pandas as pd
from matplotlib.lines import Line2D

from rhetoric_gap.render import percent

INK = "#222222"
GREY = "#6b6b6b"
PALE = "#b5b5b5"
FAINT = "#dddddd"
BLUE = "#0072b2"
VERMILION = "#d55e00"

Fill = Literal["full", "left", "none"]


@dataclass(frozen=True)
class Mark:
    """How one kind of point looks, and what it is called in a key."""

    label: str
    marker: str
    colour: str
    fill: Fill
    size: float = 5.5

    def options(self, face: Any = "white") -> dict[str, Any]:
        """Return the options of ``Axes.plot`` that draw this mark; ``face`` fills what is hollow."""
        return {
            "linestyle": "none",
            "marker": self.marker,
            "markersize": self.size,
            "color": self.colour,
            "fillstyle": "full" if self.fill == "none" else self.fill,
            "markerfacecolor": face if self.fill == "none" else self.colour,
            "markerfacecoloralt": face,
            "markeredgecolor": self.colour if self.fill != "full" else face,
            "markeredgewidth": 0.9 if self.fill != "full" else 0.4,
        }

    def handle(self, label: str | None = None, face: Any = "white") -> Line2D:
        """Return the entry of this mark in a key."""
        return Line2D([], [], label=self.label if label is None else label, **self.options(face))


#: Every state an outcome can be in, in the order of a key.
STATES: dict[str, Mark] = {
    "kept": Mark("kept", "o", BLUE, "full", 6.0),
    "partial": Mark("partial", "o", BLUE, "left", 6.0),
    "late": Mark("late", "D", "#56b4e9", "full"),
    "unfulfilled": Mark("unfulfilled", "X", VERMILION, "full", 7.0),
    "open": Mark("open", "o", GREY, "none"),
    "not_triggered": Mark("not triggered", "v", GREY, "none"),
    "trigger_unknown": Mark("trigger unknown", "^", GREY, "none"),
    "complied": Mark("complied", "s", GREY, "none", 5.0),
    "withdrawn": Mark("withdrawn", "<", GREY, "none"),
    "superseded": Mark("superseded", ">", GREY, "none"),
    "untestable": Mark("untestable", "+", GREY, "none"),
    "upheld": Mark("upheld", "p", "#009e73", "full", 6.5),
    "contradicted": Mark("contradicted", "P", "#aa3377", "full", 6.5),
}

#: Deeds: those somebody had announced, those nobody had, and recorded absences of a deed.
DEEDS: dict[str, Mark] = {
    "announced": Mark("announced deed", "s", INK, "full", 4.5),
    "unannounced": Mark("unannounced deed", "s", PALE, "none", 3.6),
    "absent": Mark("recorded absence", "x", PALE, "none", 4.0),
}


#: Where nothing could be scored yet, or there is no estimate.
HATCH: dict[str, Any] = {"facecolor": "none", "edgecolor": "#9a9a9a", "hatch": "////", "linewidth": 0.0}


@dataclass(frozen=True)
class GroupLook:
    """How one group's line and points look."""

    colour: str
    marker: str
    linestyle: Any


#: One colour, marker and line style for each group; no two groups share any of the three.
GROUPS: tuple[GroupLook, ...] = (
    GroupLook(BLUE, "o", "-"),
    GroupLook(VERMILION, "s", (0, (5, 1.5))),
    GroupLook("#007a5a", "^", (0, (1, 1.2))),
    GroupLook("#aa3377", "D", (0, (5, 1.2, 1, 1.2))),
    GroupLook(INK, "v", (0, (2.5, 1.2))),
    GroupLook("#b07a00", "P", (0, (5, 1.2, 1, 1.2, 1, 1.2))),
)


def text_size() -> float:
    """Return the size of small print in points: 8 at matplotlib's default, larger where the caller set larger."""
    return 0.8 * float(mpl.rcParams["font.size"])


def share_text(value: float) -> str:
    """Write a share with two decimals."""
    return f"{value:.2f}"


def gap_text(gap: float, lower: float, upper: float) -> str:
    """Write a gap with its interval, or say that it has none."""
    if isnan(lower) or isnan(upper):
        return f"{share_text(gap)} (no interval)"
    return f"{share_text(gap)} [{share_text(lower)}, {share_text(upper)}]"


def level_text(frame: pd.DataFrame) -> str:
    """Name the confidence level the frame itself carries, such as ``95 %``."""
    levels = frame["level"].dropna().unique()
    return " / ".join(percent(level) for level in levels)


def day_text(day: pd.Timestamp) -> str:
    """Write a day in the ISO form."""
    return str(pd.Timestamp(day).date())
