"""How many sentences a second are read, and what that takes of memory, beside VADER and TF-IDF with a logistic model.

``python -m benchmarks.text`` writes ``benchmarks/results/text.json`` and ``text.md``; ``--quick`` reads few sentences,
prints and writes nothing. VADER answers another question (how a sentence sounds) and is there for its speed only; it is
left out where ``vaderSentiment`` is not installed.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
from collections.abc import Callable
from typing import Any

from benchmarks._measure import in_own_process, machine, measure, table, write_results
from benchmarks._text_world import make_sentences

SEED = 20240601
TRAINED_ON = 1_000
FULL, QUICK = (5_000, 20_000, 40_000), (500, 1_000)
TARGET = 2_000
ENGINES = ("read", "draft", "features", "vader", "tfidf")
WHAT = {
    "read": "classes by the rules (`StatementScorer.predict`)",
    "draft": "draft statements and actions (`score_text`)",
    "features": "rules as features (`StatementScorer.transform`)",
    "vader": "VADER, tone only",
    "tfidf": f"TF-IDF and logistic regression, trained on {TRAINED_ON:,} labels",
}
INTRODUCTION = """\
# Reading text

Sentences from templates ({words:.1f} words on average), one process for each row, one core; memory is what is needed on
top of the sentences. `draft` keeps some forty columns for each sentence, evidence included, and `features` their
numbers: their memory grows with what they give, that of `read` does not. At least {target:,} sentences a second are
held to.

Python {python}, {packages}; seed {seed}.
"""


def main() -> None:
    """Measure and print; write what a full run found."""
    parser = argparse.ArgumentParser(prog="benchmarks.text", description="Read generated sentences.")
    parser.add_argument("--quick", action="store_true", help="few sentences, nothing written")
    parser.add_argument("--engine", choices=ENGINES, help=argparse.SUPPRESS)
    parser.add_argument("--size", type=int, default=QUICK[0], help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.engine:
        print(json.dumps(run(chosen.engine, chosen.size)))
        return
    sizes = QUICK if chosen.quick else FULL
    rows = [
        in_own_process("benchmarks.text", "--engine", engine, "--size", str(size))
        for engine in ENGINES
        if engine != "vader" or importlib.util.find_spec("vaderSentiment")
        for size in sizes
    ]
    packages = ["numpy", "pandas", "scikit-learn"]
    found: dict[str, Any] = {"machine": machine(*packages), "seed": SEED, "runs": rows}
    found["targets"] = targets(rows)
    text = report(found)
    print(text)
    if not chosen.quick:
        write_results("text", found, text)


def run(engine: str, size: int) -> dict[str, Any]:
    """Measure one engine in this process."""
    texts, _ = make_sentences(size, SEED)
    task = TASKS[engine]()
    task(texts[:50])
    _, cost = measure(lambda: task(texts), 1)
    words = sum(len(text.split()) for text in texts) / size
    return {
        "engine": engine,
        "sentences": size,
        "per_second": round(size / cost.cpu),
        "memory": round(cost.memory, 1),
        "words": words,
    }


def predict_in_blocks(texts: list[str]) -> int:
    """Read sentences block by block, as from a file: nothing is kept."""
    from rhetoric_gap.text.scorer import StatementScorer

    scorer = StatementScorer()
    return sum(len(scorer.predict(texts[start : start + 1_000])) for start in range(0, len(texts), 1_000))


def reader() -> Callable[[list[str]], Any]:
    """Return the rules."""
    return predict_in_blocks


def drafter() -> Callable[[list[str]], Any]:
    """Return what makes drafts."""
    from rhetoric_gap.text.score import score_text

    return lambda texts: score_text(texts, split_sentences=False)


def describer() -> Callable[[list[str]], Any]:
    """Return what makes features."""
    from rhetoric_gap.text.scorer import StatementScorer

    return StatementScorer().transform


def vader() -> Callable[[list[str]], Any]:
    """Return VADER."""
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    analyzer = SentimentIntensityAnalyzer()
    return lambda texts: [analyzer.polarity_scores(text)["compound"] for text in texts]


def tfidf() -> Callable[[list[str]], Any]:
    """Return a trained linear model."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    model = make_pipeline(TfidfVectorizer(ngram_range=(1, 2)), LogisticRegression(max_iter=500))
    model.fit(*make_sentences(TRAINED_ON, SEED + 1))
    return lambda texts: model.predict(texts)


TASKS: dict[str, Callable[[], Callable[[list[str]], Any]]] = {
    "read": reader,
    "draft": drafter,
    "features": describer,
    "vader": vader,
    "tfidf": tfidf,
}


def targets(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Say what is held to, and whether it is met."""
    slowest = min(row["per_second"] for row in rows if row["engine"] in ("read", "draft"))
    flat = [row["memory"] for row in rows if row["engine"] == "read"]
    return [
        {"target": f"{TARGET:,} sentences a second", "found": slowest, "met": slowest >= TARGET},
        {
            "target": "memory flat in rows, MB",
            "found": max(flat) - min(flat),
            "met": max(flat) - min(flat) < 10,
        },
    ]


def report(found: dict[str, Any]) -> str:
    """Write the page."""
    rows = [
        [WHAT[row["engine"]], f"{row['sentences']:,}", f"{row['per_second']:,}", f"{row['memory']:.1f}"]
        for row in found["runs"]
    ]
    told = found["machine"]
    packages = ", ".join(f"{name} {version}" for name, version in told["packages"].items())
    words = found["runs"][0]["words"]
    head = INTRODUCTION.format(
        words=words, target=TARGET, python=told["python"], packages=packages, seed=found["seed"]
    )
    held = [
        [one["target"], f"{one['found']:,.1f}", "yes" if one["met"] else "NO"] for one in found["targets"]
    ]
    parts = [
        head,
        table(["engine", "sentences", "a second", "memory, MB"], rows),
        table(["held to", "found", "met"], held),
    ]
    return "\n".join(parts)


if __name__ == "__main__":
    main()
