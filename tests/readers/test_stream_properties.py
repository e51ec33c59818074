"""What must hold of any stream: counts add up, order plays no part, nothing is in two places."""

from __future__ import annotations

import tempfile
import warnings
from pathlib import Path
from typing import Any

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from stream_samples import COLUMNS, MINI, Line, check_chain, read, write

import rhetoric_gap as rg
from rhetoric_gap.errors import RhetoricGapError, RhetoricGapWarning

DAYS = ("2024-01-03", "2024-01-04", "2024-01-05", "20240105", "2023-01-05", "2024-13-01", "")
CODES = ("0311", "036", "057", "061", "040", "138", "141", "190", "010", "10", "14", "57", "999", "")
NAMES = ("USA", "CHN", "ROM", "ROM;CHN", "ZZZ", "")
ROW = st.fixed_dictionaries(
    {
        "id": st.sampled_from(["1", "2", "3", "10", "a", "b", "c7", ""]),
        "day": st.sampled_from(DAYS),
        "a": st.sampled_from(("USA", "CHN", "ROM", "ZZZ", "")),
        "b": st.sampled_from(NAMES),
        "code": st.sampled_from(CODES),
        "quad": st.sampled_from(("", "1", "4")),
        "added": st.sampled_from(("2024-01-05", "2024-01-06", "")),
        "article": st.sampled_from(("x", "y", "z;1", "")),
        "sentence": st.sampled_from(("1", "2", "")),
        "gold": st.sampled_from(("", "-10.0", "4.0")),
    }
)
OPTIONS = st.fixed_dictionaries(
    {
        "duplicates": st.sampled_from(
            [("id", "dyad-day-code"), ("id",), (), ("id", "article"), ("dyad-day-code",)]
        ),
        "mirrored": st.sampled_from(["flag", "once"]),
        "backdated": st.sampled_from(["drop", "keep"]),
        "domestic": st.sampled_from(["drop", "keep"]),
        "talks": st.sampled_from(["deeds", "words"]),
        "involving": st.sampled_from([None, ["CHN"]]),
    }
)


def quietly(source: Any, **options: Any) -> rg.EventTables:
    """Read without the warning about lost zeros, which these rows are free to cause."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RhetoricGapWarning)
        return read(source, **options)


def same(one: rg.EventTables, other: rg.EventTables) -> None:
    for mine, theirs in zip(one, other, strict=True):
        pd.testing.assert_frame_equal(mine, theirs)
    pd.testing.assert_frame_equal(one.account, other.account)
    pd.testing.assert_frame_equal(one.coverage, other.coverage)
    assert one.notes == other.notes
    columns = ["why", "text"]
    assert sorted(one.rejected[columns].values.tolist()) == sorted(other.rejected[columns].values.tolist())


@settings(max_examples=25)
@given(st.lists(ROW, min_size=1, max_size=12), OPTIONS)
def test_accounts_add_up_and_each_event_is_in_one_table(rows: list[Line], options: dict[str, Any]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        events = quietly(write(Path(folder), rows), **options)
    check_chain(events)
    assert events.account["rows_in"].iloc[0] == len(rows)
    said, done = events.statements["statement_id"], events.actions["action_id"]
    assert not set(said) & set(done) and said.is_unique and done.is_unique
    pd.testing.assert_frame_equal(rg.check_statements(events.statements), events.statements)
    pd.testing.assert_frame_equal(rg.check_actions(events.actions), events.actions)
    frames = [frame for frame in events if len(frame)]
    assert sum(int(frame["n_reports"].sum()) for frame in frames) <= len(rows)
    codes = {code for frame in frames for code in frame["code"]}
    assert codes <= {"0311", "036", "057", "061", "040", "138", "141", "190", "010", "100", "140"}
    assert rg.row_account(events)["rows_out"].tolist() == events.account["rows_out"].tolist()


@settings(max_examples=15)
@given(st.lists(ROW, min_size=2, max_size=10), OPTIONS, st.randoms(use_true_random=False), st.integers(1, 3))
def test_the_order_of_rows_and_files_changes_nothing(
    rows: list[Line], options: dict[str, Any], random: Any, n_files: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        first = Path(folder)
        names = [f"2024010{number}.mini" for number in range(1, n_files + 1)]
        files = [write(first, rows[number::n_files], name) for number, name in enumerate(names)]
        one = quietly(files, **options)
        shuffled = []
        for number, name in enumerate(names):
            part = rows[number::n_files]
            random.shuffle(part)
            shuffled.append(write(first, part, name))
        random.shuffle(shuffled)
        same(one, quietly(shuffled, **options))


@settings(max_examples=15)
@given(st.lists(ROW, min_size=1, max_size=12), OPTIONS)
def test_a_panel_is_the_flow_balance_of_the_tables(rows: list[Line], options: dict[str, Any]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = write(Path(folder), rows)
        events = quietly(path, **options)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RhetoricGapWarning)
            panel = rg.flow_panel(path, format=MINI, freq="W", **options)
            grid = rg.flow_panel(path, format=MINI, freq="W", silent=True, **options)
    flow = rg.flow_balance(*events, by=["actor", "target"], freq="W")
    some = flow.loc[flow["n_statements"].add(flow["n_actions"]).gt(0)].reset_index(drop=True)
    pd.testing.assert_frame_equal(panel[flow.columns], some, check_dtype=False)
    assert rg.row_account(panel)["rows_out"].tolist() == events.account["rows_out"].tolist()
    assert (
        grid[["words", "deeds"]].sum().round(9).tolist() == panel[["words", "deeds"]].sum().round(9).tolist()
    )


@settings(max_examples=25)
@given(
    st.binary(max_size=200)
    | st.text(alphabet="\t\r\n\x00\"';0123456789-ROMUSA", max_size=200).map(str.encode)
)
def test_any_bytes_are_read_or_refused_in_words(content: bytes) -> None:
    header = "\t".join(COLUMNS).encode() + b"\n"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "20240105.mini"
        path.write_bytes(header + content)
        try:
            events = quietly(path)
        except RhetoricGapError:
            return
    check_chain(events)
