"""A figure straight into a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from rhetoric_gap.plots.bark_bite import plot_bark_bite
from rhetoric_gap.plots.timeline import plot_timeline
from rhetoric_gap.plots.trend import plot_trend
from rhetoric_gap.results import GapResult

DPI = 200
_PLOTS: dict[str, Callable[..., Axes]] = {
    "trend": plot_trend,
    "bark_bite": plot_bark_bite,
    "timeline": plot_timeline,
}


def save_figure(result: GapResult, path: Path, *, size: tuple[float, float] = (9.0, 5.0)) -> str:
    """Draw the figure that a file is named after and save it; return the file's name.

    Parameters
    ----------
    result : GapResult
        What to draw.
    path : pathlib.Path
        ``trend.png``, ``bark_bite.png`` or ``timeline.png`` in some folder; any suffix matplotlib can write.
    size : tuple of float, default (9.0, 5.0)
        Width and height in inches.

    Returns
    -------
    str
        The file's name.
    """
    # No pyplot: nothing is shown, no window system is needed and no global state is left behind.
    figure = Figure(figsize=size, layout="constrained")
    FigureCanvasAgg(figure)
    _PLOTS[path.stem](result, ax=figure.subplots())
    figure.savefig(path, dpi=DPI)
    return path.name
