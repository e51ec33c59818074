"""A result as files: tidy tables, prose, and the figures that fit it."""

from __future__ import annotations

from pathlib import Path

from rhetoric_gap.account import row_account
from rhetoric_gap.results import GapResult


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
    if len(result.frame) and (result.by or result.freq is not None):
        from rhetoric_gap.plots.save import save_figure

        figure = "trend.png" if result.freq is not None else "bark_bite.png"
        names.append(save_figure(result, folder / figure))
    return names
