"""Which interval a result asks for, gets, and says it got."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import rhetoric_gap as rg
from rhetoric_gap.inference.interval import gap_interval
from rhetoric_gap.tables.cells import days_of

KOREA = rg.load_dataset("north_korea")
RISK = ["kept", "partial", "unfulfilled", "late"]


@pytest.mark.parametrize(
    ("method", "name"),
    [
        ("auto", "cluster t, logit"),
        ("cluster", "cluster t, logit"),
        ("cluster-effective", "cluster t on effective df, logit"),
        ("block", "block bootstrap t, logit"),
    ],
)
def test_the_result_has_the_interval_of_the_function(method, name):
    result = rg.gap_index(KOREA, method=method, n_boot=99)
    rows = result.outcomes.loc[result.outcomes["state"].isin(RISK)]
    expected = gap_interval(
        rows["severity"], rows["credit"], rows["cluster"], days_of(rows["date"]),
        window=result.spec.window, method=method, actor=rows["actor"], target=rows["target"], n_boot=99,
    )  # fmt: skip
    found = result.frame.iloc[0]
    assert found["method"] == expected.method == name
    assert (found["lower"], found["upper"]) == pytest.approx((expected.lower, expected.upper), abs=1e-12)
    assert name in str(result)


def test_none_gives_the_reason_and_an_unknown_one_all_names():
    row = rg.gap_index(KOREA, method="none").frame.iloc[0]
    assert np.isnan(row["lower"]) and row["reason"] == "no interval was asked for"
    with pytest.raises(
        rg.UnknownOptionError, match=r"cluster-effective.*dyadic.*block.*Did you mean 'dyadic'"
    ):
        rg.gap_index(KOREA, method="dyadics")


def test_a_star_has_no_dyadic_variance_and_says_so():
    result = rg.gap_index(KOREA, method="dyadic")
    assert result.frame["method"].tolist() == ["cluster t, logit"]
    assert [note for note in result.notes if note.startswith("Not dyadic: ")]


def test_actors_that_recur_are_allowed_for_and_named():
    # Each of 8 speakers is true to its word toward all 7 others or toward none.
    names = list("ABCDEFGH")
    rows = [(a, b, k) for a in names for b in names if a != b for k in range(2)]
    said = pd.DataFrame(
        {
            "statement_id": [f"S{i:03d}" for i in range(len(rows))],
            "date": pd.Timestamp("2020-01-01") + pd.to_timedelta([100 * k for *_, k in rows], unit="D"),
            "actor": [a for a, *_ in rows], "target": [b for _, b, _ in rows], "severity": 0.5,
        }
    )  # fmt: skip
    done = said.loc[said["actor"].isin(list("ACEG"))].rename(columns={"statement_id": "action_id"})
    done = done.assign(date=done["date"] + pd.Timedelta(days=5))
    choices = {"match": "any", "window": 30, "as_of": "2021-01-01"}
    auto, plain = (rg.gap_index(said, done, method=m, **choices).frame.iloc[0] for m in ("auto", "cluster"))
    assert auto["method"] == "dyadic t, logit" and auto["gap"] == plain["gap"] == 0.5
    assert auto["lower"] < plain["lower"] < plain["upper"] < auto["upper"]


def test_the_thinnest_interval_speaks_for_all():
    result = rg.gap_index(rg.load_dataset("north_korea"), by="valence")
    notes = [note for note in result.notes if "clusters hold most" in note]
    thin = result.frame.loc[result.frame["n_clusters"].ge(5) & result.frame["n_clusters_effective"].lt(5)]
    assert len(notes) == (1 if len(thin) else 0)
    if len(thin):
        assert f"worth {thin['n_clusters_effective'].min():.1f} equal ones" in notes[0]
