"""Random tables without a fault always pass and come back equal; any one fault is found where it is."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from table_samples import failures, told, with_cell

from rhetoric_gap.tables import check_actions, check_links, check_statements, rulebook
from rhetoric_gap.tables.cells import text_dtype
from rhetoric_gap.tables.schema import AUDIENCES, KINDS, VALENCES

EXAMPLES = 50
"""A drawn table is many cells: half the usual number of tables."""

DAYS = st.dates(dt.date(1950, 1, 1), dt.date(2030, 12, 31))
SHARES = st.floats(0, 1)
NAMES = st.text(st.characters(codec="utf-8", categories=("L", "N")), min_size=1, max_size=5).filter(
    lambda name: name not in ("nan", "NaN", "None")
)
TARGETS = st.lists(NAMES, min_size=1, max_size=3).map(";".join)
FREE_TEXT = st.text(st.characters(codec="utf-8")).filter(lambda text: text.strip())


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Return values of the strategy, or blanks."""
    return st.none() | strategy


@st.composite
def tables(draw: st.DrawFn, prefix: str, min_size: int = 0) -> pd.DataFrame:
    """Draw a checked table's worth of valid rows, with the types a checked table has."""
    size = draw(st.integers(min_size, 8))

    def column(strategy: st.SearchStrategy[Any], dtype: Any) -> pd.Series:
        cells = draw(st.lists(strategy, min_size=size, max_size=size))
        return pd.Series([np.nan if cell is None else cell for cell in cells], dtype=dtype)

    text = text_dtype()
    days = column(DAYS, "object")
    later = [
        draw(maybe(st.integers(0, 400).map(lambda n, day=day: day + dt.timedelta(days=n)))) for day in days
    ]
    frame = pd.DataFrame(
        {
            f"{prefix}_id": pd.Series([f"{prefix[0]}{n}" for n in range(size)], dtype=text),
            "date": pd.to_datetime(days).astype("datetime64[us]") if size else days.astype("datetime64[us]"),
            "actor": column(NAMES, text),
            "target": column(TARGETS, text),
            "severity": column(SHARES, "float64"),
            "valence": column(maybe(st.sampled_from(VALENCES)), text),
            "topic": column(maybe(NAMES), text),
            "source": column(maybe(FREE_TEXT), text),
            "reported_at": pd.Series(pd.to_datetime(pd.Series(later, dtype=object))).astype("datetime64[us]"),
            "extra": column(maybe(st.integers(0, 9)), "float64"),
        }
    )
    if prefix == "statement":
        frame["kind"] = column(maybe(st.sampled_from(KINDS)), text)
        frame["audience"] = column(maybe(st.sampled_from(AUDIENCES)), text)
        frame["strength"] = column(st.integers(0, 4), "Int64")
    else:
        frame["effect"] = column(maybe(SHARES), "float64")
        frame["attempted"] = column(st.booleans(), "bool")
    frame.index = pd.Index(draw(st.permutations(range(100, 100 + size))), dtype="int64")
    return frame


CHECKS = {"statement": check_statements, "action": check_actions}
ANY_TABLE = st.sampled_from(sorted(CHECKS)).flatmap(lambda prefix: st.tuples(st.just(prefix), tables(prefix)))

# column, a bad cell, the rule it breaks
FAULTS: list[tuple[str, st.SearchStrategy[Any], str]] = [
    ("date", DAYS.map(lambda day: day.strftime("%d/%m/%Y")), rulebook.DATE),
    ("date", DAYS.map(lambda day: int(day.strftime("%Y%m%d"))), rulebook.DATE),
    (
        "date",
        st.datetimes().filter(lambda t: t.time() != dt.time()).map(dt.datetime.isoformat),
        rulebook.WHOLE_DAY,
    ),
    ("date", DAYS.map(lambda day: f"{day}T00:00:00+00:00"), rulebook.NO_ZONE),
    ("date", st.none(), rulebook.FILLED),
    ("actor", st.none(), rulebook.FILLED),
    ("actor", st.sampled_from(["", " ", "\t"]), rulebook.NOT_EMPTY),
    ("actor", NAMES.map(lambda name: f" {name}"), rulebook.TRIMMED),
    ("actor", st.tuples(NAMES, NAMES).map(";".join), rulebook.ONE_ACTOR),
    ("target", TARGETS.map(lambda target: f"{target};"), rulebook.MEMBERS),
    ("target", st.tuples(NAMES, NAMES).map("; ".join), rulebook.TRIMMED),
    ("severity", st.floats(1, 1e9, exclude_min=True), rulebook.SHARE),
    ("severity", st.floats(-1e9, -1e-9), rulebook.SHARE),
    ("severity", st.sampled_from([np.inf, -np.inf]), rulebook.FINITE),
    ("severity", SHARES.map(str), rulebook.NUMBER),
    ("severity", st.booleans(), rulebook.NUMBER),
    ("severity", st.none(), rulebook.SEVERITY_OR_CODE),
    ("valence", NAMES.filter(lambda name: name not in VALENCES), rulebook.CATEGORY),
    ("topic", st.sampled_from(["", "  "]), rulebook.NOT_EMPTY),
    ("reported_at", st.just(dt.date(1900, 1, 1)), rulebook.DATE_ORDER),
]


