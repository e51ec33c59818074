"""flow_panel: the flow balance of a stream, without its rows."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from stream_samples import MINI, PLAIN, line, read, write

import rhetoric_gap as rg
from rhetoric_gap.errors import RhetoricGapError, RhetoricGapWarning, UnknownOptionError
from rhetoric_gap.readers._coverage import covered_days, days_of_file
from rhetoric_gap.readers._duplicates import NO_NUMBER

ROWS = [
    *(line(i, "0311", day) for i, day in enumerate(("2024-01-05", "2024-01-20", "2024-03-02"), 1)),
    *(line(i, "061", day) for i, day in enumerate(("2024-01-07", "2024-03-03"), 11)),
    *(line(i, "122", "2024-01-08") for i in (21,)),
    *(line(i, "190", "2024-01-09", a="FRA") for i in (31,)),
    *(line(i, "111", "2024-03-09", a="CHN", b="FRA") for i in (41,)),
]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file of the first three months of a year, whatever days have events."""
    return write(tmp_path, ROWS, "events.mini")


FMT = replace(MINI, coverage="events")


def test_words_and_deeds_by_dyad_and_month(path: Path) -> None:
    panel = rg.flow_panel(path, format=FMT)
    row = panel.set_index(["actor", "target", "period"]).loc[("USA", "CHN", "2024-01")]
    scale = rg.get_scale()
    words, deeds = 2 * scale.statement_severity(["0311"])[0], scale.deed_severity(["061"])[0]
    assert (row["n_statements"], row["n_actions"]) == (2, 1), (
        "a refusal is no word that names a deed of its own"
    )
    assert row["words"] == pytest.approx(words) and row["deeds"] == pytest.approx(deeds)
    assert row["balance"] == pytest.approx((words - deeds) / (words + deeds))
    assert row["log_ratio"] == pytest.approx(np.log((words + 0.5) / (deeds + 0.5)))
    assert (row["days_covered"], row["days_in_period"]) == (27, 31), "from the first event on"
    assert (row["period_start"], row["period_end"]) == (
        pd.Timestamp("2024-01-01"),
        pd.Timestamp("2024-01-31"),
    )
    idle = panel.set_index(["actor", "period"]).loc[("CHN", "2024-03")]
    assert (idle["n_statements"], idle["words"]) == (1, 0) and np.isnan(idle["balance"])


@pytest.mark.parametrize("freq", ["D", "W", "W-SUN", "ME", "QE", "YE"])
@pytest.mark.parametrize("by", [("actor", "target"), ("actor",), "target", ()])
def test_it_is_the_flow_balance_of_the_tables(path: Path, freq: str, by: Any) -> None:
    said, done = read(path, FMT)
    flow = rg.flow_balance(said, done, by=by or None, freq=freq)
    panel = rg.flow_panel(path, format=FMT, freq=freq, by=by)
    some = flow.loc[flow["n_statements"].add(flow["n_actions"]).gt(0)].reset_index(drop=True)
    pd.testing.assert_frame_equal(panel[flow.columns], some, check_dtype=False)


def test_silent_periods_have_zeros_and_no_balance_within_the_days_covered(path: Path) -> None:
    panel = rg.flow_panel(path, format=FMT, silent=True)
    flow = rg.flow_balance(*read(path, FMT), by=["actor", "target"], freq="ME")
    pd.testing.assert_frame_equal(panel[flow.columns], flow, check_dtype=False)
    quiet = panel.loc[panel["period"].eq("2024-02")]
    assert len(quiet) == 3 and quiet["words"].eq(0).all() and quiet["balance"].isna().all()
    assert quiet["days_covered"].eq(29).all()


def test_a_month_without_a_file_is_missing_not_zero(tmp_path: Path) -> None:
    files = [
        write(tmp_path, [line(i, day=day)], f"{day[:6]}.mini")
        for i, day in enumerate(("20240105", "20240305"))
    ]
    panel = rg.flow_panel(files, format=MINI, silent=True)
    assert panel["period"].tolist() == ["2024-01", "2024-03"]
    assert panel.attrs["coverage"][0]["missing_days"] == "2024-02-01 to 2024-02-29"


def test_undirected_dyads_are_named_in_order_of_the_alphabet(path: Path) -> None:
    panel = rg.flow_panel(path, format=FMT, directed=False, freq="YE")
    assert panel[["actor", "target"]].values.tolist() == [["CHN", "FRA"], ["CHN", "USA"]]
    directed = rg.flow_panel(path, format=FMT, freq="YE")
    assert panel[["words", "deeds"]].sum().tolist() == pytest.approx(
        directed[["words", "deeds"]].sum().tolist()
    )


