"""Draw the figures of the README and the guide: ``python docs/make_figures.py [FOLDER]``.

Every figure comes from a bundled data set by public calls; run it again after a change of data, measure or plots.
"""

from __future__ import annotations

import sys
from pathlib import Path

import matplotlib as mpl

import rhetoric_gap as rg

IMAGES = Path(__file__).resolve().parent / "img"
DPI = 130


def main(folder: Path) -> None:
    """Draw every figure into a folder."""
    mpl.use("Agg")
    import matplotlib.pyplot as plt

    case = rg.load_dataset("north_korea")
    now = rg.gap_index(case)
    figures = {
        "trend": lambda ax: rg.plot_trend(rg.gap_index(case, freq="QE"), ax=ax),
        "bark_bite": lambda ax: rg.plot_bark_bite(rg.gap_index(case, by="target"), ax=ax),
        "timeline": lambda ax: rg.plot_timeline(
            now, actor="PRK", target="KOR", start="2023-12-01", end="2024-12-31", ax=ax
        ),
    }
    made = rg.make_case(n_topics=2, n_dyads=6, n_statements=150, background_rate=0.012, seed=4)
    moved = rg.gap_index(
        made.statements, made.actions, match="topic", as_of=made.coverage_end, by="actor", chance=999
    )
    figures["chance"] = lambda ax: rg.plot_chance(moved, ax=ax)
    sizes = {"chance": (7.0, 4.2), "trend": (9.0, 4.8), "bark_bite": (9.0, 4.2), "timeline": (10.0, 6.0)}
    folder.mkdir(parents=True, exist_ok=True)
    for name, draw in figures.items():
        figure, ax = plt.subplots(figsize=sizes[name], layout="constrained")
        draw(ax)
        figure.savefig(folder / f"{name}.png", dpi=DPI)
        plt.close(figure)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else IMAGES)