@settings(max_examples=EXAMPLES)
@given(ANY_TABLE)
def test_valid_table_comes_back_equal(drawn):
    prefix, frame = drawn
    before = frame.copy(deep=True)
    checked = CHECKS[prefix](frame)
    assert_frame_equal(checked, before)
    assert_frame_equal(frame, before)


@settings(max_examples=EXAMPLES)
@given(st.data(), st.sampled_from(sorted(CHECKS)), st.sampled_from(FAULTS))
def test_one_fault_is_found_in_its_row(data, prefix, fault):
    column, bad, rule = fault
    frame = data.draw(tables(prefix, min_size=1))
    frame = frame.assign(strength=3) if prefix == "statement" else frame
    frame = frame.drop(columns="kind", errors="ignore")
    row = data.draw(st.sampled_from(frame.index.tolist()))
    found = failures(CHECKS[prefix], with_cell(frame, column, row, data.draw(bad)))
    assert told(found, "row", "column", "rule") == [(row, column, rule)]


@settings(max_examples=EXAMPLES)
@given(st.data(), st.sampled_from(sorted(CHECKS)))
def test_repeated_id_is_found_in_both_rows(data, prefix):
    frame = data.draw(tables(prefix, min_size=2))
    first, second = data.draw(st.permutations(frame.index.tolist()))[:2]
    name = f"{prefix}_id"
    found = failures(CHECKS[prefix], with_cell(frame, name, first, frame.at[second, name]))
    assert sorted(found["row"]) == sorted([first, second])
    assert set(found["rule"]) == {rulebook.UNIQUE_ID}


@settings(max_examples=EXAMPLES)
@given(tables("statement", min_size=1), tables("action", min_size=1), st.data())
def test_links_between_known_rows_pass_and_others_do_not(said, done, data):
    pairs = st.tuples(
        st.sampled_from(said["statement_id"].tolist()), st.sampled_from(done["action_id"].tolist())
    )
    drawn = data.draw(st.lists(pairs, unique=True, min_size=1, max_size=10))
    frame = pd.DataFrame(drawn, columns=["statement_id", "action_id"]).assign(match=1.0)
    checked = check_links(frame, said, done)
    assert list(zip(checked["statement_id"], checked["action_id"], strict=True)) == drawn
    row = data.draw(st.integers(0, len(frame) - 1))
    found = failures(lambda f: check_links(f, said, done), with_cell(frame, "action_id", row, "elsewhere"))
    assert told(found, "row", "column", "rule") == [(row, "action_id", rulebook.KNOWN_ID)]


@given(st.lists(st.none() | st.integers(0, 9), min_size=1, max_size=10))
def test_loops_are_those_found_by_walking(parents):
    size = len(parents)
    whole = [None if p is None or p >= size else p for p in parents]
    looped = [n for n in range(size) if returns(whole, n)]
    frame = pd.DataFrame(
        {
            "action_id": range(size),
            "date": "2024-01-01",
            "actor": "A",
            "target": "B",
            "severity": 0.5,
            "part_of": pd.array(whole, dtype="Int64"),
        }
    )
    if looped:
        assert failures(check_actions, frame)["row"].tolist() == looped
    else:
        assert len(check_actions(frame)) == size


def returns(whole: list[int | None], start: int) -> bool:
    """Walk upwards from a row and say whether the walk comes back to it."""
    here = whole[start]
    for _ in whole:
        if here is None or here == start:
            break
        here = whole[here]
    return here == start