def test_duplicates_are_found_over_files(tmp_path: Path) -> None:
    files = [write(tmp_path, [line(i), line(9)], f"2024010{i}.mini") for i in (1, 2)]
    assert rg.flow_panel(files, format=MINI)["n_statements"].tolist() == [1]
    assert rg.flow_panel(files, format=MINI, duplicates=["id"])["n_statements"].tolist() == [3]
    assert rg.flow_panel(files, format=MINI, duplicates=[])["n_statements"].tolist() == [4]


def test_the_later_version_of_a_row_counts(tmp_path: Path) -> None:
    path = write(tmp_path, [line(1, "0311", added="2024-01-07"), line(1, "138", added="2024-01-09")])
    severity = rg.get_scale().statement_severity(["138"])[0]
    assert rg.flow_panel(path, format=MINI)["words"].tolist() == [pytest.approx(severity)]


def test_another_scale_grades_the_same_rows(path: Path) -> None:
    own = rg.get_scale().with_overrides(severity={"061": 0.25})
    panel = rg.flow_panel(path, format=FMT, scale=own, freq="YE")
    assert panel.set_index("actor").loc["USA", "deeds"] == pytest.approx(0.5)


def test_doubtful_codes_are_rejected_as_by_the_reader(tmp_path: Path) -> None:
    path = write(tmp_path, [line(1, "57"), line(2, "10"), line(3, "190")])
    with pytest.warns(RhetoricGapWarning, match="57 as 057"):
        panel = rg.flow_panel(path, format=MINI)
    assert panel[["n_statements", "n_actions"]].values.tolist() == [[1, 1]]
    steps = rg.row_account(panel).set_index("step")
    assert steps.loc["codes with their leading zero", ["rows_in", "rows_out"]].tolist() == [3, 2]


def test_roots_are_counted_with_the_base_they_stand_for(tmp_path: Path) -> None:
    path = write(tmp_path, [line(1, "010"), line(2, "10"), line(3, "100"), line(4, "19", b="FRA")])
    assert rg.flow_panel(path, format=MINI)["n_statements"].tolist() == [2, 0]
    assert len(read(path).statements) == 2


def test_ids_that_are_no_numbers_and_rows_without_articles(tmp_path: Path) -> None:
    rows = [
        line("a1", "036", a="A", b="B"),
        line("2", "036", a="B", b="A", article="x"),
        line("03", "190", a="A", b="B"),
    ]
    files = [write(tmp_path, rows[:1], "20240105.mini"), write(tmp_path, rows[1:], "20240106.mini")]
    panel = rg.flow_panel(files, format=PLAIN, directed=False)
    assert panel[["n_statements", "n_actions"]].values.tolist() == [[2, 1]]
    assert NO_NUMBER < 0


def test_nothing_kept_is_an_empty_panel(path: Path) -> None:
    for silent in (False, True):
        panel = rg.flow_panel(path, format=FMT, actors=["DEU"], silent=silent)
        assert len(panel) == 0 and list(panel.columns[:4]) == ["actor", "target", "period", "period_start"]


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"freq": "2W"}, "freq='2W'"),
        ({"freq": "hourly"}, "freq='hourly'"),
        ({"by": ("actor", "code")}, "by='code'"),
        ({"by": ("actor",), "directed": False}, "directed=False needs by"),
        ({"level": "state"}, "level='state'"),
        ({"format": "gdlt"}, "Did you mean 'gdelt'?"),
        ({"start": "soon"}, "start must be a day"),
    ],
)
def test_wrong_options_are_refused(path: Path, options: dict[str, Any], text: str) -> None:
    with pytest.raises(RhetoricGapError, match=text.replace("(", r"\(").replace("?", r"\?")):
        rg.flow_panel(path, **{"format": FMT, **options})
    with pytest.raises(UnknownOptionError):
        rg.flow_panel(path, format="nothing")


def test_days_of_files_by_their_names() -> None:
    lengths = {
        "20160728.export.CSV.zip": 1,
        "x/201602.zip": 29,
        "a.zip!2015.csv": 365,
        "20150218230000.export.CSV": 1,
    }
    for name, days in lengths.items():
        found = days_of_file(name)
        assert found is not None and len(found) == days
    for name in ("events.tab", "20161399.csv", "123456789.csv", "0001.csv"):
        assert days_of_file(name) is None
    assert covered_days(["events.tab"], "files", [], [3, 1]).known_by == "events"
