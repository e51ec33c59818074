"""Targets named together."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rhetoric_gap.account import row_account
from rhetoric_gap.errors import RhetoricGapError
from rhetoric_gap.tables import canonical, explode_targets, members
from rhetoric_gap.tables.cells import text_dtype

NAMES = st.text("ABCDE", min_size=1, max_size=3)
GROUPS = st.lists(st.lists(NAMES, min_size=1, max_size=4).map(";".join), max_size=20)


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("KOR", ("KOR",)),
        ("USA;KOR", ("KOR", "USA")),
        ("KOR; USA ;KOR", ("KOR", "USA")),
        ("KOR;;", ("KOR",)),
        (";", ()),
        ("", ()),
        (None, ()),
        (np.nan, ()),
        (pd.NA, ()),
    ],
)
def test_members(target, expected):
    assert members(target) == expected


def test_canonical_keeps_index_name_and_blanks():
    given_targets = pd.Series(["USA;KOR", None, "JPN", " ; "], index=list("abcd"), name="target")
    written = canonical(given_targets)
    assert written.dropna().to_dict() == {"a": "KOR;USA", "c": "JPN"}
    assert written.index.tolist() == list("abcd")
    assert written.name == "target"
    assert written.dtype == text_dtype()


def test_canonical_of_an_empty_column():
    assert canonical(pd.Series([], dtype=object)).tolist() == []


@given(GROUPS)
def test_canonical_is_stable_and_blind_to_order(groups):
    shuffled = pd.Series([";".join(reversed(g.split(";"))) for g in groups], dtype=text_dtype())
    once = canonical(pd.Series(groups, dtype=text_dtype()))
    assert once.tolist() == canonical(shuffled).tolist() == canonical(once).tolist()
    assert once.tolist() == [";".join(sorted(set(g.split(";")))) for g in groups]


@given(GROUPS)
def test_explode_gives_every_member_a_row(groups):
    frame = pd.DataFrame({"target": pd.Series(groups, dtype=text_dtype()), "n": range(len(groups))})
    exploded = explode_targets(frame)
    expected = [(n, member) for n, group in enumerate(groups) for member in sorted(set(group.split(";")))]
    assert list(zip(exploded["n"], exploded["member"], strict=True)) == expected
    assert exploded.index.tolist() == exploded["n"].tolist()
    assert exploded["target"].tolist() == [";".join(members(groups[n])) for n in exploded["n"]]


def test_explode_keeps_rows_that_name_nobody():
    exploded = explode_targets(pd.DataFrame({"target": ["B;A", None, "C"]}, index=["x", "y", "z"]))
    assert exploded.index.tolist() == ["x", "x", "y", "z"]
    assert exploded["member"].tolist()[:2] == ["A", "B"]
    assert exploded["member"].isna().tolist() == [False, False, True, False]


def test_explode_leaves_its_input_alone_and_accounts_for_the_rows():
    frame = pd.DataFrame({"target": ["B;A", "C"]})
    account = row_account(explode_targets(frame))
    assert account[["step", "rows_in", "rows_out"]].to_numpy().tolist() == [["explode targets", 2, 3]]
    assert frame.columns.tolist() == ["target"]
    assert frame["target"].tolist() == ["B;A", "C"]
    assert frame.attrs == {}


def test_explode_needs_a_target_and_room_for_the_member():
    with pytest.raises(RhetoricGapError, match="needs a column 'target'"):
        explode_targets(pd.DataFrame({"a": [1]}))
    with pytest.raises(RhetoricGapError, match="already has a column 'member'"):
        explode_targets(explode_targets(pd.DataFrame({"target": ["A;B"]})))
