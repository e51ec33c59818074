"""The share unfulfilled, corrected with a gold sample."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

import rhetoric_gap as rg


@pytest.fixture(scope="module")
def result() -> Any:
    return rg.gap_index(rg.make_case(n_statements=200, n_dyads=10, true_gap=0.4))


def scored(result: Any) -> pd.DataFrame:
    return result.outcomes.loc[result.outcomes["state"].isin(rg.gap.RISK_STATES)].reset_index(drop=True)


def gold(result: Any, n: int = 60, missed: int = 4, made_up: int = 3) -> pd.DataFrame:
    """Gold work on the first rows: some coded unfulfilled were kept, some coded kept were not."""
    rows = scored(result).head(n)
    coded = rows["credit"].eq(0).to_numpy()
    truth = coded.copy()
    truth[np.flatnonzero(coded)[:missed]] = False
    truth[np.flatnonzero(~coded)[:made_up]] = True
    return pd.DataFrame({"statement_id": rows["statement_id"], "unfulfilled": truth})


def test_correction_is_that_of_the_counts(result):
    sample = gold(result)
    found = rg.corrected_share(result, sample)
    (hits, overlooked), (wrong, right) = found.errors.to_numpy()
    assert (overlooked, wrong) == (3, 4)
    assert found.errors.to_numpy().sum() == 60
    rows, row = scored(result), found.frame.set_index("weight").loc["each statement"]
    assert row["observed"] == pytest.approx(rows["credit"].eq(0).mean())
    expected = rg.rogan_gladen(
        row["observed"], hits / (hits + 3), right / (right + 4), n=row["n_effective"], n_positive=hits + 3,
        n_negative=right + 4,
    )  # fmt: skip
    assert row[["estimate", "lower", "upper"]].tolist() == pytest.approx(
        [expected.share, expected.lower, expected.upper]
    )
    assert found.notes[0].startswith("Gold sample of 60 statements: sensitivity 0.")


def test_severity_weights_and_effective_numbers(result):
    found = rg.corrected_share(result, gold(result)).frame.set_index("weight")
    assert found.loc["severity", "observed"] == pytest.approx(result.gap)
    assert (found["n_effective"] <= 200 + 1e-9).all()
    assert found.loc["severity", "n_effective"] < found.loc["each statement", "n_effective"]


def test_clusters_lower_the_effective_number():
    case = rg.make_case(
        n_statements=200, n_dyads=10, clusters_per_dyad=1, cluster_effect=0.5, true_gap=0.5, seed=2
    )
    result = rg.gap_index(case)
    found = rg.corrected_share(result, gold(result)).frame.set_index("weight")
    assert found.loc["each statement", "n_effective"] < 80


def test_no_errors_leave_the_share_alone(result):
    found = rg.corrected_share(result, gold(result, missed=0, made_up=0)).frame
    assert found["estimate"].tolist() == pytest.approx(found["observed"].tolist())
    assert (found["lower"] < found["estimate"]).all() and (found["estimate"] < found["upper"]).all()


def test_partial_credit_is_told():
    result = rg.gap_index(rg.make_case(n_statements=200, true_gap=0.4, partial_share=0.2))
    notes = rg.corrected_share(result, gold(result)).notes
    partial = result.outcomes["state"].eq("partial").sum()
    assert f"{partial} statements with partial credit: the share unfulfilled is not the gap" in notes
    assert "The severity-weighted row assumes that errors have nothing to do with severity" in notes


def test_few_statements_have_no_interval():
    case = rg.make_case(n_statements=9, true_gap=0.5)
    result = rg.gap_index(case)
    found = rg.corrected_share(result, gold(result, 9, 1, 1)).frame
    assert found["reason"].eq("only 9 scored, 10 needed for an interval").all()
    assert found[["lower", "upper", "n_effective"]].isna().all(axis=None)


@pytest.mark.parametrize(
    ("change", "text"),
    [
        (lambda g: g.drop(columns="unfulfilled"), r"gold has no column \['unfulfilled'\]"),
        (lambda g: pd.concat([g, g.iloc[[0]]], ignore_index=True), r"gold rows \[0, 60\] repeat a statement"),
        (
            lambda g: g.assign(statement_id=g["statement_id"].replace("S001", "S999")),
            r"\[0\] name a statement that was not",
        ),
        (lambda g: g.assign(unfulfilled=2), "neither true nor false"),
        (lambda g: g.assign(unfulfilled=True), "no statement that is truly fulfilled"),
        (lambda g: g.assign(unfulfilled=~g["unfulfilled"]), "no better than a coin"),
    ],
)
def test_bad_gold(result, change, text):
    with pytest.raises(rg.RhetoricGapError, match=text):
        rg.corrected_share(result, change(gold(result)))
