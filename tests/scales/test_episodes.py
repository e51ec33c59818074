"""Militarised disputes and sanctions: codes from the columns of the files, and the shift between two lists of types."""

from __future__ import annotations

import contextlib

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import rhetoric_gap as rg
from rhetoric_gap.scales import sanction_type_shift

MID = rg.get_scale("cow-mid")
SANCTIONS = rg.get_scale("sanctions")


def test_levels_are_graded_in_steps_of_a_fifth():
    assert MID.deed_severity(["display", "use", "war", "display-7", "use-16", "war-20"]).tolist() == [
        *(0.6, 0.8, 1.0),
        *(0.6, 0.8, 1.0),
    ]
    assert np.isnan(MID.deed_severity(["none", "threat", "none-0", "threat-2"])).all()


def test_a_threat_is_kept_by_the_act_it_names():
    deeds = ["use-13", "use-16", "display-7", "war-20", "use", "none-0"]
    assert MID.match_matrix(["threat-2"], deeds).tolist() == [[1, 0.5, 0.5, 0.5, 0.5, 0]]
    assert MID.match_matrix(["threat-1"], deeds).tolist() == [[0.5, 1, 0.5, 1, 0.5, 0]]
    assert MID.match_matrix(["threat"], deeds).tolist() == [[1, 1, 1, 1, 1, 0]]
    assert MID.statement_severity(["threat", "threat-1", "threat-2", "threat-6"]).tolist() == [
        0.8,
        0.8,
        0.8,
        1.0,
    ]
    assert MID.kind(["threat", "threat-4", "use"]).tolist() == ["threat", "threat", None]


def test_codes_from_the_columns_of_a_dispute_file():
    level = pd.Series([2, 4, 4, -9, 1, 5, 4], index=list("abcdefg"))
    act = pd.Series([2, 16, -9, -9, 0, 22, 7], index=level.index)
    assert rg.mid_code(level, act).tolist() == [
        "threat-2",
        "use-16",
        "use",
        None,
        "none-0",
        "war",
        "display-7",
    ]
    assert rg.mid_code(hostlev=["2", " 4 ", "", None]).tolist() == ["threat", "use", None, None]
    assert rg.mid_code(hiact=[21.0, np.nan]).tolist() == ["war-21", None]
    assert rg.mid_code(hiact=[22]).tolist() == [None]
    assert rg.mid_code(hostlev=[]).shape == (0,)


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({}, "give hostlev, hiact or both"),
        ({"hostlev": [1], "hiact": [1, 2]}, "columns of one length"),
        ({"hostlev": ["high"]}, "hostlev must hold whole numbers, got 'high'"),
        ({"hiact": [1.5]}, "hiact must hold whole numbers, got 1.5"),
        ({"hiact": ["1 2"]}, r"one number per row, got \[1, 2\]"),
    ],
)
def test_columns_that_cannot_be_read_are_refused(columns, message):
    with pytest.raises(rg.RhetoricGapError, match=message):
        rg.mid_code(**columns)


def test_a_threatened_sanction_is_kept_by_its_own_type_and_in_part_by_another():
    assert SANCTIONS.match_matrix(
        ["threat-3", "threat"], ["sanction-3", "sanction-4", "sanction"]
    ).tolist() == [
        [1, 0.5, 0.5],
        [1, 1, 1],
    ]
    assert SANCTIONS.statement_severity(["threat-3", "threat", "threat-99"]).tolist() == [1, 1, 1]


@given(
    shift=st.sampled_from([-1, 0, 1]),
    cells=st.lists(st.lists(st.integers(3, 8), min_size=1, max_size=3, unique=True), min_size=1, max_size=30),
)
def test_the_shift_of_a_file_is_measured_and_taken_off(shift, cells):
    imposed = [", ".join(map(str, cell)) for cell in cells]
    threatened = [" ".join(str(number + shift) for number in cell) for cell in cells]
    best = sanction_type_shift(threatened, imposed)
    assert best.loc[best["shift"] == shift, "share"].tolist() == [1.0]
    if best["n_agree"].iloc[0] > best["n_agree"].iloc[1]:
        aligned = rg.align_sanction_types(threatened, imposed)
        assert aligned.tolist() == [";".join(f"threat-{number}" for number in cell) for cell in cells]
        assert aligned.tolist() == rg.align_sanction_types(threatened, shift=shift).tolist()


def test_an_unspecified_threat_and_missing_cells():
    threatened = [1, 3, -9, None, "4; 1", 3.0]
    assert rg.align_sanction_types(threatened, shift=1).tolist() == [
        *("threat", "threat-2", None, None, "threat-3;threat", "threat-2"),
    ]


def test_a_shift_is_never_assumed():
    with pytest.raises(rg.RhetoricGapError, match="give imposed, the types imposed"):
        rg.align_sanction_types(["2"])
    with pytest.raises(rg.RhetoricGapError, match="no shift stands out: 1 of 2 agree at shift"):
        rg.align_sanction_types(["2", "2"], ["1", "2"])
    with pytest.raises(
        rg.RhetoricGapError, match="shift=0 was given, but the types imposed in this file agree with a shift"
    ):
        rg.align_sanction_types(["2"], ["1"], shift=0)
    with pytest.raises(rg.RhetoricGapError, match="same length, got 1 and 2"):
        sanction_type_shift(["2"], ["1", "2"])
    with pytest.raises(rg.RhetoricGapError, match="threatened must hold whole numbers, got 'embargo'"):
        rg.align_sanction_types(["embargo"], shift=1)


@given(st.lists(st.text(max_size=30) | st.none() | st.integers() | st.floats(), max_size=6))
def test_nothing_but_the_library_s_own_errors(cells):
    for call in (lambda: rg.align_sanction_types(cells, shift=1), lambda: rg.mid_code(hostlev=cells)):
        with contextlib.suppress(rg.RhetoricGapError):
            assert len(call()) == len(cells)
