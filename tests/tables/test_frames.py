"""Tables of other libraries, and things that are no tables."""

from __future__ import annotations

import datetime as dt
import pathlib
import subprocess
import sys

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from pandas.testing import assert_frame_equal
from table_samples import SAMPLES, actions, failures, links, statements, told

from rhetoric_gap.errors import RhetoricGapError
from rhetoric_gap.tables import check_actions, check_links, check_outcomes, check_statements, rulebook

ROOT = pathlib.Path(__file__).resolve().parents[2]


def plain(name: str) -> pd.DataFrame:
    """Return a checked sample without its column of mixed objects, numbered from 0."""
    sample, check = SAMPLES[name]
    return check(sample().drop(columns="my_own", errors="ignore")).reset_index(drop=True)


def arrow(frame: pd.DataFrame) -> pa.Table:
    """Return the frame as a PyArrow table with days as date32."""
    table = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)
    for place, field in enumerate(table.schema):
        if pa.types.is_timestamp(field.type):
            table = table.set_column(place, field.name, table.column(place).cast(pa.date32(), safe=False))
    return table


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("library", ["polars", "lazy", "pyarrow"])
def test_round_trip(name, library):
    expected = plain(name)
    table = arrow(expected)
    given = {"polars": pl.from_arrow, "lazy": lambda t: pl.from_arrow(t).lazy(), "pyarrow": lambda t: t}[
        library
    ](table)
    checked = SAMPLES[name][1](given)
    assert_frame_equal(checked, expected)
    assert isinstance(checked.index, pd.RangeIndex)


def test_polars_types():
    frame = pl.DataFrame(
        {
            "action_id": [1, 2, 3],
            "date": [dt.date(2024, 1, 1), dt.date(2024, 1, 2), dt.date(2024, 1, 3)],
            "actor": pl.Series(["AAA", "AAA", "BBB"], dtype=pl.Categorical),
            "target": ["BBB", "CCC", "AAA"],
            "severity": pl.Series([1.0, 0.5, 0.25], dtype=pl.Float32),
            "part_of": [None, 3, None],
            "attempted": [True, None, False],
            "n_own": [None, 7, 8],
        }
    )
    checked = check_actions(frame)
    assert checked["action_id"].tolist() == ["1", "2", "3"]
    assert checked["date"].tolist() == [pd.Timestamp(2024, 1, day) for day in (1, 2, 3)]
    assert checked["part_of"].dropna().tolist() == ["3"]
    assert checked["attempted"].tolist() == [True, True, False]
    assert str(checked["n_own"].dtype) == "Int64"
    assert frame["action_id"].to_list() == [1, 2, 3]


@pytest.mark.parametrize("lazy", [False, True])
def test_problems_of_a_polars_frame_have_row_numbers(lazy):
    frame = pl.DataFrame(
        {
            "action_id": ["A1", "A2"],
            "date": ["2024-01-01", "01/02/2024"],
            "actor": ["AAA", None],
            "target": ["BBB", "BBB;"],
            "severity": [0.5, 5.0],
        }
    )
    found = failures(check_actions, frame.lazy() if lazy else frame)
    assert told(found, "row", "column") == [(1, "date"), (1, "target"), (1, "severity"), (1, "actor")]


def test_polars_times_and_zones_are_found():
    base = {"action_id": ["A1"], "actor": ["AAA"], "target": ["BBB"], "severity": [0.5]}
    timed = pl.DataFrame({**base, "date": [dt.datetime(2024, 1, 1, 10)]})
    assert told(failures(check_actions, timed), "row", "rule") == [(0, rulebook.WHOLE_DAY)]
    zoned = timed.with_columns(pl.col("date").dt.replace_time_zone("UTC"))
    assert told(failures(check_actions, zoned), "column", "rule") == [("date", rulebook.NO_ZONE)]


def test_arrow_columns_that_share_a_name_are_named():
    table = arrow(plain("actions"))
    doubled = table.append_column("actor", table.column("actor"))
    assert told(failures(check_actions, doubled), "column", "rule") == [("actor", rulebook.UNIQUE_COLUMN)]


def test_links_between_tables_of_different_libraries():
    said = pl.DataFrame({"statement_id": ["S1", "S2", "S3"]})
    done = pa.table({"action_id": ["A1", "A2", "A4"]})
    assert check_links(links(), said, done)["statement_id"].tolist() == links()["statement_id"].tolist()


# what was given, how the message names it, what it advises
OTHERS = [
    ({"action_id": ["A1"]}, "dict", "pd.DataFrame(data)"),
    ([{"action_id": "A1"}], "list", "pd.DataFrame(data)"),
    ((1, 2), "tuple", "pd.DataFrame(data)"),
    (None, "None", "pass the table"),
    ("actions.csv", "str", "pd.read_csv(path, dtype={'code': str})"),
    (pathlib.Path("actions.csv"), "Path", "pd.read_csv(path, dtype={'code': str})"),
    (pd.Series([1], name="action_id"), "Series", ".to_frame()"),
    (np.zeros((2, 2)), "numpy.ndarray", "columns=[...]"),
    (pl.Series([1]), "Series", "convert it to pandas"),
    (7, "int", "convert it to pandas"),
    (object(), "object", "convert it to pandas"),
]


@pytest.mark.parametrize(("given", "name", "advice"), OTHERS, ids=lambda part: type(part).__name__)
@pytest.mark.parametrize("check", [check_statements, check_actions, check_outcomes])
def test_what_is_no_table_is_refused_with_advice(check, given, name, advice):
    with pytest.raises(RhetoricGapError) as caught:
        check(given)
    message = str(caught.value)
    table = check.__name__.removeprefix("check_")
    assert message.startswith(f"{table} must be a pandas, Polars or PyArrow table, got ")
    assert name in message
    assert advice in message


def test_an_object_that_holds_the_table_is_asked_for_it():
    class Holder:
        actions = actions()

    with pytest.raises(RhetoricGapError, match=r"pass its table \.actions"):
        check_actions(Holder())


@pytest.mark.parametrize("tables", [(None, actions()), (statements(), {"action_id": ["A1"]})])
def test_links_need_two_tables(tables):
    with pytest.raises(RhetoricGapError, match="must be a pandas, Polars or PyArrow table"):
        check_links(links(), *tables)


LOADED = """
import sys
import numpy, pandas
before = set(sys.modules)
import rhetoric_gap.tables
new = {name.split(".")[0] for name in set(sys.modules) - before} - set(sys.stdlib_module_names)
print(sorted(new))
frame = pandas.DataFrame({"action_id": [1], "date": "2024-01-01", "actor": "A", "target": "B", "severity": 1})
rhetoric_gap.tables.check_actions(frame)
print(sorted({"narwhals", "polars", "scipy", "matplotlib", "sklearn"} & set(sys.modules)))
"""


def test_pandas_alone_needs_nothing_else():
    done = subprocess.run(
        [sys.executable, "-c", LOADED],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        stdin=subprocess.DEVNULL,
    )
    assert done.stdout.split("\n")[:2] == ["['rhetoric_gap']", "[]"]
