"""Forecasts without the group they are for: nothing of a group reaches its own forecasts."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.compose import make_column_transformer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import LeaveOneGroupOut, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from rhetoric_gap import RhetoricGapError
from rhetoric_gap.inference import cross_forecast
from rhetoric_gap.inference.crossfit import MISSING, PENALTIES


def world(n: int = 120, groups: int = 6, seed: int = 0) -> tuple[pd.DataFrame, np.ndarray, np.ndarray]:
    """Cases whose outcome goes with strength; topic says nothing; both have gaps."""
    rng = np.random.default_rng(seed)
    group = np.arange(n) % groups
    strength = rng.integers(2, 5, n).astype(float)
    y = (rng.random(n) < (strength - 1) / 4).astype(float)
    strength[rng.random(n) < 0.2] = np.nan
    topic = rng.choice(np.array(["a", "b", None], dtype=object), n)
    return pd.DataFrame({"strength": strength, "topic": topic}), y, group


@pytest.mark.parametrize("penalty", [1.0, None])
def test_a_groups_outcomes_play_no_part_in_its_own_forecasts(penalty):
    features, y, group = world()
    before = cross_forecast(features, y, group, penalty=penalty)
    changed = np.where(group == 2, 1 - y, y)
    after = cross_forecast(features, changed, group, penalty=penalty)
    own = group == 2
    assert after.probability[own] == pytest.approx(before.probability[own], abs=1e-12)
    assert after.base_rate[own] == pytest.approx(before.base_rate[own])
    assert np.abs(after.probability[~own] - before.probability[~own]).max() > 1e-3


def test_other_rows_of_the_group_play_no_part_either():
    """Nor do the features of the group: a model fitted to the others has the same scaling and filling."""
    features, y, group = world()
    before = cross_forecast(features, y, group, penalty=1.0)
    row = int(np.flatnonzero(group == 2)[0])
    others = (group == 2) & (np.arange(len(y)) != row)
    changed = features.copy()
    changed.loc[others, "strength"] = 40.0
    after = cross_forecast(changed, y, group, penalty=1.0)
    assert after.probability[row] == pytest.approx(before.probability[row], abs=1e-9)


def test_base_rate_is_that_of_the_others():
    features, y, group = world()
    found = cross_forecast(features, y, group, penalty=1.0)
    assert found.n_splits == 6
    for g in range(6):
        assert found.base_rate[group == g] == pytest.approx(y[group != g].mean())


def test_outcome_that_goes_with_a_feature_is_found():
    features, y, group = world(600, 10)
    found = cross_forecast(features, y, group, penalty=1.0)
    told = found.weights.set_index("feature")["weight"]
    assert told["strength"] > 0.5
    assert np.corrcoef(found.probability, y)[0, 1] > 0.3


def test_missing_values_have_inputs_of_their_own():
    features, y, group = world()
    names = set(cross_forecast(features, y, group, penalty=1.0).weights["feature"])
    assert names == {"strength", "strength missing", "topic_a", "topic_b", f"topic_{MISSING}"}


def test_missingness_itself_can_inform():
    rng = np.random.default_rng(4)
    y = rng.integers(0, 2, 200).astype(float)
    record = np.where(y == 1, np.nan, 0.5)  # unknown exactly where the deed came
    found = cross_forecast(pd.DataFrame({"record": record}), y, np.arange(200) % 8, penalty=1.0)
    assert found.probability[y == 1].min() > found.probability[y == 0].max()


def test_unseen_categories_and_columns_missing_in_a_model_are_no_error():
    features = pd.DataFrame(
        {"topic": list("aabbcc") * 3, "z": [np.nan] * 6 + [1.0, 2, 3, 4, 5, 6] + [np.nan] * 6}
    )
    y, group = np.tile([0.0, 1], 9), np.repeat([0, 1, 2], 6)
    features.loc[group == 1, "topic"] = "only here"
    found = cross_forecast(features, y, group, penalty=1.0)
    assert np.isfinite(found.probability).all()
    seen = found.weights.set_index("feature")["n_models"]
    assert (seen["topic_a"], seen["topic_only here"], seen["z"]) == (3, 2, 3)


def test_nothing_to_learn_from_one_outcome():
    y = np.array([0, 0, 1, 0, 0, 0], dtype=float)
    found = cross_forecast(pd.DataFrame({"x": np.arange(6.0)}), y, list("aabbcc"), penalty=1.0)
    silent = np.isnan(found.probability)
    assert silent.tolist() == [False, False, True, True, False, False]
    assert set(found.reason[silent]) == {
        "all cases of the other groups had the same outcome: nothing to learn"
    }
    assert set(found.reason[~silent]) == {""}
    assert found.base_rate[2] == 0


def test_one_group_has_nothing_else_to_learn_from():
    found = cross_forecast(pd.DataFrame({"x": [1.0, 2.0]}), [0, 1], ["a", "a"])
    assert np.isnan(found.probability).all() and np.isnan(found.base_rate).all()
    assert set(found.reason) == {"only 1 group: nothing else to learn from"}
    assert (found.n_splits, len(found.weights)) == (0, 0)


def test_many_groups_share_twenty_models_and_none_is_split():
    features, y, _ = world(150, 1)
    group = np.arange(150) % 25
    found = cross_forecast(features, y, group, penalty=10.0)
    assert found.n_splits == 20
    assert pd.DataFrame({"g": group, "f": found.fold}).groupby("g")["f"].nunique().eq(1).all()
    assert np.bincount(found.fold).min() > 0
    fewer = cross_forecast(features, y, group, penalty=10.0, n_splits=3)
    assert len(set(fewer.fold)) == 3


def test_penalty_is_chosen_by_what_features_say():
    rng = np.random.default_rng(1)
    noise = pd.DataFrame(rng.normal(size=(48, 6)), columns=list("abcdef"))
    y, group = rng.integers(0, 2, 48).astype(float), np.arange(48) % 4
    nothing, loose = (cross_forecast(noise, y, group, penalty=penalty) for penalty in (None, 1.0))
    something = cross_forecast(*world(240, 4))
    assert np.median(nothing.penalties) >= 100 > np.median(something.penalties)
    assert set(nothing.penalties) | set(something.penalties) <= set(PENALTIES)
    assert np.mean((nothing.probability - y) ** 2) < np.mean((loose.probability - y) ** 2)


def test_agrees_with_a_pipeline_of_scikit_learn():
    """Same forecasts by its imputer, scaler and encoder, model by model."""
    features, y, group = world()
    flagged = features.assign(
        unknown=features["strength"].isna().astype(float), topic=features["topic"].fillna(MISSING)
    )
    numbers = make_pipeline(SimpleImputer(), StandardScaler())
    inputs = make_column_transformer(
        (numbers, ["strength", "unknown"]), (OneHotEncoder(handle_unknown="ignore"), ["topic"])
    )
    model = make_pipeline(inputs, LogisticRegression(C=1 / 3.0, tol=1e-9, max_iter=2_000))
    expected = cross_val_predict(
        model, flagged, y, groups=group, cv=LeaveOneGroupOut(), method="predict_proba"
    )
    assert cross_forecast(features, y, group, penalty=3.0).probability == pytest.approx(
        expected[:, 1], abs=1e-4
    )


def test_larger_penalties_pull_to_the_base_rate():
    features, y, group = world()
    loose, tight = (cross_forecast(features, y, group, penalty=p) for p in (0.1, 1e6))
    assert tight.probability == pytest.approx(tight.base_rate, abs=1e-3)
    assert np.abs(loose.probability - loose.base_rate).mean() > 0.1


@pytest.mark.parametrize(
    ("choices", "text"),
    [
        ({"n_splits": 7}, "n_splits must be between 2 and the 6 groups there are, got 7"),
        ({"n_splits": 1}, "got 1"),
        ({"penalty": 0}, "penalty must be above 0, got 0"),
    ],
)
def test_choices_out_of_range(choices, text):
    features, y, group = world()
    with pytest.raises(RhetoricGapError, match=text):
        cross_forecast(features, y, group, **choices)


def test_one_outcome_per_row():
    with pytest.raises(RhetoricGapError, match=r"2 rows, outcomes of shape \(3,\)"):
        cross_forecast(pd.DataFrame({"x": [1, 2]}), [0, 1, 1], ["a", "b"])
