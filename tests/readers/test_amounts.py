"""Amounts pledged and delivered: totals and flows, wide and long, and nothing read that was not named."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import rhetoric_gap as rg

TOTALS = """donor,recipient,month,committed,allocated
EU,UKR,2023-11,100,40
EU,UKR,2023-12,120,70
EU,UKR,2024-01,144,77
"""
UNIT = {"unit": "EUR bn"}


def amounts(text: str = TOTALS, **options: Any) -> rg.AmountTables:
    return rg.read_amounts(io.BytesIO(text.encode()), **{**UNIT, **options})


def gap_of(read: rg.AmountTables, **choices: Any) -> float:
    return rg.gap_index(read.to_case(), assignment="amount", **choices).gap


def failures(text: str, **options: Any) -> pd.DataFrame:
    with pytest.raises(rg.SchemaError) as caught:
        amounts(text, **options)
    return caught.value.failures


def test_published_aid_from_running_totals() -> None:
    read = amounts(cumulative=True)
    assert read.statements["amount"].tolist() == [100, 20, 24]
    assert read.actions["amount"].tolist() == [40, 30, 7]
    assert gap_of(read) == pytest.approx(1 - 77 / 144)
    assert round(gap_of(read), 3) == 0.465


def test_published_aid_from_one_row() -> None:
    read = amounts("donor,month,committed,allocated\nEU,2024-01,144,77\n", target="UKR")
    assert round(gap_of(read), 3) == 0.465
    statements, actions = read
    assert statements["date"].astype(str).tolist() == ["2024-01-01"]
    assert actions["date"].astype(str).tolist() == ["2024-01-31"]


def test_published_aid_from_long_table() -> None:
    text = "giver,period,stage,value\nEU,2024-01,Commitment,144\nEU,2024-01,allocations,77\n"
    read = amounts(text, target="UKR")
    assert round(gap_of(read), 3) == 0.465
    other = amounts(
        text.replace("Commitment", "zugesagt").replace("allocations", "da"),
        target="UKR",
        stages={"zugesagt": "promised", "da": "delivered"},
    )
    assert gap_of(other) == gap_of(read)


def test_flows_are_the_default() -> None:
    read = amounts()
    assert read.statements["amount"].sum() == 364
    assert read.actions["amount"].sum() == 187


def test_donors_are_apart() -> None:
    text = TOTALS + "USA,UKR,2023-11,50,50\nUSA,UKR,2024-01,60,55\n"
    read = amounts(text, cumulative=True)
    by = rg.gap_index(read.to_case(), assignment="amount", by="actor").frame.set_index("actor")["gap"]
    assert by["EU"] == pytest.approx(1 - 77 / 144)
    assert by["USA"] == pytest.approx(1 - 55 / 60)


def test_a_delivery_before_its_promise_does_not_count() -> None:
    read = amounts("donor,month,committed,allocated\nEU,2023-01,,50\nEU,2024-01,50,\n", target="UKR")
    assert gap_of(read) == 1.0


def test_window_instead_of_everything_to_date() -> None:
    text = "donor,month,committed,allocated\nEU,2022-01,100,\nEU,2023-06,,100\n"
    assert gap_of(amounts(text, target="UKR")) == 0.0
    narrow = amounts(text, target="UKR", window=60)
    assert narrow.to_case().window == 60
    assert gap_of(narrow) == 1.0


def test_falls_are_listed_not_clipped() -> None:
    text = TOTALS.replace("120,70", "90,30")
    found = failures(text, cumulative=True)
    assert found[["row", "column"]].values.tolist() == [[3, "promised"], [3, "delivered"]]
    assert "falls by 10" in found["hint"][0]
    assert failures("donor,month,committed,allocated\nEU,2022-01,-5,1\n", target="X")["row"].tolist() == [2]


def test_reductions_are_taken_off_what_came_before() -> None:
    text = TOTALS.replace("120,70", "90,30")
    read = amounts(text, cumulative=True, revisions="net")
    assert read.statements["amount"].tolist() == [90, 54]
    assert read.actions["amount"].tolist() == [30, 47]
    assert round(gap_of(read), 3) == 0.465
    assert any("2 reductions of 20" in note for note in read.notes)


def test_a_reduction_below_nothing_is_an_error() -> None:
    text = "donor,month,committed,allocated\nEU,2022-01,5,1\nEU,2022-02,-8,1\n"
    found = failures(text, target="X", revisions="net")
    assert found["row"].tolist() == [3]
    assert "larger than everything before" in found["hint"][0]


def test_two_totals_of_one_period() -> None:
    found = failures(TOTALS + "EU,UKR,2024-01,150,80\n", cumulative=True)
    assert sorted(found["row"].tolist()) == [4, 4, 5, 5]


def test_totals_in_any_order_of_rows() -> None:
    head, *rows = TOTALS.splitlines()
    shuffled = amounts("\n".join([head, *rows[::-1]]), cumulative=True)
    assert shuffled.statements["amount"].tolist() == [100, 20, 24]


def test_blank_totals_are_not_zero() -> None:
    read = amounts(TOTALS.replace("120,70", ",70"), cumulative=True)
    assert read.statements["amount"].tolist() == [100, 44]


def test_account_adds_up() -> None:
    read = amounts(TOTALS + ",,,,\nEU,UKR,2024-02,0,\nEU,bad\n")
    account = rg.row_account(read)
    assert account["rows_in"].iloc[0] == 6
    assert account["rows_in"].tolist()[1:] == account["rows_out"].tolist()[:-1]
    assert account["rows_out"].iloc[-1] == len(read.statements) + len(read.actions) == 6
    assert account.set_index("step")["rows_out"]["amounts given"] == 7
    assert read.rejected["line"].tolist() == [7]


@pytest.mark.parametrize(
    ("cell", "options", "value"),
    [
        ('"1,234.5"', {"thousands": ","}, 1234.5),
        ('"1.234,5"', {"thousands": ".", "decimal": ","}, 1234.5),
        ('"1234,5"', {"decimal": ","}, 1234.5),
        ("1 234", {"thousands": " "}, 1234),
        ("$1234", {"currency": "$"}, 1234),
        ("1234 EUR", {"currency": "EUR"}, 1234),
        ("1.2e3", {}, 1200),
    ],
)
def test_notations_are_read_where_named(cell: str, options: dict[str, str], value: float) -> None:
    text = f"donor,month,committed,allocated\nEU,2024-01,{cell},1\n"
    assert amounts(text, target="UKR", **options).statements["amount"].tolist() == [value]


@pytest.mark.parametrize(
    ("cell", "hint"),
    [
        ('"1,234"', "thousands=','"),
        ('"1,5"', "decimal=','"),
        ("1 234", "thousands=' '"),
        ("$5", r"currency='\$'"),
        ("5 EUR", "currency='EUR'"),
        ("five", "not a number"),
        ("nan", "not a number"),
        ("inf", "not a number"),
        ("1e999", "not a number"),
    ],
)
def test_notations_are_not_guessed(cell: str, hint: str) -> None:
    found = failures(f"donor,month,committed,allocated\nEU,2024-01,{cell},1\n", target="UKR")
    assert found[["row", "column"]].values.tolist() == [[2, "promised"]]
    assert pd.Series(found["hint"]).str.contains(hint).all()


def test_a_comma_that_is_no_thousands_sign() -> None:
    text = 'donor,month,committed,allocated\nEU,2024-01,"1,5",1\n'
    assert len(failures(text, target="UKR", thousands=",")) == 1


@pytest.mark.parametrize(
    ("cell", "options", "first", "last"),
    [
        ("2024-02", {}, "2024-02-01", "2024-02-29"),
        ("2024Q2", {}, "2024-04-01", "2024-06-30"),
        ("2024", {}, "2024-01-01", "2024-12-31"),
        ("2024-02-10", {}, "2024-02-10", "2024-02-10"),
        ("2024-02-10", {"period": "month"}, "2024-02-01", "2024-02-29"),
        ("2024-02-10", {"period": "quarter"}, "2024-01-01", "2024-03-31"),
        ("10/02/2024", {"date_format": "%d/%m/%Y"}, "2024-02-10", "2024-02-10"),
        ("Feb 2024", {"date_format": "%b %Y"}, "2024-02-01", "2024-02-29"),
        ("2024", {"period": "day"}, "2024-01-01", "2024-12-31"),
    ],
)
def test_periods(cell: str, options: dict[str, Any], first: str, last: str) -> None:
    statements, actions = amounts(
        f"donor,month,committed,allocated\nEU,{cell},1,1\n", target="UKR", **options
    )
    assert statements["date"].astype(str).tolist() == [first]
    assert actions["date"].astype(str).tolist() == [last]


def test_dates_that_are_none() -> None:
    text = "donor,month,committed,allocated\nEU,2024-13,1,1\nEU,,1,1\nEU,soon,1,1\n"
    assert failures(text, target="UKR")["row"].tolist() == [2, 3, 4]


def test_what_is_missing_is_asked_for_at_once() -> None:
    with pytest.raises(rg.SchemaError) as caught:
        rg.read_amounts(io.BytesIO(b"month,committed,allocated\n2024-01,1,1\n"))
    assert caught.value.failures["column"].tolist() == ["actor", "target", "unit"]


def test_columns_are_not_guessed_between() -> None:
    found = failures("donor,month,committed,pledged,allocated\nEU,2024-01,1,2,1\n", target="UKR")
    assert found["column"].tolist() == ["promised"]
    read = amounts(
        "donor,month,committed,pledged,allocated\nEU,2024-01,1,2,1\n",
        target="UKR",
        columns={"promised": "pledged"},
    )
    assert read.statements["amount"].tolist() == [2]


def test_units_by_column() -> None:
    text = (
        "donor,recipient,month,committed,allocated,unit\nEU,UKR,2024-01,10,5,EUR\nUSA,UKR,2024-01,8,8,USD\n"
    )
    read = rg.read_amounts(io.BytesIO(text.encode()))
    assert any("by='unit'" in note for note in read.notes)
    frame = rg.gap_index(read.to_case(), assignment="amount", by="unit").frame
    assert frame["gap"].tolist() == [0.5, 0.0]


@pytest.mark.parametrize(
    ("options", "match"),
    [
        ({"period": "week"}, "period='week'"),
        ({"revisions": "clip"}, "revisions='clip'"),
        ({"window": 0}, "window"),
        ({"cumulative": "yes"}, "cumulative"),
        ({"decimal": ";"}, "decimal"),
        ({"decimal": ",", "thousands": ","}, "thousands"),
        ({"stages": {"x": "kept"}}, "stages='kept'"),
        ({"columns": {"amounts": "x"}}, "Did you mean 'amount'"),
        ({"columns": {"promised": "committed", "stage": "x"}}, "not both"),
    ],
)
def test_options_are_checked(options: dict[str, Any], match: str) -> None:
    text = "donor,month,stage,value\nEU,2024-01,commitment,1\n"
    with pytest.raises(rg.RhetoricGapError, match=match):
        amounts(text, target="UKR", **options)


def test_unknown_words_of_stage() -> None:
    found = failures("donor,month,stage,value\nEU,2024-01,comitment,1\n", target="UKR")
    assert found["row"].tolist() == [2]
    assert "Did you mean 'commitment'" in found["hint"][0]


def test_topics_keep_amounts_apart() -> None:
    text = "donor,month,committed,allocated,sector\nEU,2024-01,10,0,tanks\nEU,2024-01,10,20,food\n"
    assert gap_of(amounts(text, target="UKR")) == pytest.approx(0.5)


def test_prints_sums() -> None:
    assert "3 promises, 3 deliveries, 144 EUR bn promised, 77 EUR bn delivered" in repr(
        amounts(cumulative=True)
    )


FLOWS = st.lists(
    st.tuples(st.sampled_from(["A", "B"]), st.integers(1, 9), st.integers(0, 50), st.integers(0, 50)),
    min_size=1,
    max_size=12,
    unique_by=lambda row: row[:2],
)


@settings(max_examples=10, deadline=None)
@given(FLOWS)
def test_totals_and_flows_of_one_record_say_the_same(rows: list[tuple[str, int, int, int]]) -> None:
    flows = pd.DataFrame(rows, columns=["donor", "number", "committed", "allocated"])
    flows = flows.sort_values(["donor", "number"], ignore_index=True)
    flows["month"] = "2024-0" + flows.pop("number").astype(str)
    totals = flows.copy()
    totals[["committed", "allocated"]] = flows.groupby("donor")[["committed", "allocated"]].cumsum()
    one = rg.read_amounts(flows, unit="x", target="T")
    two = rg.read_amounts(totals, unit="x", target="T", cumulative=True)
    for mine, theirs in zip(one, two, strict=True):
        pd.testing.assert_frame_equal(mine, theirs)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(st.integers(-30, 60), st.integers(-10, 20)), min_size=1, max_size=9))
def test_netting_keeps_the_sums(rows: list[tuple[int, int]]) -> None:
    frame = pd.DataFrame(rows, columns=["committed", "allocated"]).assign(donor="A")
    frame["month"] = [f"2024-{place:02d}" for place in range(1, len(frame) + 1)]
    running = frame[["committed", "allocated"]].cumsum()
    try:
        said, done = rg.read_amounts(frame, unit="x", target="T", revisions="net")
    except rg.SchemaError:
        assert (running < 0).to_numpy().any()
        return
    assert not (running < 0).to_numpy().any()
    assert np.isclose([said["amount"].sum(), done["amount"].sum()], running.iloc[-1]).all()


CELLS = st.sampled_from(["EU", "2024-01", "2024", "1,5", "1.5", "-3", "", "$", '"', "\x00", "é", "9" * 400])


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(CELLS, min_size=1, max_size=5), max_size=5), st.binary(max_size=20), st.booleans())
def test_no_file_breaks_it_otherwise_than_with_an_error_of_ours(
    rows: list[list[str]], junk: bytes, cumulative: bool
) -> None:
    text = "donor,month,committed,allocated\n" + "\n".join(",".join(row) for row in rows)
    try:
        read = rg.read_amounts(io.BytesIO(text.encode() + junk), unit="x", target="T", cumulative=cumulative)
    except rg.RhetoricGapError:
        return
    account = rg.row_account(read)
    assert account["rows_in"].tolist()[1:] == account["rows_out"].tolist()[:-1]
