"""A result as files: tidy tables, prose, and the figures that fit it."""

from __future__ import annotations

from pathlib import Path

from rhetoric_gap.account import row_account
from rhetoric_gap.results import GapResult

DPI = 200


def write_result(result: GapResult, folder: Path) -> list[str]:
    """Write a result to a folder.

    Parameters
    ----------
    result : GapResult
        What to write.
    folder : pathlib.Path
        Where; made if it does not exist. Files of the same names are replaced.

    Returns
    -------
    list of str
        Names of the files: gap.csv, outcomes.csv, links.csv, account.csv, summary.txt, and trend.png where the result
        has periods, else bark_bite.png where it has groups.

    Examples
    --------
    >>> import pathlib, tempfile, rhetoric_gap as rg
    >>> write_result(rg.gap_index(rg.load_dataset("north_korea")), pathlib.Path(tempfile.mkdtemp()))
    ['gap.csv', 'outcomes.csv', 'links.csv', 'account.csv', 'summary.txt']
    """
    folder.mkdir(parents=True, exist_ok=True)
    tables = {
        "gap.csv": result.frame,
        "outcomes.csv": result.outcomes,
        "links.csv": result.links,
        "account.csv": row_account(result),
    }
    for name, frame in tables.items():
        frame.to_csv(folder / name, index=False)
    (folder / "summary.txt").write_text(f"{result.summary()}\n", encoding="utf-8")
    names = [*tables, "summary.txt"]
    if len(result.frame) and result.freq is not None:
        names.append(save_figure("plot_trend", result, folder / "trend.png"))
    elif len(result.frame) and result.by:
        names.append(save_figure("plot_bark_bite", result, folder / "bark_bite.png"))
    return names


def save_figure(plot: str, result: GapResult, path: Path, *, size: tuple[float, float] = (9.0, 5.0)) -> str:
    """Draw one of the library's figures on a canvas of its own and save it; return the file's name."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    from rhetoric_gap import plots

    # No pyplot: nothing is shown, no window system is needed and no global state is left behind.
    figure = Figure(figsize=size, layout="constrained")
    FigureCanvasAgg(figure)
    getattr(plots, plot)(result, ax=figure.subplots())
    figure.savefig(path, dpi=DPI)
    return path.name
