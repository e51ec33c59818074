"""Draw the figures of the README and the guide: ``python docs/make_figures.py [FOLDER]``.

Every figure comes from a bundled data set by public calls; run it again after a change of data, measure or plots.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes

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
    partners = rg.load_dataset("russia_partners")
    actors = rg.gap_index(partners, by="actor")
    figures["gap"] = lambda ax: rg.plot_gap(actors, stages=True, ax=ax)
    figures["ranking"] = lambda ax: rg.plot_ranking(rg.shrink_gaps(actors), ax=ax)
    verdicts = rg.essay_claims()
    figures["claims"] = lambda ax: rg.plot_claims(verdicts, ax=ax)
    sizes = {"chance": (7.0, 4.2), "trend": (9.0, 4.8), "bark_bite": (9.0, 4.2), "timeline": (10.0, 6.0)}
    sizes |= {"claims": (9.0, 7.6), "gap": (9.0, 4.4), "ranking": (9.0, 3.6)}
    early = rg.follow_through(rg.gap_index(case, as_of="2024-06-20"))
    figures["open_windows"] = lambda ax: rg.plot_follow_through(early, ax=ax)
    figures["follow_through"] = lambda ax: rg.plot_follow_through(rg.follow_through(now, horizon=365), ax=ax)
    looks = rg.gap_vintages(case, freq="QE")
    figures["vintages"] = lambda ax: rg.plot_vintages(looks, ax=ax)
    sizes |= {"open_windows": (8.0, 4.2), "follow_through": (8.0, 4.2), "vintages": (9.0, 4.8)}
    figures |= contrasts(case, partners)
    sizes |= {"alarm": (9.0, 5.4), "stages": (9.0, 4.2), "partners": (8.0, 3.6)}
    sizes |= {"change": (8.0, 2.9), "compare": (8.0, 1.8)}
    figures |= words_and_coders(case, partners)
    sizes |= {"reliability": (6.0, 5.6), "hits": (9.0, 3.2), "coders": (8.0, 2.8)}
    figures["label_error"] = drafts_and_errors()
    sizes["label_error"] = (8.0, 2.6)
    figures |= specifications_and_breaks(case, partners)
    sizes |= {"specification_curve": (8.0, 5.0), "specification_curve_chance": (8.0, 4.4)}
    sizes |= {"breaks": (8.0, 4.2), "event_study": (8.0, 4.2), "event_placebo": (8.0, 4.0)}
    folder.mkdir(parents=True, exist_ok=True)
    for name, draw in figures.items():
        figure, ax = plt.subplots(figsize=sizes[name], layout="constrained")
        draw(ax)
        figure.savefig(folder / f"{name}.png", dpi=DPI)
        plt.close(figure)


def specifications_and_breaks(case: rg.Case, partners: rg.Case) -> dict[str, Callable[[Axes], Axes]]:
    """Draw what the pages on the specification curve and on breaks show; synthetic cases are those of the pages."""
    made = rg.make_case(n_statements=150, n_dyads=8, true_gap=0.4, n_topics=3, background_rate=0.02, seed=1)
    grid = {"window": [30, 60, 90], "assignment": ["earliest", "best"]}
    tied = rg.multiverse(made.statements, made.actions, grid, as_of=made.coverage_end, n_permutations=199)
    early = rg.make_case(n_statements=60, n_dyads=4, true_gap=0.25, start="2020-01-01", days=730, seed=1)
    late = rg.make_case(n_statements=60, n_dyads=4, true_gap=0.70, start="2021-12-31", days=730, seed=2)
    tables = []
    for name, key in (("statements", "statement_id"), ("actions", "action_id")):
        parts = []
        for mark, one in (("early ", early), ("late ", late)):
            part = getattr(one, name)
            parts.append(part.assign(**{key: mark + part[key], "topic": mark + part["topic"]}))
        tables.append(pd.concat(parts, ignore_index=True))
    turned = rg.gap_breaks(rg.gap_index(*tables, match="topic", as_of=late.coverage_end))
    pact = rg.event_study(rg.gap_index(partners), "2024-06-19", before=900, width=180)
    choices = rg.multiverse(case)
    return {
        "specification_curve": lambda ax: rg.plot_specification_curve(choices, ax=ax),
        "specification_curve_chance": lambda ax: rg.plot_specification_curve(tied, ax=ax),
        "breaks": lambda ax: rg.plot_breaks(turned, ax=ax),
        "event_study": lambda ax: rg.plot_event_study(pact, ax=ax),
        "event_placebo": lambda ax: rg.plot_event_study(pact, show="placebo", ax=ax),
    }


def words_and_coders(case: rg.Case, partners: rg.Case) -> dict[str, Callable[[Axes], Axes]]:
    """Draw what the pages on forecasts and on coders show; the coders are those of that page."""
    forecast, table = rg.forecast_deeds(rg.gap_index(partners)), rg.hit_table(case)
    made, rng = rg.make_case(n_statements=120, n_dyads=8, true_gap=0.4, seed=2), np.random.default_rng(0)
    links, codings = [], []
    for coder, overlooked in (("Ann", 0.02), ("Ben", 0.05), ("Cem", 0.25)):
        links.append(made.links[rng.random(len(made.links)) > overlooked].assign(coder=coder))
        step = rng.choice([-0.2, 0.0, 0.2], len(made.statements), p=[0.1, 0.8, 0.1])
        graded = (made.statements["severity"] + step).clip(0.2, 1.0)
        codings.append(made.statements[["statement_id"]].assign(severity=graded, coder=coder))
    coders = rg.coder_gap(made, links=pd.concat(links), codings=pd.concat(codings))
    return {
        "reliability": lambda ax: rg.plot_reliability(forecast, ax=ax),
        "hits": lambda ax: rg.plot_hits(table, valence="conflict", ax=ax),
        "coders": lambda ax: rg.plot_coder_gap(coders, ax=ax),
    }


def drafts_and_errors() -> Callable[[Axes], Axes]:
    """Draw what the page on errors of text shows: the draft and the checked sample are those of that page."""
    made = rg.make_case(n_statements=180, n_dyads=10, true_gap=0.4, seed=4)
    wrong = made.statements.sample(60, random_state=1)
    severity = wrong["severity"].to_numpy()[::-1]
    wrong = wrong.assign(statement_id="M" + wrong["statement_id"], topic="weather", severity=severity)
    drafted = pd.concat([made.statements, wrong], ignore_index=True)
    gold = (
        drafted[["statement_id"]].assign(kind=["threat"] * 180 + ["comment"] * 60).sample(72, random_state=2)
    )
    choices = {"match": "topic", "as_of": made.coverage_end}
    study = rg.label_error_gap(drafted, made.actions, gold, n_draws=100, **choices)
    return lambda ax: rg.plot_label_error(study, ax=ax)


def contrasts(case: rg.Case, partners: rg.Case) -> dict[str, Callable[[Axes], Axes]]:
    """Draw what the pages on contrasts, and on alarm and partners, show."""
    alarm, stages = rg.alarm_gap(case), rg.gap_stages(rg.gap_index(case, freq="QE"))
    patrons = rg.partner_mismatch(
        partners,
        actor="PRK",
        partners=["RUS", "CHN"],
        direction="from",
        valence="cooperation",
        freq="YE",
        start=partners.coverage_start,
    )
    rows = rg.gap_index(partners).outcomes
    early = rows["date"] < "2024-06-19"
    change = rg.decompose_change(rows[early], rows[~early], by="actor")
    pact = rows.assign(pact=early.map({True: "before the pact", False: "since"}))
    return {
        "alarm": lambda ax: rg.plot_alarm(alarm, ax=ax),
        "stages": lambda ax: rg.plot_stages(stages, ax=ax),
        "partners": lambda ax: rg.plot_partners(patrons, ax=ax),
        "change": lambda ax: rg.plot_change(change, names=("before the pact", "since"), ax=ax),
        "compare": lambda ax: rg.plot_compare(
            rg.compare_gaps(pact, by="pact", between=("before the pact", "since")), ax=ax
        ),
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else IMAGES)
