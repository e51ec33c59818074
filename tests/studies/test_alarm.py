"""Alarm beside deeds: which deeds count, what is open, what is not covered, and how many observers there really are."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import pytest

import rhetoric_gap as rg
from tests.small_tables import day, deed, deeds

Row = dict[str, Any]


def view(name: str, number: int = 0, **columns: Any) -> Row:
    """One assessment: severity .8 of AAA against BBB, for 30 days."""
    common = {"actor": "AAA", "target": "BBB", "severity": 0.8, "valence": "conflict"}
    horizon = {} if "horizon_end" in columns else {"horizon_end": day(number + 30)}
    return {"assessment_id": name, "date": day(number), **common, **horizon, **columns}


def views(*rows: Row) -> pd.DataFrame:
    return pd.DataFrame(list(rows))


def gaps(observers: pd.DataFrame, actions: pd.DataFrame, **choices: Any) -> pd.DataFrame:
    found = rg.alarm_gap(observers=observers, actions=actions, **({"as_of": day(900)} | choices))
    return found.frame.set_index("assessment_id")


def test_the_gravest_deed_within_the_horizon_counts() -> None:
    """Days 1 to 30: .4 and .6 lie inside, .9 after, .7 on the day itself. .8 - .6 = .2; two deeds, none as grave."""
    done = deeds(
        deed("A0", 0, severity=0.7),
        deed("A1", 1, severity=0.4),
        deed("A2", 30, severity=0.6),
        deed("A3", 31, severity=0.9),
    )
    row = gaps(views(view("O1")), done).loc["O1"]
    assert row["alarm_gap"] == pytest.approx(0.2)
    assert row[["n_deeds", "n_as_severe", "action_id", "state", "horizon"]].tolist() == [
        2,
        0,
        "A2",
        "closed",
        "stated",
    ]
    assert gaps(views(view("O1")), done, min_lag=0).loc["O1", "alarm_gap"] == pytest.approx(0.1)


def test_deeds_graver_than_foreseen_make_it_negative() -> None:
    row = gaps(
        views(view("O1", severity=0.3)), deeds(deed("A1", severity=0.9), deed("A2", 6, severity=0.3))
    ).loc["O1"]
    assert row["alarm_gap"] == pytest.approx(-0.6)
    assert row["n_as_severe"] == 2


@pytest.mark.parametrize(
    ("columns", "counts"),
    [
        ({}, True),
        ({"actor": "CCC"}, False),
        ({"target": "CCC"}, False),
        ({"target": "CCC;BBB"}, True),
        ({"valence": "cooperation"}, False),
        ({"valence": None}, True),
        ({"attempted": False}, False),
        ({"reported_at": day(950)}, False),
    ],
)
def test_which_deeds_count(columns: Row, counts: bool) -> None:
    # A second deed, later than every horizon, keeps the dyad covered.
    done = deeds(deed("A1", **columns), deed("A2", 500))
    row = gaps(views(view("O1")), done).loc["O1"]
    assert row["n_deeds"] == int(counts)
    assert row["alarm_gap"] == pytest.approx(0.3 if counts else 0.8)


def test_no_deed_in_a_closed_horizon_is_a_severity_of_0() -> None:
    row = gaps(views(view("O1")), deeds(deed("A1", 400))).loc["O1"]
    assert row[["observed", "alarm_gap", "reason"]].tolist() == [0.0, 0.8, ""]
    assert pd.isna(row["action_id"])


def test_a_dyad_without_any_deed_on_record_is_not_covered() -> None:
    seen, done = views(view("O1", target="DDD")), deeds(deed("A1"))
    row = gaps(seen, done).loc["O1"]
    assert row["state"] == "not_covered"
    assert row["reason"] == "no deed of AAA toward DDD (conflict) on record at any time: not covered"
    assert pd.isna(row[["alarm_gap", "observed", "bound_low", "bound_high"]]).all()
    assert gaps(seen, done, coverage="all").loc["O1", "alarm_gap"] == pytest.approx(0.8)


def test_an_open_horizon_has_bounds_and_no_gap() -> None:
    """As of day 10 a deed of .3 has come: in the end the gravest is .3 at least and 1 at most."""
    found = rg.alarm_gap(
        observers=views(view("O1"), view("O2", 5, horizon_end=day(8))),
        actions=deeds(deed("A1", 6, severity=0.3)),
        as_of=day(10),
    )
    row = found.frame.set_index("assessment_id").loc["O1"]
    assert row[["state", "reason"]].tolist() == ["open", "open until 2024-01-31"]
    assert pd.isna(row["alarm_gap"])
    assert [row["bound_low"], row["bound_high"]] == pytest.approx([-0.2, 0.5])
    total = found.overall.iloc[0]
    assert total[["n", "n_open"]].tolist() == [1, 1]
    assert total["estimate"] == pytest.approx(0.5), "the closed one alone"
    assert [total["bound_low"], total["bound_high"]] == pytest.approx([(0.5 - 0.2) / 2, (0.5 + 0.5) / 2])


def test_what_is_not_known_yet_does_not_exist() -> None:
    seen = views(view("O1"), view("O2", 3, reported_at=day(99)), view("O3", 50))
    found = rg.alarm_gap(observers=seen, actions=deeds(deed("A1")), as_of=day(40))
    assert found.frame["assessment_id"].tolist() == ["O1"]
    assert "2 assessments not known on 2024-02-10 left out" in found.notes


def test_a_horizon_nobody_stated() -> None:
    seen = views(view("O1", horizon_end=None), view("O2"))
    done = deeds(deed("A1", 20, severity=0.2), deed("A2", 100, severity=0.7), deed("A3", 366, severity=1.0))
    assert gaps(seen, done)["alarm_gap"].tolist() == pytest.approx([0.1, 0.6])
    assert gaps(seen, done, horizon="90D").loc["O1", "alarm_gap"] == pytest.approx(0.6)
    row = gaps(seen, done, horizon=None).loc["O1"]
    assert row[["state", "reason"]].tolist() == ["no_horizon", "no horizon stated and no default"]
    notes = rg.alarm_gap(observers=seen, actions=done, as_of=day(900)).notes
    assert any(note.startswith("1 assessment of 2 states no horizon: 365 days stand in") for note in notes)


def test_longer_horizons_never_raise_the_gap() -> None:
    case = rg.load_dataset("north_korea")
    found = [
        rg.alarm_gap(case, horizon=h).frame.set_index("assessment_id")["alarm_gap"]
        for h in (30, 120, 365, 500)
    ]
    for shorter, longer in pairwise(found):
        both = shorter.notna() & longer.notna()
        assert (longer[both] <= shorter[both] + 1e-12).all()


def test_observers_of_one_crisis_are_worth_one() -> None:
    """Six observers on one day, judged by the same deeds: no interval, whatever they say."""
    seen = views(*[view(f"O{i}", severity=0.1 * i) for i in range(1, 7)])
    total = rg.alarm_gap(observers=seen, actions=deeds(deed("A1")), as_of=day(900)).overall.iloc[0]
    assert total["n_effective"] == pytest.approx(1)
    assert np.isnan(total["lower"])
    assert total["reason"].startswith("6 judgements share their days and are worth 1.0 independent ones")


def test_observers_of_six_crises_have_an_interval() -> None:
    """Two observers a crisis who say the same: as many independent values as crises, six."""
    seen = views(*[view(f"O{i}{j}", 100 * i, severity=0.1 * i + 0.2) for i in range(6) for j in range(2)])
    total = rg.alarm_gap(
        observers=seen, actions=deeds(deed("A1", severity=0.2)), as_of=day(900)
    ).overall.iloc[0]
    values = np.array([0.0, 0.3, 0.4, 0.5, 0.6, 0.7])
    half = 2.570582 * values.std(ddof=1) / np.sqrt(6)
    assert total["n_effective"] == pytest.approx(6)
    assert [total["lower"], total["upper"]] == pytest.approx(
        [values.mean() - half, values.mean() + half], abs=1e-6
    )


@pytest.mark.parametrize("columns", [{"actor": "XXX"}, {"target": "XXX"}, {"valence": "cooperation"}])
def test_observers_of_other_deeds_share_nothing(columns: Row) -> None:
    seen = views(view("O1"), view("O2", **columns))
    done = deeds(deed("A1"), deed("A2", 6, **columns))
    assert (
        rg.alarm_gap(observers=seen, actions=done, by=None, as_of=day(900)).overall["n_effective"].iloc[0]
        == 2
    )


def test_clusters_of_ones_own() -> None:
    seen = views(*[view(f"O{i}", severity=0.1 * i + 0.3, observer=f"someone {i % 6}") for i in range(6)])
    total = rg.alarm_gap(
        observers=seen, actions=deeds(deed("A1")), as_of=day(900), cluster="observer"
    ).overall
    assert total["n_effective"].iloc[0] == 6
    assert total["lower"].iloc[0] < total["estimate"].iloc[0] < total["upper"].iloc[0]


def test_share_that_did_not_come_true() -> None:
    """Foreseen .8 and .4, done .6 and .9: 1 - (.6 + .4) / 1.2; mean gap (.2 - .5) / 2."""
    seen = views(view("O1"), view("O2", 100, severity=0.4))
    done = deeds(deed("A1", 5, severity=0.6), deed("A2", 105, severity=0.9))
    total = rg.alarm_gap(observers=seen, actions=done, as_of=day(900)).overall.iloc[0]
    assert total["unrealised_share"] == pytest.approx(1 - 1.0 / 1.2)
    assert total["estimate"] == pytest.approx(-0.15)
    assert total[["n_above", "n_met", "n_below"]].tolist() == [1, 0, 1]


def test_mixing_conflict_and_cooperation_is_said() -> None:
    case = rg.load_dataset("north_korea")
    mixed = rg.alarm_gap(case, by=None)
    assert len(mixed.overall) == 1
    assert "Conflict and cooperation are graded on two ladders; this mean mixes them" in mixed.notes
    assert not any("ladders" in note for note in rg.alarm_gap(case).notes)


def test_bundled_assessments_by_hand() -> None:
    """Read off the tables: the ICBM flight of 31 October 2024 (A080, .5) is the gravest act of the year after O02."""
    found = rg.alarm_gap(rg.load_dataset("north_korea"))
    rows = found.frame.set_index("assessment_id")
    assert rows.loc["O02", ["predicted", "observed", "action_id"]].tolist() == [0.9, 0.5, "A080"]
    assert rows.loc["O07", ["observed", "action_id", "n_deeds"]].tolist() == [0.4, "A024", 8]
    assert rows.loc["O12", "alarm_gap"] == pytest.approx(-0.1), (
        "troops (.8) where munitions (.7) were foreseen"
    )
    assert rows.loc["O11", "state"] == "not_covered", "the set holds no deed of Russia toward North Korea"
    conflict = found.overall.set_index("valence").loc["conflict"]
    assert conflict["estimate"] == pytest.approx(1.5 / 13)
    assert conflict[["n_above", "n_met", "n_below"]].tolist() == [8, 2, 3]


def test_order_of_rows_plays_no_part() -> None:
    case = rg.load_dataset("north_korea")
    shuffled = case.tables["observers"].sample(frac=1, random_state=1)
    found = rg.alarm_gap(case, observers=shuffled, actions=case.actions.sample(frac=1, random_state=2))
    plain = rg.alarm_gap(case)
    pd.testing.assert_frame_equal(found.frame, plain.frame)
    pd.testing.assert_frame_equal(found.overall, plain.overall)


def test_made_before_coverage() -> None:
    case = rg.load_dataset("north_korea")
    early = case.tables["observers"].head(1).assign(date=pd.Timestamp("2023-12-01"))
    row = rg.alarm_gap(case, observers=early).frame.iloc[0]
    assert row[["state", "reason"]].tolist() == ["not_covered", "made before the deeds are covered"]


def test_no_assessments() -> None:
    found = rg.alarm_gap(observers=views(view("O1")).head(0), actions=deeds(deed("A1")), as_of=day(5))
    assert len(found.frame) == len(found.overall) == 0
    assert "no rows" in str(found)


def test_every_problem_of_a_table_at_once() -> None:
    bad = views(view("O1", severity=8), view("O1", horizon_end=day(-3)), view("O3", valence="war")).assign(
        state="x"
    )
    with pytest.raises(rg.SchemaError) as error:
        rg.alarm_gap(observers=bad, actions=deeds(deed("A1")))
    assert set(error.value.failures["column"]) == {
        "assessment_id",
        "severity",
        "horizon_end",
        "valence",
        "state",
    }
    assert set(error.value.failures["table"]) == {"observers"}


@pytest.mark.parametrize(
    ("choices", "text"),
    [
        ({"horizon": 0}, "horizon must be at least 1 day, got 0"),
        ({"coverage": "some"}, "coverage='some' is not known; allowed: 'recorded', 'all'"),
        ({"by": "nobody"}, "by='nobody' is not known"),
        ({"cluster": "nobody"}, "by='nobody' is not known"),
        ({"window": 30}, "choice='window' is not known; allowed: 'level', 'min_lag', 'parts', 'scale'"),
        ({"actions": None}, "alarm_gap needs actions=: no case was given"),
        ({"case": "north_korea"}, "expected a Case, got str; pass tables as observers= and actions="),
    ],
)
def test_what_cannot_be_asked(choices: Row, text: str) -> None:
    with pytest.raises(rg.RhetoricGapError, match=text.replace("(", r"\(")):
        rg.alarm_gap(**({"observers": views(view("O1")), "actions": deeds(deed("A1"))} | choices))


def test_a_case_without_observers() -> None:
    with pytest.raises(
        rg.RhetoricGapError, match="needs observers=: case 'russia_partners' has no such table"
    ):
        rg.alarm_gap(rg.load_dataset("russia_partners"))
